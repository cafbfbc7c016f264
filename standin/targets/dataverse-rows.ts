import { tableNamed } from "./dataverse-metadata.ts";
import { parseFilter } from "./odata-filter.ts";
import type { Row } from "./odata-filter.ts";
import { refused } from "./import-operations.ts";
import type { DataColumn, DataRow, DataTable } from "./books.ts";
import type { Organisation } from "./organisation.ts";
import type { Answered, Asked } from "./web.ts";

/** `GET {set}`, `GET {set}({id})` and `GET {set}({id})/{property}`. Absent for what is no table of data. */
export function readRows(organisation: Organisation, rest: string, asked: Asked): Answered | undefined {
  const [, set, id, property] = /^(\w+)(?:\(([0-9a-fA-F-]{36})\)(?:\/(\w+))?)?$/.exec(rest) ?? [];
  const table = organisation.book.tables.find((one) => one.set === set);
  if (table === undefined) return undefined;
  try {
    return id === undefined
      ? list(table, table.rows, asked)
      : readOne(organisation, { table, id: id.toLowerCase(), property }, asked);
  } catch (error) {
    return refused(400, "0x80060888", error instanceof Error ? error.message : String(error));
  }
}

type One = Readonly<{ table: DataTable; id: string; property: string | undefined }>;

function readOne(organisation: Organisation, { table, id, property }: One, asked: Asked): Answered {
  const row = table.rows.find((one) => one.id === id);
  if (row === undefined) return noSuchRow(table, id);
  if (property !== undefined) return linked(organisation, { table, row, property }, asked);
  return { status: 200, body: shown(table, row, columnsAsked(table, asked)) };
}

function list(table: DataTable, rows: readonly DataRow[], asked: Asked): Answered {
  const columns = readable(table);
  const filter = asked.query.get("$filter");
  const test = filter === null ? () => true : parseFilter(filter, columns);
  const found = rows.filter((row) => test(plainRow(table, row)));
  const page = found.slice(0, 5000);
  const more = found.length > page.length ? { "@odata.nextLink": "https://elsewhere.example/next" } : {};
  const wanted = columnsAsked(table, asked);
  return { status: 200, body: { value: page.map((row) => shown(table, row, wanted)), ...more } };
}

type Linked = Readonly<{ table: DataTable; row: DataRow; property: string }>;

function linked(organisation: Organisation, { table, row, property }: Linked, asked: Asked): Answered {
  const end = endOf(organisation, table, property);
  if (end === undefined)
    throw new Error(`Could not find a property named '${property}' on type 'mscrm.${table.name}'.`);
  const ids = end.pairs.filter((pair) => pair[end.own] === row.id).map((pair) => pair[1 - end.own]);
  return list(
    end.other,
    end.other.rows.filter(({ id }) => ids.includes(id)),
    asked,
  );
}

/** A relationship seen from one of its tables, with its pairs; `own` is this table's place in each. */
export type End = Readonly<{ pairs: [string, string][]; own: 0 | 1; other: DataTable }>;

/** The relationship that a navigation property, in exactly this case, belongs to. */
export function endOf(organisation: Organisation, table: DataTable, property: string): End | undefined {
  const own = table.manyToMany.find((one) => one.property === property);
  const other = own && tableNamed(organisation, own.table);
  if (own && other) return { pairs: (table.links[own.name] ??= []), own: 0, other };
  for (const home of organisation.book.tables) {
    const found = home.manyToMany.find((one) => one.table === table.name && one.other === property);
    if (found) return { pairs: (home.links[found.name] ??= []), own: 1, other: home };
  }
  return undefined;
}

/** Dataverse's words for a row that is not there. */
export function noSuchRow(table: DataTable, id: string): Answered {
  return refused(404, "0x80040217", `Entity '${table.name}' With Id = ${id} Does Not Exist`);
}

/** Every table of this kind has them. */
const stamps = ["modifiedon", "_modifiedby_value"];

function readable(table: DataTable): string[] {
  return [table.primaryId, ...table.columns.map(readName), ...stamps];
}

/** A lookup's id is read under a name of its own. */
function readName({ name, type }: DataColumn): string {
  return type === "lookup" ? `_${name}_value` : name;
}

function columnsAsked(table: DataTable, asked: Asked): readonly string[] {
  const columns = readable(table);
  const wanted = asked.query.get("$select")?.split(",") ?? columns;
  const wrong = wanted.find((name) => !columns.includes(name));
  if (wrong !== undefined)
    throw new Error(
      `Could not find a property named '${wrong}' on type 'Microsoft.Dynamics.CRM.${table.name}'.`,
    );
  return wanted;
}

function plainRow(table: DataTable, row: DataRow): Row {
  const pairs = table.columns.map((column) => [readName(column), row.values[column.name] ?? null] as const);
  const { on, by = null } = row.modified ?? {};
  const stamped = { modifiedon: on === undefined ? null : new Date(on).toISOString(), _modifiedby_value: by };
  return { ...Object.fromEntries([[table.primaryId, row.id], ...pairs]), ...stamped };
}

function shown(table: DataTable, row: DataRow, wanted: readonly string[]): Row {
  const all = plainRow(table, row);
  const pairs = wanted.map((name) => [name, all[name]] as const);
  const name = `_modifiedby_value@OData.Community.Display.V1.FormattedValue`;
  const named: (readonly [string, string])[] =
    row.modified && wanted.includes("_modifiedby_value") ? [[name, `# ${row.modified.by}`]] : [];
  return Object.fromEntries([["@odata.etag", etagOf(row)], [table.primaryId, row.id], ...pairs, ...named]);
}

/** A row's `@odata.etag`. */
export function etagOf(row: DataRow): string {
  return `W/"${row.version}"`;
}
