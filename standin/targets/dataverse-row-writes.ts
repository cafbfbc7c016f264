import { endOf, etagOf, noSuchRow } from "./dataverse-rows.ts";
import { refused } from "./import-operations.ts";
import type { DataColumn, DataRow, DataTable } from "./books.ts";
import type { Organisation } from "./organisation.ts";
import type { Answered, Asked } from "./web.ts";

/** `PATCH {set}({id})`, which makes the row where it is not there, and `POST {set}({id})/{property}/$ref`. */
export function writeRows(
  organisation: Organisation,
  rest: string,
  asked: Asked,
  user: string,
): Answered | undefined {
  const [, set, id = "", property] = /^(\w+)\(([0-9a-f-]{36})\)(?:\/(\w+)\/\$ref)?$/.exec(rest) ?? [];
  const table = organisation.book.tables.find((one) => one.set === set);
  if (table === undefined) return undefined;
  const body = JSON.parse(asked.body || "{}") as Readonly<Record<string, unknown>>;
  const wanted = property === undefined ? "PATCH" : "POST";
  if (asked.method !== wanted) return undefined;
  const answer =
    property === undefined
      ? upsert(organisation, { table, id, user }, body, asked)
      : associate(organisation, { table, id, property }, body);
  organisation.save();
  return answer;
}

type At = Readonly<{ table: DataTable; id: string }>;

/** Who asks for a new row does not get one that is there. */
function duplicate(there: DataRow | undefined, noneMatch: string | undefined): Answered | undefined {
  if (noneMatch !== "*" || there === undefined) return undefined;
  return refused(412, "0x80040237", "A record with matching key values already exists.");
}

function upsert(
  organisation: Organisation,
  { table, id, user }: At & Readonly<{ user: string }>,
  body: Readonly<Record<string, unknown>>,
  { header }: Pick<Asked, "header">,
): Answered {
  const match = header("if-match");
  const there = table.rows.find((row) => row.id === id);
  const unmatched =
    match === undefined ? duplicate(there, header("if-none-match")) : mismatch({ table, id }, there, match);
  if (unmatched) return unmatched;
  const changes = changesOf(organisation, table, body);
  if ("status" in changes) return changes;
  const row = there ?? { id, version: 0, values: startOf(table), lookups: {} };
  const fault = faultOf({ table, id }, changes, row.values, there === undefined);
  if (fault) return fault;
  Object.assign(row.values, changes.values);
  Object.assign(row.lookups, changes.lookups);
  organisation.book.counter += 1;
  row.version = organisation.book.counter;
  row.modified = { on: organisation.now(), by: user };
  if (there === undefined) table.rows.push(row);
  return { status: 204 };
}

function mismatch({ table, id }: At, there: DataRow | undefined, match: string): Answered | undefined {
  if (there === undefined) return noSuchRow(table, id);
  const words = "The version of the existing record doesn't match the RowVersion property provided.";
  return match === "*" || match === etagOf(there) ? undefined : refused(412, "0x80060882", words);
}

function faultOf(
  { table, id }: At,
  changes: Changes,
  before: DataRow["values"],
  isNew: boolean,
): Answered | undefined {
  if (isNew && isState(table, changes)) {
    const words = `0 is not a valid status code for state code ${table.name}State.Active on ${table.name} with Id ${id}.`;
    return refused(400, "0x80048408", words);
  }
  const words =
    "A record that has the attribute values Key already exists. The entity key requires that this set of attributes contains unique values.";
  return isTaken(table, id, { ...before, ...changes.values }) ? refused(412, "0x80060892", words) : undefined;
}

function startOf(table: DataTable): DataRow["values"] {
  const states = table.columns.filter(({ type }) => type === "state" || type === "status");
  return Object.fromEntries(states.map(({ name, type }) => [name, type === "state" ? 0 : 1]));
}

/** A row is always made active. */
function isState(table: DataTable, { values }: Changes): boolean {
  return table.columns.some(({ name, type }) => type === "state" && name in values && values[name] !== 0);
}

function isTaken(table: DataTable, id: string, next: DataRow["values"]): boolean {
  const key = table.uniqueKey;
  return (
    key !== undefined &&
    table.rows.some((row) => row.id !== id && key.every((name) => row.values[name] === next[name]))
  );
}

type Changes = Readonly<{ values: DataRow["values"]; lookups: Record<string, string> }>;

/** Every name must be one, and in its own case: columns in lower case, navigation properties as they are declared. */
function changesOf(
  organisation: Organisation,
  table: DataTable,
  body: Readonly<Record<string, unknown>>,
): Changes | Answered {
  const changes: Changes = { values: {}, lookups: {} };
  for (const [name, value] of Object.entries(body)) {
    const fault = name.endsWith("@odata.bind")
      ? bind(organisation, { table, property: name.slice(0, -"@odata.bind".length), value }, changes)
      : assign(table, name, value, changes);
    if (fault) return fault;
  }
  return changes;
}

function assign(table: DataTable, name: string, value: unknown, changes: Changes): Answered | undefined {
  const column = table.columns.find((one) => one.name === name && one.type !== "lookup");
  if (column === undefined) {
    const words = `Error identified in Payload provided by the user for Entity :'${table.set}', Error Message: An undeclared property '${name}' which only has property annotations in the payload but no property value was found in the payload.`;
    return refused(400, "0x80048d19", words);
  }
  if (column.readOnly) return undefined;
  if (value !== null && !fits[column.type](value)) {
    const words = `Error identified in Payload provided by the user for Entity :'${table.set}', Error Message: Cannot convert the literal '${JSON.stringify(value)}' to the expected type of '${name}'.`;
    return refused(400, "0x80048d19", words);
  }
  changes.values[name] = value as string | number | boolean | null;
  return undefined;
}

const fits: Readonly<Record<DataColumn["type"], (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  state: (value) => typeof value === "number",
  status: (value) => typeof value === "number",
  bool: (value) => typeof value === "boolean",
  moment: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value),
  day: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value),
  guid: (value) => typeof value === "string",
  lookup: () => false,
};

type Bind = Readonly<{ table: DataTable; property: string; value: unknown }>;

function bind(
  organisation: Organisation,
  { table, property, value }: Bind,
  changes: Changes,
): Answered | undefined {
  const column = table.columns.find(({ lookup }) => Object.values(lookup ?? {}).includes(property));
  const [, set, id = ""] = /^\/(\w+)\(([0-9a-f-]{36})\)$/.exec(String(value)) ?? [];
  const other = organisation.book.tables.find((one) => one.set === set);
  if (column === undefined || other === undefined || column.lookup?.[other.name] !== property) {
    const words = `Error identified in Payload provided by the user for Entity :'${table.set}', Error Message: The property '${property}' does not exist on type 'Microsoft.Dynamics.CRM.${table.name}'. Make sure to only use property names that are defined by the type.`;
    return refused(400, "0x80048d19", words);
  }
  if (!other.rows.some((row) => row.id === id)) return noSuchRow(other, id);
  changes.values[column.name] = id;
  changes.lookups[column.name] = other.name;
  return undefined;
}

function associate(
  organisation: Organisation,
  { table, id, property }: At & Readonly<{ property: string }>,
  body: Readonly<Record<string, unknown>>,
): Answered {
  const end = endOf(organisation, table, property);
  if (end === undefined)
    return refused(400, "0x80060888", `The URI segment '$ref' is invalid after the segment '${property}'.`);
  const target = targetOf(String(body["@odata.id"]), end.other);
  if (!end.other.rows.some((row) => row.id === target)) return noSuchRow(end.other, target);
  if (!table.rows.some((row) => row.id === id)) return noSuchRow(table, id);
  const pair: [string, string] = end.own === 0 ? [id, target] : [target, id];
  if (end.pairs.some((other) => other.join() === pair.join()))
    return refused(412, "0x80040237", "Cannot insert duplicate key.");
  end.pairs.push(pair);
  return { status: 204 };
}

/** The id in an address of the other table; empty for another address. */
function targetOf(address: string, other: DataTable): string {
  const [, set, id = ""] =
    /^https:\/\/[^/]+\/api\/data\/v9\.2\/(\w+)\(([0-9a-f-]{36})\)$/.exec(address) ?? [];
  return set === other.set ? id : "";
}
