import type { Column, FittingTable } from "./check-tables.ts";
import { propertyOf } from "./check-tables.ts";
import type { DataRecord } from "./data-file.ts";
import { columnRead } from "./find-rows.ts";
import { hasValue, isNoValue, valueOf } from "./match-rows.ts";
import type { TargetRow } from "./read-metadata.ts";
import type { Places } from "./row-ids.ts";
import type { Wire } from "./values.ts";

/** What is written to one row: columns, and lookups as `<property>@odata.bind`. */
export type Body = Readonly<Record<string, Wire>>;

/** What is to be done with one row. Bodies that are empty are not sent. */
export type RowPlan = Readonly<{
  table: string;
  /** Its id in the file, by which people find it there. */
  record: string;
  /** Its id at the target. */
  id: string;
  action: "create" | "update" | "unchanged";
  /** As it was read: the change is refused when somebody else was quicker. */
  etag: string;
  now: Body;
  /** Lookups to rows that are made in the same circle: set when both are there. */
  later: readonly Later[];
  /** `statecode` and `statuscode`, which a new row cannot be made with. */
  state: Body;
  /** What the columns that change held. */
  before: Readonly<Record<string, unknown>>;
}>;

/** A lookup that has to wait. */
export type Later = Readonly<{ property: string; table: string; id: string }>;

/** What deciding about a table's rows needs to know. */
export type Deciding = Readonly<{
  fit: FittingTable;
  places: Places;
  /** The name of a table in addresses. */
  setOf: (table: string) => string | undefined;
  /** Rows of these tables may not be there yet when this one is written. */
  circle: ReadonlySet<string>;
}>;

/** What one column has to become: nothing, a part of a body, or why it cannot. */
type Change =
  | Readonly<{ kind: "none" }>
  | Readonly<{ kind: "now" | "state"; key: string; wire: Wire }>
  | Readonly<{ kind: "later"; later: Later }>
  | Readonly<{ kind: "fault"; because: string }>;

/** What is to be done with one row of the file, given the row that it is there. */
export function decideRow(
  deciding: Deciding,
  record: DataRecord,
  there: TargetRow | undefined,
): RowPlan | Readonly<{ faults: readonly string[] }> {
  const { metadata, columns } = deciding.fit;
  const changes = columns
    .filter((column) => record.values.has(column.name) && isWritten(column, there))
    .map((column) => ({ column, change: changeOf(deciding, column, record, there) }))
    .filter(({ change }) => change.kind !== "none");
  const faults = changes.flatMap(({ change }) => (change.kind === "fault" ? [change.because] : []));
  if (faults.length > 0)
    return { faults: faults.map((one) => `row ${record.id} of table ${metadata.name}: ${one}`) };
  const body = (kind: "now" | "state"): Body =>
    Object.fromEntries(
      changes.flatMap(({ change }) => (change.kind === kind ? [[change.key, change.wire]] : [])),
    );
  return {
    ...{ table: metadata.name, record: record.id, ...placeOf(record, there) },
    action: there === undefined ? "create" : changes.length > 0 ? "update" : "unchanged",
    ...{ now: body("now"), state: body("state") },
    later: changes.flatMap(({ change }) => (change.kind === "later" ? [change.later] : [])),
    before: there
      ? valuesOf(
          there,
          changes.map(({ column }) => columnRead(column)),
        )
      : {},
  };
}

function placeOf({ id }: DataRecord, there: TargetRow | undefined): Pick<RowPlan, "id" | "etag"> {
  return there ? { id: there.id, etag: there.etag } : { id, etag: "" };
}

function valuesOf({ values }: TargetRow, names: readonly string[]): RowPlan["before"] {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}

/** States are set on their own, also where a new row may not be made with one. */
function isWritten(column: Column, there: TargetRow | undefined): boolean {
  return isState(column) || (there === undefined ? column.create : column.update);
}

function isState({ type }: Column): boolean {
  return type === "state" || type === "status";
}

function changeOf(
  deciding: Deciding,
  column: Column,
  record: DataRecord,
  there: TargetRow | undefined,
): Change {
  const value = valueOf(column, record.values.get(column.name), deciding.places);
  if (isNoValue(value)) return { kind: "fault", because: value.because };
  if ("coming" in value)
    return lookupTo(deciding, column, { ...value, waits: deciding.circle.has(value.table) });
  if (there ? hasValue(there, column, value.wire) : value.wire === null) return { kind: "none" };
  if (value.table !== undefined)
    return lookupTo(deciding, column, { table: value.table, id: String(value.wire), waits: false });
  return { kind: isState(column) ? "state" : "now", key: column.name, wire: value.wire };
}

type Pointed = Readonly<{ table: string; id: string; waits: boolean }>;

function lookupTo({ fit, setOf }: Deciding, column: Column, { table, id, waits }: Pointed): Change {
  const property = propertyOf(fit.metadata, column, table);
  const set = setOf(table);
  if (property === undefined || set === undefined)
    return { kind: "fault", because: `column ${column.name} cannot point to table ${table}` };
  return waits
    ? { kind: "later", later: { property, table, id } }
    : { kind: "now", key: `${property}@odata.bind`, wire: `/${set}(${id})` };
}
