import { quoted } from "../environment.ts";
import type { Environment } from "../environment.ts";
import type { DataFile, DataRecord } from "./data-file.ts";
import { isId, plainId } from "./data-file.ts";
import { rowsOf } from "./find-rows.ts";
import type { TableMetadata } from "./read-metadata.ts";
import { placeKey } from "./row-ids.ts";
import type { Place, Places } from "./row-ids.ts";

/** A row that the file points to and does not hold. */
export type Outside = Readonly<{ table: string; id: string; name: string; from: string }>;

/** Tables whose rows have other ids in each environment: how a name finds one there. */
const byName: Readonly<Record<string, (name: string) => string>> = {
  transactioncurrency: (name) => `currencyname eq ${name} or isocurrencycode eq ${name}`,
  businessunit: (name) => `name eq ${name}`,
  team: (name) => `name eq ${name}`,
  // A role has a copy in each business unit; the root's is the one without a parent.
  role: (name) => `name eq ${name} and _parentroleid_value eq null`,
  systemuser: (name) => `fullname eq ${name} or domainname eq ${name} or internalemailaddress eq ${name}`,
};

/** Every row that lookups and associations of the file point to and that is not among its own. */
export function outsideOf(file: DataFile): readonly Outside[] {
  const own = new Set(
    file.tables.flatMap(({ name, records }) => records.map(({ id }) => placeKey(name, id))),
  );
  const found = new Map<string, Outside>();
  const add = (outside: Outside): void => {
    const key = placeKey(outside.table, outside.id);
    if (!own.has(key) && !found.has(key)) found.set(key, outside);
  };
  for (const table of file.tables) {
    for (const record of table.records) lookupsOf(table.name, record).forEach(add);
    for (const link of table.links) {
      const from = `relationship ${link.relationship} of ${table.name}`;
      add({ table: table.name, id: link.source, name: "", from });
      for (const id of link.targets) add({ table: link.table, id, name: "", from });
    }
  }
  return [...found.values()];
}

function lookupsOf(table: string, record: DataRecord): readonly Outside[] {
  return [...record.values].flatMap(([column, { text, lookup }]) => {
    const id = plainId(text);
    const from = `column ${column} of row ${record.id} of ${table}`;
    return lookup && isId(id) ? [{ table: lookup.table, id, name: lookup.name, from }] : [];
  });
}

/** Where those rows are: by their id, else, for tables of the system, by their name. Faults name what is not there. */
export async function placesOutside(
  environment: Environment,
  outside: readonly Outside[],
  tables: ReadonlyMap<string, TableMetadata>,
): Promise<Readonly<{ places: Places; faults: readonly string[] }>> {
  const places = new Map<string, Place>();
  const faults: string[] = [];
  for (const name of new Set(outside.map(({ table }) => table))) {
    const rows = outside.filter(({ table }) => table === name);
    const metadata = tables.get(name);
    if (metadata === undefined) {
      faults.push(`table ${name}, which ${rows[0]?.from ?? ""} points to, is not there`);
      continue;
    }
    const found = new Set(await idsThere(environment, metadata, rows));
    for (const row of rows) {
      const id = found.has(row.id) ? row.id : await idByName(environment, metadata, row);
      if (typeof id === "string") places.set(placeKey(name, row.id), { id, coming: false });
      else faults.push(id.because);
    }
  }
  return { places, faults };
}

async function idsThere(
  environment: Environment,
  metadata: TableMetadata,
  rows: readonly Outside[],
): Promise<readonly string[]> {
  const conditions = rows.map(({ id }) => `${metadata.primaryId} eq ${id}`);
  return (await rowsOf(environment, metadata, { select: metadata.primaryId, conditions })).map(
    ({ id }) => id,
  );
}

async function idByName(
  environment: Environment,
  metadata: TableMetadata,
  { table, id, name, from }: Outside,
): Promise<string | Readonly<{ because: string }>> {
  const row = `row ${id}${name === "" ? "" : ` ('${name}')`} of ${table}, which ${from} points to,`;
  const condition = name === "" ? undefined : byName[table]?.(quoted(name));
  if (condition === undefined) return { because: `${row} is neither in the file nor there` };
  const rows = await rowsOf(environment, metadata, { select: metadata.primaryId, conditions: [condition] });
  const [only, second] = rows;
  if (only !== undefined && second === undefined) return only.id;
  return { because: `${row} is not there by its id, and ${rows.length} rows have its name` };
}
