import { field, flagField, listField, mapField, textField } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { listQuery, numberQuery } from "../http/call.ts";
import { Refusal, invalid, json, list, notFound, nothing } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { demand } from "../people/rights.ts";
import type { Site } from "../site.ts";
import type { VariableGroup } from "../state/state.ts";
import { groupPlace } from "../state/vault.ts";
import { shownGroup } from "./group-wire.ts";

const inProject = "{project}/_apis/distributedtask/variablegroups";
const inOrganisation = "_apis/distributedtask/variablegroups";

/** Variable groups. Secrets go in and never come out again. */
export function groupRoutes(site: Site): readonly Route[] {
  const one = `${inOrganisation}/{group}`;
  return [
    { base: "core", method: "GET", path: inProject, handle: (call) => listGroups(site, call) },
    {
      base: "core",
      method: "GET",
      path: `${inProject}/{group}`,
      // An absent group is answered with nothing, not with an error.
      handle: (call) => {
        const found = site.state.groups.find(({ id }) => id === call.id("group"));
        return found === undefined ? json(null) : json(shownGroup(found));
      },
    },
    { base: "core", method: "POST", path: inOrganisation, handle: (call) => addGroup(site, call) },
    { base: "core", method: "PUT", path: one, handle: (call) => updateGroup(site, call) },
    { base: "core", method: "DELETE", path: one, handle: (call) => deleteGroup(site, call) },
  ];
}

function listGroups(site: Site, call: Call): Reply {
  const ids = listQuery(call, "groupIds")?.map(Number);
  const name = call.query("groupName");
  const descending = call.query("queryOrder")?.toLowerCase() === "iddescending";
  const found = site.state.groups
    .filter(({ id }) => ids?.includes(id) ?? true)
    .filter((group) => name === undefined || patternOf(name).test(group.name))
    .sort((a, b) => (descending ? b.id - a.id : a.id - b.id));
  const from = numberQuery(call, "continuationToken");
  const rest = found.filter(({ id }) => from === undefined || (descending ? id <= from : id >= from));
  const top = numberQuery(call, "$top") ?? 10_000;
  const next = rest[top];
  return list(rest.slice(0, top).map(shownGroup), next === undefined ? undefined : String(next.id));
}

/** `Conn-*` */
function patternOf(name: string): RegExp {
  const parts = name.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`, "i");
}

function find(site: Site, id: number): VariableGroup {
  const found = site.state.groups.find((group) => group.id === id);
  if (found === undefined) {
    throw notFound("VariableGroupDoesNotExistException", `Variable group with ID ${id} does not exist.`);
  }
  return found;
}

function addGroup(site: Site, call: Call): Reply {
  const references = referencesIn(site, call);
  demand(call.caller, "Create", "the library");
  const name = nameIn(site, call);
  const now = site.clock.iso();
  const id = site.next("group");
  const group: VariableGroup = {
    id,
    name,
    description: textField(call.body, "description") ?? "",
    type: textField(call.body, "type") ?? "Vsts",
    isShared: false,
    ...providerIn(call),
    variables: {},
    variableGroupProjectReferences: references,
    createdBy: call.caller.identity,
    createdOn: now,
    modifiedBy: call.caller.identity,
    modifiedOn: now,
  };
  setVariables(site, group, mapField(call.body, "variables"));
  site.state.groups.push(group);
  site.changed();
  return json(shownGroup(group));
}

function providerIn(call: Call): Partial<Pick<VariableGroup, "providerData">> {
  const providerData = field(call.body, "providerData");
  return providerData === undefined || providerData === null ? {} : { providerData };
}

/** Without them the service answers 401, which misleads everybody. */
function referencesIn(site: Site, call: Call): VariableGroup["variableGroupProjectReferences"] {
  const given = listField(call.body, "variableGroupProjectReferences");
  if (given.length === 0) {
    throw new Refusal(
      401,
      "UnauthorizedRequestException",
      "TF400813: The user is not authorized to access this resource.",
    );
  }
  const { project } = site.state;
  return given.map((one) => ({
    name: textField(one, "name") ?? textField(call.body, "name") ?? "",
    description: textField(one, "description") ?? "",
    projectReference: { id: project.id, name: project.name },
  }));
}

function nameIn(site: Site, call: Call, except?: number): string {
  const name = textField(call.body, "name")?.trim() ?? "";
  if (name === "") throw invalid("Variable group name is required.", "InvalidVariableGroupException");
  const taken = site.state.groups.some(
    (group) => group.id !== except && group.name.toLowerCase() === name.toLowerCase(),
  );
  if (taken) {
    throw new Refusal(
      409,
      "VariableGroupExistsException",
      `Variable group ${name} already exists. Provide a unique name.`,
    );
  }
  return name;
}

/** The whole set is replaced; a secret without a value keeps the stored one. */
export function setVariables(
  site: Site,
  group: VariableGroup,
  given: Readonly<Record<string, unknown>>,
): void {
  const place = groupPlace(group.id);
  group.variables = Object.fromEntries(
    Object.entries(given).map(([name, variable]) => [name, keptVariable(site, { place, name }, variable)]),
  );
  const secrets = Object.keys(group.variables).filter((name) => group.variables[name]?.isSecret === true);
  site.vault.forget(place, secrets);
}

function keptVariable(
  site: Site,
  { place, name }: Readonly<{ place: string; name: string }>,
  variable: unknown,
): VariableGroup["variables"][string] {
  const value = textField(variable, "value");
  if (flagField(variable, "isSecret") !== true) return { value: value ?? "" };
  if (value !== undefined) site.vault.keep(place, name, value);
  return { value: null, isSecret: true };
}

function updateGroup(site: Site, call: Call): Reply {
  const group = find(site, call.id("group"));
  demand(call.caller, "Administer", `variable group ${group.name}`);
  const references = referencesIn(site, call);
  group.name = nameIn(site, call, group.id);
  group.description = textField(call.body, "description") ?? "";
  Object.assign(group, providerIn(call));
  group.variableGroupProjectReferences = references;
  setVariables(site, group, mapField(call.body, "variables"));
  group.modifiedBy = call.caller.identity;
  group.modifiedOn = site.clock.iso();
  site.changed();
  return json(shownGroup(group));
}

function deleteGroup(site: Site, call: Call): Reply {
  const group = find(site, call.id("group"));
  demand(call.caller, "Administer", `variable group ${group.name}`);
  if (call.query("projectIds") === undefined) throw invalid("The parameter projectIds is missing.");
  site.vault.forget(groupPlace(group.id));
  site.state.groups.splice(site.state.groups.indexOf(group), 1);
  site.changed();
  return nothing();
}
