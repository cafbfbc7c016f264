import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SealedArtefact } from "../../../../../core/model/artefact.ts";
import type { DataTable } from "../../../../../standin/targets/books.ts";
import { newTable } from "../../../../../standin/targets/organisation.ts";
import { zipOf } from "../samples.ts";

/** A lookup: table, id, name. */
type Points = readonly [table: string, id: string, name?: string];
type Field = Readonly<{ name: string; type: string; key?: true }>;

/** One table of a file of configuration data. */
export type SampleTable = Readonly<{
  name: string;
  fields: readonly Field[];
  primaryName?: string;
  disablesPlugins?: true;
  rows: readonly Readonly<{ id: string; values: Readonly<Record<string, string | Points>> }>[];
  links?: readonly Readonly<{
    source: string;
    table: string;
    relationship: string;
    targets: readonly string[];
  }>[];
}>;

/** Ids that can be told apart at a glance: `id(7)` ends with 7. */
export function id(number: number): string {
  return `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** Writes a file of the form of the Configuration Migration Tool and gives its artefact as it would be sealed. */
export async function dataArtefact(
  folder: string,
  name: string,
  tables: readonly SampleTable[],
): Promise<SealedArtefact> {
  return zipArtefact(folder, name, { "data.xml": dataXml(tables), "data_schema.xml": schemaXml(tables) });
}

/** The artefact of a zip of these texts. */
export async function zipArtefact(
  folder: string,
  name: string,
  entries: Readonly<Record<string, string>>,
): Promise<SealedArtefact> {
  return bytesArtefact(folder, name, await zipOf({ "[Content_Types].xml": "<Types />", ...entries }));
}

/** The artefact of one file, `Data.zip`. */
export function bytesArtefact(folder: string, name: string, bytes: Buffer): SealedArtefact {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "Data.zip"), bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const files = [{ path: "Data.zip", bytes: bytes.length, sha256 }];
  return { name, kind: "configurationData", sequence: 1, files, digest: sha256 };
}

function schemaXml(tables: readonly SampleTable[]): string {
  const list = tables.map((table) => {
    const fields = table.fields.map(
      ({ name, type, key }) =>
        `<field ${key ? 'updateCompare="true" ' : ""}displayname="x" name="${name}" type="${type}" />`,
    );
    const plugins = table.disablesPlugins ? "true" : "false";
    return `<entity name="${table.name}" etc="1" primaryidfield="${table.name}id" primarynamefield="${table.primaryName ?? ""}" disableplugins="${plugins}"><fields>${fields.join("")}</fields></entity>`;
  });
  return `<entities>${list.join("")}</entities>`;
}

function dataXml(tables: readonly SampleTable[]): string {
  const list = tables.map(({ name, rows, links }) => {
    const records = rows.map(
      ({ id: own, values }) =>
        `<record id="${own}">${Object.entries(values).map(fieldXml).join("")}</record>`,
    );
    const many = (links ?? []).map(
      ({ source, table, relationship, targets }) =>
        `<m2mrelationship sourceid="${source}" targetentityname="${table}" targetentitynameidfield="${table}id" m2mrelationshipname="${relationship}"><targetids>${targets.map((target) => `<targetid>${target}</targetid>`).join("")}</targetids></m2mrelationship>`,
    );
    return `<entity name="${name}" displayname="x"><records>${records.join("")}</records><m2mrelationships>${many.join("")}</m2mrelationships></entity>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?><entities>${list.join("")}</entities>`;
}

function fieldXml([name, value]: readonly [string, string | Points]): string {
  if (typeof value === "string") return `<field name="${name}" value="${escaped(value)}" />`;
  const [table, target, shown = ""] = value;
  return `<field name="${name}" value="${target}" lookupentity="${table}" lookupentityname="${shown}" />`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll("\n", "&#10;");
}

/** The tables of these tests: countries, cities that have a country, a twin and days; a circle; tags over many to many. */
export function sampleTables(): DataTable[] {
  const country = newTable("cr_country", [
    { name: "cr_name", type: "text" },
    { name: "cr_code", type: "text" },
    { name: "cr_capital", type: "lookup", lookup: { cr_city: "cr_Capital" } },
    { name: "createdon", type: "moment", readOnly: true },
  ]);
  const city = newTable("cr_city", [
    { name: "cr_name", type: "text" },
    { name: "cr_people", type: "number" },
    { name: "cr_big", type: "bool" },
    { name: "cr_founded", type: "day" },
    { name: "cr_seen", type: "moment" },
    { name: "cr_country", type: "lookup", lookup: { cr_country: "cr_Country" } },
    { name: "cr_twin", type: "lookup", lookup: { cr_city: "cr_Twin" } },
    {
      name: "transactioncurrencyid",
      type: "lookup",
      lookup: { transactioncurrency: "transactioncurrencyid" },
    },
    { name: "ownerid", type: "lookup", lookup: { systemuser: "ownerid", team: "ownerid" } },
    { name: "statecode", type: "state" },
    { name: "statuscode", type: "status" },
  ]);
  const tag = newTable("cr_tag", [{ name: "cr_name", type: "text" }]);
  city.manyToMany = [
    { name: "cr_City_Tag", table: "cr_tag", property: "cr_CityTags", other: "cr_TagCities" },
  ];
  return [country, city, tag, ...systemTables()];
}

function systemTables(): DataTable[] {
  const text = (...names: string[]) => names.map((name) => ({ name, type: "text" as const }));
  const currency = {
    ...newTable("transactioncurrency", text("currencyname", "isocurrencycode")),
    set: "transactioncurrencies",
  };
  const role = newTable("role", [...text("name"), { name: "parentroleid", type: "lookup" }]);
  const user = newTable("systemuser", text("fullname", "domainname", "internalemailaddress"));
  return [currency, role, user, newTable("team", text("name")), newTable("businessunit", text("name"))];
}

/** Puts a row there by another way than a deployment. */
export function plantRow(
  table: DataTable | undefined,
  own: string,
  values: DataTable["rows"][number]["values"],
): void {
  table?.rows.push({ id: own, version: 900_000, values: { ...values }, lookups: {} });
}
