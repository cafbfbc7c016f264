import { fieldTypes, isName } from "./data-file.ts";
import type { DataField, DataFile, DataTable, FieldType } from "./data-file.ts";
import type { ManyToMany, TableMetadata } from "./read-metadata.ts";

/** A column that will be written, and how. */
export type Column = Readonly<{
  name: string;
  type: FieldType;
  updateCompare: boolean;
  dateOnly: boolean;
  update: boolean;
  create: boolean;
}>;

/** A table of the file that fits to the environment. */
export type FittingTable = Readonly<{ metadata: TableMetadata; columns: readonly Column[] }>;

/** What of the file is not in the environment, by name; `absent` may come with a solution, `faults` may not. */
export type Fit = Readonly<{
  tables: ReadonlyMap<string, FittingTable>;
  absent: readonly Readonly<{ table: string; column?: string }>[];
  faults: readonly string[];
  /** Columns that Dataverse fills by itself: they are in the file, and not written. */
  ignored: readonly string[];
}>;

/** Closing a row of these takes a message of its own, which a plain change of state is not. */
const ownMessages = new Set(["incident", "opportunity", "quote", "salesorder", "invoice", "contract"]);

/** Compares the file's tables, columns and relationships with the environment's. */
export function fitOf(file: DataFile, there: ReadonlyMap<string, TableMetadata>): Fit {
  const tables = new Map<string, FittingTable>();
  const absent: { table: string; column?: string }[] = [];
  const faults: string[] = [];
  const ignored: string[] = [];
  for (const table of file.tables) {
    const metadata = there.get(table.name);
    if (metadata === undefined) {
      absent.push({ table: table.name });
      continue;
    }
    const columns = columnsOf(table, metadata);
    for (const column of columns.absent) absent.push({ table: table.name, column });
    faults.push(...columns.faults, ...stateFaults(table), ...linkFaults(table, metadata));
    ignored.push(...columns.ignored);
    tables.set(table.name, { metadata, columns: columns.good });
  }
  return { tables, absent, faults, ignored };
}

type Columns = { good: Column[]; absent: string[]; faults: string[]; ignored: string[] };

function columnsOf(table: DataTable, metadata: TableMetadata): Columns {
  const found: Columns = { good: [], absent: [], faults: [], ignored: [] };
  for (const field of table.fields) {
    if (field.name === metadata.primaryId) continue;
    const valid = metadata.columns.get(field.name);
    const type = typeOf(field);
    if (valid === undefined) found.absent.push(field.name);
    else if (type === undefined) found.faults.push(noType(table, field));
    else if (!valid.create && !valid.update) found.ignored.push(`${table.name}.${field.name}`);
    else
      found.good.push({
        ...{ name: field.name, type, updateCompare: field.updateCompare, ...valid },
        dateOnly: metadata.dateOnly.has(field.name),
      });
  }
  return found;
}

const aliases = new Map<string, FieldType>([
  ["lookup", "entityreference"],
  ["customer", "entityreference"],
  ["memo", "string"],
]);

function typeOf({ type }: DataField): FieldType | undefined {
  return fieldTypes.find((one) => one === type) ?? aliases.get(type);
}

function noType(table: DataTable, { name, type }: DataField): string {
  return `column ${name} of table ${table.name} is of type '${type}', which is not deployed: leave it out of the export`;
}

function stateFaults(table: DataFile["tables"][number]): string[] {
  if (!ownMessages.has(table.name)) return [];
  const closed = table.records.find(({ values }) => !["", "0"].includes(values.get("statecode")?.text ?? ""));
  return closed
    ? [
        `row ${closed.id} of table ${table.name} is closed, and rows of this table cannot be closed by configuration data`,
      ]
    : [];
}

function linkFaults(table: DataFile["tables"][number], metadata: TableMetadata): string[] {
  const unknown = table.links.filter((link) => manyToManyOf(metadata, link) === undefined);
  return [...new Set(unknown.map(({ relationship }) => relationship))].map(
    (name) => `relationship ${name} of table ${table.name} is not there`,
  );
}

/** How rows of `metadata` are associated over a relationship: the property, and what it leads to. */
export function manyToManyOf(
  metadata: TableMetadata,
  link: Readonly<{ relationship: string; table: string }>,
): Readonly<{ property: string; names: ManyToMany["names"] }> | undefined {
  const found = metadata.manyToMany.find(({ names }) => names.includes(link.relationship.toLowerCase()));
  if (found === undefined) return undefined;
  const own = found.ends.findIndex((end) => end.table === metadata.name);
  const other = found.ends[1 - own];
  const end = found.ends[own];
  return own < 0 || other?.table !== link.table || !end?.property
    ? undefined
    : { property: end.property, names: found.names };
}

/** The property with which a lookup is written to a row of `target`. An owner's has the column's own name. */
export function propertyOf(
  { navigations }: TableMetadata,
  column: Readonly<{ name: string; type: FieldType }>,
  target: string,
): string | undefined {
  const own = navigations.filter((one) => one.column === column.name && isName(one.table));
  const exact = own.find((one) => one.table === target);
  const owner = column.type === "owner" ? own.find((one) => one.table === "owner") : undefined;
  const found = (exact ?? owner)?.property;
  return found === "" ? undefined : found;
}
