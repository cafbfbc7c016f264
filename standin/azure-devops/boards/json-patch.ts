import { field, textField } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { Refusal, invalid } from "../http/reply.ts";
import type { Site } from "../site.ts";
import type { WorkItemFields } from "../state/work-state.ts";
import type { WorkItemChange } from "./work-item-book.ts";

const contentType = "application/json-patch+json";

/** What a work item is before a request changes it. */
type Before = Readonly<{ rev: number; fields: WorkItemFields }>;

/** What a request's JSON patch makes of a work item. Whatever the stand-in does not know is an error that names it. */
export function patched(site: Site, call: Call, { rev, fields }: Before): WorkItemChange {
  demandPatch(call);
  if (!Array.isArray(call.body) || call.body.length === 0)
    throw invalid(
      "You must pass a valid patch document in the body of the request.",
      "VssPropertyValidationException",
    );
  const begun: WorkItemChange = { fields };
  return call.body.reduce<WorkItemChange>((change, operation) => {
    const op = textField(operation, "op")?.toLowerCase() ?? "";
    const path = textField(operation, "path") ?? "";
    if (op !== "test") return set(site, change, { op, path, value: textField(operation, "value") ?? "" });
    demandRevision(path, field(operation, "value"), rev);
    return change;
  }, begun);
}

function demandPatch(call: Call): void {
  const given = (call.header("content-type") ?? "").split(";")[0]?.trim() ?? "";
  if (given.toLowerCase() === contentType) return;
  throw new Refusal(
    415,
    "VssRequestContentTypeNotSupportedException",
    `The request indicated a Content-Type of "${given}" for method type "${call.method}" which is not supported. Valid content types for this method are: ${contentType}.`,
  );
}

function demandRevision(path: string, value: unknown, rev: number): void {
  if (path.toLowerCase() !== "/rev") throw invalid(`The stand-in tests /rev only, not ${path}.`);
  if (Number(value) === rev) return;
  throw new Refusal(
    412,
    "TestPatchOperationFailedException",
    `VS403351: Test Operation for path /rev failed, value ${rev} was not equal to test value ${String(value)}.`,
  );
}

type Operation = Readonly<{ op: string; path: string; value: string }>;

function set(site: Site, change: WorkItemChange, { op, path, value }: Operation): WorkItemChange {
  const name = /^\/fields\/(.+)$/i.exec(path)?.[1] ?? "";
  if (!["add", "replace"].includes(op) || name === "")
    throw invalid(`The stand-in has no operation ${op} for ${path}.`, "VssPropertyValidationException");
  const { fields } = change;
  const setters: Readonly<Record<string, () => WorkItemChange>> = {
    "system.title": () => ({ ...change, fields: { ...fields, title: value } }),
    "system.description": () => ({ ...change, fields: { ...fields, description: value } }),
    "system.state": () => ({ ...change, fields: { ...fields, state: value } }),
    "system.assignedto": () => ({ ...change, fields: assigned(site, fields, value) }),
    "system.tags": () => ({ ...change, fields: { ...fields, tags: tagsAfter(op, fields.tags, value) } }),
    "system.history": () => (value === "" ? change : { ...change, history: value }),
  };
  const setter = setters[name.toLowerCase()];
  if (setter === undefined)
    throw invalid(`TF51535: Cannot find field ${name}.`, "InvalidFieldReferenceException");
  return setter();
}

/** `add` puts tags to those that are there, `replace` puts them in their place. */
function tagsAfter(op: string, old: readonly string[], value: string): string[] {
  const given = value
    .split(/[;,]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
  const all = op === "add" ? [...old, ...given] : given;
  return all.filter(
    (tag, index) => all.findIndex((one) => one.toLowerCase() === tag.toLowerCase()) === index,
  );
}

/** `mail`, `Name` or `Name <mail>`. */
function assigned(site: Site, fields: WorkItemFields, value: string): WorkItemFields {
  const { assignedTo: _, ...others } = fields;
  if (value === "") return others;
  const person = site.callers.person(/<([^<>]+)>\s*$/.exec(value)?.[1] ?? value);
  if (person !== undefined) return { ...others, assignedTo: person.id };
  throw invalid(
    `The identity value '${value}' for field 'Assigned To' is an unknown identity.`,
    "RuleValidationException",
  );
}
