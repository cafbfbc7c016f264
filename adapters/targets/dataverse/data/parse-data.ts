import { isId, isName, plainId } from "./data-file.ts";
import type { DataLinks, DataRecord, DataRows, DataTable, DataValue } from "./data-file.ts";
import { xmlReader } from "./xml-parts.ts";
import type { XmlReader } from "./xml-parts.ts";

/** Most rows of one file; more belong into a migration, not into a release. */
const rowLimit = 100_000;
const tableLimit = 500;

type Attributes = Readonly<Record<string, string>>;
type Reading<T> = Readonly<{ reader: XmlReader; result: () => T }>;

/** Reads `data_schema.xml`. What it does not understand it throws, with the name. */
export function schemaReading(): Reading<readonly DataTable[]> {
  const tables: (Omit<DataTable, "fields"> & { fields: DataTable["fields"][number][] })[] = [];
  const open = (path: string, given: Attributes): void => {
    if (path === "entities/entity") tables.push({ ...tableOf(given), fields: [] });
    if (path === "entities/entity/fields/field") tables.at(-1)?.fields.push(fieldOf(given));
  };
  const reader = xmlReader("data_schema.xml", { open: rooted("data_schema.xml", open) });
  return {
    reader,
    result: () => {
      if (tables.length > tableLimit) throw new Error(`it holds more than ${tableLimit} tables`);
      return tables;
    },
  };
}

function tableOf(given: Attributes): Omit<DataTable, "fields"> {
  const primaryId = named("data_schema.xml", given["primaryidfield"]);
  return {
    name: named("data_schema.xml", given["name"]),
    primaryId,
    primaryName: given["primarynamefield"] ? named("data_schema.xml", given["primarynamefield"]) : "",
    disablesPlugins: isTrue(given["disableplugins"]),
  };
}

function fieldOf(given: Attributes): DataTable["fields"][number] {
  const name = named("data_schema.xml", given["name"]);
  const type = (given["type"] ?? "").toLowerCase();
  return { name, type, updateCompare: isTrue(given["updateCompare"]) };
}

/** Reads `data.xml` row by row: rows and associations by table. */
export function rowsReading(): Reading<ReadonlyMap<string, DataRows>> {
  const rows: Rows = { tables: new Map(), seen: new Set(), count: 0 };
  const reader = xmlReader("data.xml", {
    open: rooted("data.xml", (path, given) => openIn(rows, path, given)),
    close: (path, text) => {
      if (path === `${linksPath}/targetids/targetid`) rows.link?.targets.push(idOf(text));
    },
  });
  return { reader, result: () => rows.tables };
}

type Draft = { records: DataRecord[]; links: DataLinks[] };
type Rows = {
  tables: Map<string, Draft>;
  table?: Draft;
  tableName?: string;
  values?: Map<string, DataValue>;
  link?: { targets: string[] };
  seen: Set<string>;
  count: number;
};

const linksPath = "entities/entity/m2mrelationships/m2mrelationship";
const passed = new Set([
  "entities",
  "entities/entity/records",
  "entities/entity/m2mrelationships",
  `${linksPath}/targetids`,
  `${linksPath}/targetids/targetid`,
]);

function openIn(rows: Rows, path: string, given: Attributes): void {
  switch (path) {
    case "entities/entity":
      openTable(rows, named("data.xml", given["name"]));
      return;
    case "entities/entity/records/record":
      openRecord(rows, idOf(given["id"]));
      return;
    case "entities/entity/records/record/field":
      addField(rows, given);
      return;
    case linksPath:
      openLinks(rows, given);
      return;
    default:
      if (!passed.has(path)) throw new Error(`data.xml holds ${path}, which is not understood`);
  }
}

function openTable(rows: Rows, name: string): void {
  if (rows.tables.has(name)) throw new Error(`data.xml has table ${name} twice`);
  rows.table = { records: [], links: [] };
  rows.tableName = name;
  rows.tables.set(name, rows.table);
}

function openRecord(rows: Rows, id: string): void {
  const key = `${rows.tableName ?? ""}:${id}`;
  if (rows.seen.has(key)) throw new Error(`data.xml has row ${id} of ${rows.tableName ?? ""} twice`);
  rows.seen.add(key);
  rows.count += 1;
  if (rows.count > rowLimit) throw new Error(`it holds more than ${rowLimit} rows`);
  rows.values = new Map();
  rows.table?.records.push({ id, values: rows.values });
}

function addField(rows: Rows, given: Attributes): void {
  const name = named("data.xml", given["name"]);
  if (rows.values?.has(name)) throw new Error(`data.xml has column ${name} twice in one row`);
  const text = given["value"] ?? "";
  const table = given["lookupentity"] ?? "";
  const lookup =
    table === ""
      ? {}
      : { lookup: { table: named("data.xml", table), name: given["lookupentityname"] ?? "" } };
  rows.values?.set(name, { text, ...lookup });
}

function openLinks(rows: Rows, given: Attributes): void {
  const relationship = given["m2mrelationshipname"] ?? "";
  if (!/^\w{1,128}$/.test(relationship)) throw new Error("data.xml has a relationship without a proper name");
  const targets: string[] = [];
  rows.link = { targets };
  const table = named("data.xml", given["targetentityname"]);
  rows.table?.links.push({ source: idOf(given["sourceid"]), table, relationship, targets });
}

function rooted(file: string, open: (path: string, given: Attributes) => void): typeof open {
  return (path, given) => {
    if (!path.includes("/") && path !== "entities")
      throw new Error(`${file} begins with ${path}, not with entities`);
    open(path, given);
  };
}

function named(file: string, name: string | undefined): string {
  const plain = (name ?? "").toLowerCase();
  if (isName(plain)) return plain;
  throw new Error(
    `${file} has ${name === undefined ? "something without a name" : `the name '${name.slice(0, 80)}'`}, which is none`,
  );
}

function idOf(text: string | undefined): string {
  const id = plainId(text ?? "");
  if (isId(id)) return id;
  throw new Error(`data.xml has the id '${id.slice(0, 80)}', which is none`);
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === "true";
}
