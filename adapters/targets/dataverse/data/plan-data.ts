import { inParallel } from "../../../../core/acts/in-parallel.ts";
import type { Environment } from "../environment.ts";
import { query } from "../environment.ts";
import { fitOf, manyToManyOf } from "./check-tables.ts";
import type { Fit } from "./check-tables.ts";
import type { DataFile, DataLinks } from "./data-file.ts";
import { decideRow } from "./decide-row.ts";
import type { RowPlan } from "./decide-row.ts";
import { rowsWhere, TooMany } from "./find-rows.ts";
import { conditionsOf, matchRows } from "./match-rows.ts";
import { outsideOf, placesOutside } from "./outside-rows.ts";
import { readTargetRows } from "./read-metadata.ts";
import type { TableMetadata, TargetRow } from "./read-metadata.ts";
import { placeKey } from "./row-ids.ts";
import type { Place, Places } from "./row-ids.ts";
import { metadataOf, readsAtOnce } from "./table-metadata.ts";
import { tiersOf } from "./tiers.ts";
import type { Tier } from "./tiers.ts";

/** One association that is to be made. */
export type LinkPlan = Readonly<{
  table: string;
  source: string;
  property: string;
  other: string;
  target: string;
}>;

/** Everything that is to be done with one file, in the order in which it can be done. */
export type DataPlan = Readonly<{
  tiers: readonly Tier[];
  rows: readonly RowPlan[];
  links: readonly LinkPlan[];
  /** Associations that are there already. */
  linksThere: number;
  sets: ReadonlyMap<string, string>;
  /** Where the file's rows are or will be. */
  places: Places;
  ignored: readonly string[];
  /** Looks at one row again: whether it has by now what is wanted of it. */
  isDone: (row: RowPlan) => Promise<boolean>;
}>;

/** Why a file cannot be deployed. `absent`: names that a solution of the same release may still bring. */
export type NoPlan = Readonly<{ faults: readonly string[]; absent: Fit["absent"] }>;

/** Reads the environment and decides for every row of a file. `known` are rows that earlier files of the release bring. */
export async function planData(
  environment: Environment,
  file: DataFile,
  known: Places,
): Promise<DataPlan | NoPlan> {
  const outside = outsideOf(file).filter(({ table, id }) => !known.has(placeKey(table, id)));
  const others = [...outside.map(({ table }) => table), ...lookupTables(file)];
  const there = await metadataOf(environment, [...file.tables.map(({ name }) => name), ...others]);
  const fit = fitOf(file, there);
  if (fit.absent.length + fit.faults.length > 0) return { faults: fit.faults, absent: fit.absent };
  const found = await placesOutside(environment, outside, there);
  if (found.faults.length > 0) return { faults: found.faults, absent: [] };
  const places = new Map([...known, ...found.places]);
  const tiers = tiersOf(
    file.tables.map(({ name }) => name),
    needsOf(file),
  );
  try {
    return await decided({ environment, file, there, fit, tiers }, places);
  } catch (error) {
    if (error instanceof TooMany) return { faults: [error.message], absent: [] };
    throw error;
  }
}

type Planning = Readonly<{
  environment: Environment;
  file: DataFile;
  there: ReadonlyMap<string, TableMetadata>;
  fit: Fit;
  tiers: readonly Tier[];
}>;

async function decided(planning: Planning, places: Map<string, Place>): Promise<DataPlan | NoPlan> {
  const matched = new Map<string, ReadonlyMap<string, TargetRow>>();
  const faults: string[] = [];
  for (const name of planning.tiers.flat())
    faults.push(...(await matchTable(planning, name, { places, matched })));
  const rows: RowPlan[] = [];
  for (const tier of planning.tiers) {
    for (const one of tier.flatMap((name) => rowPlans(planning, { name, tier }, places, matched.get(name)))) {
      if ("faults" in one) faults.push(...one.faults);
      else rows.push(one);
    }
  }
  if (faults.length > 0) return { faults, absent: [] };
  const { links, linksThere } = await linkPlans(planning, places);
  const sets = new Map([...planning.there].map(([name, { set }]) => [name, set]));
  const isDone = (row: RowPlan): Promise<boolean> => looksDone(planning, places, row);
  return {
    tiers: planning.tiers,
    rows,
    links,
    linksThere,
    sets,
    places,
    ignored: planning.fit.ignored,
    isDone,
  };
}

/** A change whose answer was lost, and that was sent again, finds a row that is no longer the one that was read. */
async function looksDone(
  { environment, file, fit, there }: Planning,
  places: Places,
  row: RowPlan,
): Promise<boolean> {
  const fitting = fit.tables.get(row.table);
  const record = file.tables
    .find(({ name }) => name === row.table)
    ?.records.find(({ id }) => id === row.record);
  if (fitting === undefined || record === undefined) return false;
  const condition = `${fitting.metadata.primaryId} eq ${row.id}`;
  const [now] = await rowsWhere(environment, fitting, [condition]);
  const all = new Map([...places].map(([key, { id }]) => [key, { id, coming: false }]));
  const setOf = (table: string): string | undefined => there.get(table)?.set;
  const left = decideRow({ fit: fitting, places: all, setOf, circle: new Set() }, record, now);
  return now !== undefined && !("faults" in left) && Object.keys(row.now).every((key) => !(key in left.now));
}

type Found = Readonly<{ places: Map<string, Place>; matched: Map<string, ReadonlyMap<string, TargetRow>> }>;

/** Finds the rows of one table there, and writes down where each row of the file is. Gives what is ambiguous. */
async function matchTable(
  { environment, file, fit }: Planning,
  name: string,
  { places, matched }: Found,
): Promise<readonly string[]> {
  const table = file.tables.find((one) => one.name === name);
  const fitting = fit.tables.get(name);
  if (table === undefined || fitting === undefined) return [];
  const matching = { table, fit: fitting };
  const there = await rowsWhere(environment, fitting, conditionsOf(matching, places));
  const { rows, faults } = matchRows(matching, there, places);
  for (const { id } of table.records) {
    const row = rows.get(id);
    places.set(placeKey(name, id), { id: row?.id ?? id, coming: row === undefined });
  }
  matched.set(name, rows);
  return faults;
}

function rowPlans(
  { file, fit, there }: Planning,
  { name, tier }: Readonly<{ name: string; tier: Tier }>,
  places: Places,
  matched: ReadonlyMap<string, TargetRow> | undefined,
): readonly ReturnType<typeof decideRow>[] {
  const fitting = fit.tables.get(name);
  const records = file.tables.find((one) => one.name === name)?.records ?? [];
  if (fitting === undefined) return [];
  const circle = new Set(tier);
  const setOf = (table: string): string | undefined => there.get(table)?.set;
  return records.map((record) =>
    decideRow({ fit: fitting, places, setOf, circle }, record, matched?.get(record.id)),
  );
}

/** Which tables each table's rows really point to. */
function needsOf(file: DataFile): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    file.tables.map(({ name, records }) => [
      name,
      new Set(
        records.flatMap(({ values }) =>
          [...values.values()].flatMap(({ lookup }) => (lookup ? [lookup.table] : [])),
        ),
      ),
    ]),
  );
}

function lookupTables(file: DataFile): readonly string[] {
  const pointed = [...needsOf(file).values()].flatMap((needs) => [...needs]);
  return [...pointed, ...file.tables.flatMap(({ links }) => links.map(({ table }) => table))];
}

/** Which associations are not there yet. Those of a row that has still to be made cannot be. */
async function linkPlans(
  { environment, file, there }: Planning,
  places: Places,
): Promise<Pick<DataPlan, "links" | "linksThere">> {
  const wanted = file.tables.flatMap(({ name, links }) => links.map((link) => ({ name, link })));
  const found = await inParallel(wanted, readsAtOnce, async ({ name, link }) => {
    const [metadata, other] = [there.get(name), there.get(link.table)];
    const property = metadata && manyToManyOf(metadata, link)?.property;
    const source = places.get(placeKey(name, link.source));
    if (!metadata || !other || property === undefined || source === undefined)
      return { links: [], linksThere: 0 };
    const present = source.coming
      ? new Set()
      : await linkedTo(environment, { metadata, other, property, source });
    const targets = [...new Set(targetsOf(link, places))];
    const links = targets
      .filter((target) => !present.has(target))
      .map((target): LinkPlan => ({ table: name, source: source.id, property, other: link.table, target }));
    return { links, linksThere: targets.length - links.length };
  });
  return {
    links: found.flatMap(({ links }) => links),
    linksThere: found.reduce((sum, one) => sum + one.linksThere, 0),
  };
}

function targetsOf(link: DataLinks, places: Places): readonly string[] {
  return link.targets.map((id) => places.get(placeKey(link.table, id))?.id ?? id);
}

type Linked = Readonly<{ metadata: TableMetadata; other: TableMetadata; property: string; source: Place }>;

async function linkedTo(
  { api }: Environment,
  { metadata, other, property, source }: Linked,
): Promise<ReadonlySet<string>> {
  const path = `${metadata.set}(${source.id})/${property}`;
  // A row that an earlier file of the release brings may not be there yet.
  const answer = await api.find(query(path, { $select: other.primaryId }));
  if (answer === undefined) return new Set();
  const { rows, complete } = readTargetRows(answer, other.primaryId);
  if (!complete) throw new TooMany(other.name);
  return new Set(rows.map(({ id }) => id));
}
