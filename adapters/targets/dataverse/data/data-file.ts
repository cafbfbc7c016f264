/** The types of columns that the Configuration Migration Tool knows and that can be written as they were read. */
export const fieldTypes = [
  "string",
  "number",
  "bigint",
  "float",
  "decimal",
  "money",
  "bool",
  "datetime",
  "optionsetvalue",
  "optionsetvaluecollection",
  "guid",
  "entityreference",
  "owner",
  "state",
  "status",
] as const;

/** One of them. */
export type FieldType = (typeof fieldTypes)[number];

/** A column as `data_schema.xml` names it. `updateCompare`: rows are the same when all such columns are equal. */
export type DataField = Readonly<{ name: string; type: string; updateCompare: boolean }>;

/** A table as `data_schema.xml` names it. */
export type DataTable = Readonly<{
  name: string;
  primaryId: string;
  primaryName: string;
  /** The file asks that plug-ins sleep meanwhile: the Web API cannot, and it is told. */
  disablesPlugins: boolean;
  fields: readonly DataField[];
}>;

/** A value as the file has it; a lookup's text is an id. */
export type DataValue = Readonly<{ text: string; lookup?: Readonly<{ table: string; name: string }> }>;

/** One row of the file. */
export type DataRecord = Readonly<{ id: string; values: ReadonlyMap<string, DataValue> }>;

/** Rows that are associated with one row, over a relationship of many to many. */
export type DataLinks = Readonly<{
  source: string;
  table: string;
  relationship: string;
  targets: readonly string[];
}>;

/** What `data.xml` holds of one table. */
export type DataRows = Readonly<{ records: readonly DataRecord[]; links: readonly DataLinks[] }>;

/** Configuration data, as the Configuration Migration Tool exports it. */
export type DataFile = Readonly<{ tables: readonly (DataTable & DataRows)[] }>;

/** Schema and rows put together. Throws where the rows have a table or a column that the schema has not. */
export function joined(tables: readonly DataTable[], rows: ReadonlyMap<string, DataRows>): DataFile {
  const known = new Map(tables.map((table) => [table.name, table]));
  if (known.size !== tables.length) throw new Error("data_schema.xml names a table twice");
  for (const [name, { records }] of rows) {
    const table = known.get(name);
    if (table === undefined) throw new Error(`data.xml has table ${name}, which data_schema.xml has not`);
    const fields = new Set(table.fields.map((field) => field.name));
    const stranger = records
      .flatMap((record) => [...record.values.keys()])
      .find((field) => !fields.has(field) && field !== table.primaryId);
    if (stranger !== undefined)
      throw new Error(`data.xml has column ${stranger} of ${name}, which data_schema.xml has not`);
  }
  return { tables: tables.map((table) => ({ ...table, ...(rows.get(table.name) ?? noRows) })) };
}

const noRows: DataRows = { records: [], links: [] };

/** Whether a text is a GUID; braces are taken off by `plainId`. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** An id as it is compared: in lower case, without braces. */
export function plainId(text: string): string {
  return text
    .trim()
    .replace(/^\{|\}$/g, "")
    .toLowerCase();
}

/** Whether a text is a table's or column's logical name: it becomes a part of addresses. */
export function isName(text: string): boolean {
  return /^[a-z_][a-z0-9_]{0,127}$/.test(text);
}
