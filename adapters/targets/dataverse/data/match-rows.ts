import type { DataRecord, DataTable, DataValue } from "./data-file.ts";
import { isId, plainId } from "./data-file.ts";
import type { Column, FittingTable } from "./check-tables.ts";
import { columnRead } from "./find-rows.ts";
import type { TargetRow } from "./read-metadata.ts";
import { placeKey } from "./row-ids.ts";
import type { Places } from "./row-ids.ts";
import { comparable, literal, matchable, wireOf } from "./values.ts";
import type { NoValue, Wire } from "./values.ts";

/** A table of the file with its rows and how it fits. */
export type Matching = Readonly<{
  table: DataTable & Readonly<{ records: readonly DataRecord[] }>;
  fit: FittingTable;
}>;

/** Which row there each row of the file is; absent: none. Faults name what is ambiguous. */
export type Matches = Readonly<{ rows: ReadonlyMap<string, TargetRow>; faults: readonly string[] }>;

/** The columns by which rows are the same: those that the file marks, else the table's name. */
export function keyColumns({ table, fit }: Matching): readonly Column[] {
  const marked = fit.columns.filter(({ updateCompare }) => updateCompare);
  return marked.length > 0
    ? marked
    : fit.columns.filter(({ name }) => name !== "" && name === table.primaryName);
}

/** Conditions of an OData filter that find every row there which one of the file may be: by its id, by its key. */
export function conditionsOf(matching: Matching, places: Places): readonly string[] {
  const columns = keyColumns(matching);
  const { primaryId } = matching.fit.metadata;
  return matching.table.records.flatMap((record) => {
    const key = keyOf(columns, record, places);
    const pairs =
      key?.map(({ column, value }) => `${columnRead(column)} eq ${literal(column.type, value)}`) ?? [];
    return [`${primaryId} eq ${record.id}`, ...(pairs.length === 0 ? [] : [`(${pairs.join(" and ")})`])];
  });
}

/**
 * Says which row there each row of the file is: the one with the same marked columns, else with the same id, else, where
 * nothing is marked, with the same name.
 */
export function matchRows(matching: Matching, there: readonly TargetRow[], places: Places): Matches {
  const columns = keyColumns(matching);
  const marked = columns.some(({ updateCompare }) => updateCompare);
  const byId = new Map(there.map((row) => [row.id, row]));
  const byKey = grouped(there, (row) => keyThere(columns, row));
  const found: Found = { rows: new Map(), faults: [], taken: new Map() };
  for (const record of matching.table.records) {
    const alike = byKey.get(keyText(keyOf(columns, record, places))) ?? [];
    const own = byId.get(record.id);
    const row = marked ? (alike[0] ?? own) : (own ?? alike[0]);
    if (row !== undefined) add(matching, found, { record, row, alike: row === own ? 1 : alike.length });
  }
  return found;
}

type Found = Readonly<{ rows: Map<string, TargetRow>; faults: string[]; taken: Map<string, string> }>;
type Match = Readonly<{ record: DataRecord; row: TargetRow; alike: number }>;

function add(matching: Matching, { rows, faults, taken }: Found, { record, row, alike }: Match): void {
  const other = taken.get(row.id);
  if (alike > 1) faults.push(severalAlike(matching, record, alike));
  else if (other !== undefined) faults.push(sameTwice(matching, [other, record.id], row));
  taken.set(row.id, record.id);
  rows.set(record.id, row);
}

function severalAlike({ table }: Matching, { id }: DataRecord, count: number): string {
  return `${count} rows of table ${table.name} there may be row ${id} of the file: the columns that identify it are not unique`;
}

function sameTwice({ table }: Matching, [one, two]: readonly [string, string], { id }: TargetRow): string {
  return `rows ${one} and ${two} of the file are both row ${id} of table ${table.name}`;
}

type Key = readonly Readonly<{ column: Column; value: Wire }>[];

/** Absent: nothing identifies the row, or it points to one that has still to be made. */
function keyOf(columns: readonly Column[], record: DataRecord, places: Places): Key | undefined {
  const key: { column: Column; value: Wire }[] = [];
  for (const column of columns) {
    if (column.type === "optionsetvaluecollection") return undefined;
    const value = valueOf(column, record.values.get(column.name), places);
    if (isNoValue(value) || "coming" in value) return undefined;
    key.push({ column, value: value.wire });
  }
  return key.some(({ value }) => value !== null) ? key : undefined;
}

/** No row there has the empty one. */
function keyText(key: Key | undefined): string {
  if (key === undefined) return "";
  return JSON.stringify(key.map(({ column, value }) => matchable(column.type, value)));
}

function keyThere(columns: readonly Column[], row: TargetRow): string {
  return JSON.stringify(columns.map((column) => matchable(column.type, row.values[columnRead(column)])));
}

/** A value of the file as it is wanted at the target; `coming`: a lookup to a row that has still to be made. */
export function valueOf(column: Column, value: DataValue | undefined, places: Places): Wanted {
  const { name, type, dateOnly } = column;
  if (type === "entityreference" || type === "owner") return pointedTo(name, value, places);
  const wire = wireOf(type, value?.text ?? "", dateOnly);
  return isNoValue(wire) ? { because: `column ${name}: ${wire.because}` } : { wire };
}

type Wanted =
  Readonly<{ wire: Wire; table?: string }> | Readonly<{ coming: true; table: string; id: string }> | NoValue;

function pointedTo(column: string, value: DataValue | undefined, places: Places): Wanted {
  if (value === undefined) return { wire: null };
  const id = plainId(value.text);
  if (!value.lookup || !isId(id))
    return { because: `column ${column} does not say to which row of which table it points` };
  const { table } = value.lookup;
  const place = places.get(placeKey(table, id));
  return place?.coming ? { coming: true, table, id: place.id } : { wire: place?.id ?? id, table };
}

/** Whether it is the reason why there is no value. */
export function isNoValue(value: unknown): value is NoValue {
  return typeof value === "object" && value !== null && "because" in value;
}

/** Whether a row there has the wanted value. */
export function hasValue(row: TargetRow, column: Column, wire: Wire): boolean {
  return comparable(column.type, row.values[columnRead(column)]) === comparable(column.type, wire);
}

function grouped(
  rows: readonly TargetRow[],
  keyOfRow: (row: TargetRow) => string,
): ReadonlyMap<string, readonly TargetRow[]> {
  const found = new Map<string, TargetRow[]>();
  for (const row of rows) {
    const key = keyOfRow(row);
    const alike = found.get(key);
    if (alike === undefined) found.set(key, [row]);
    else alike.push(row);
  }
  return found;
}
