import { inParallel } from "../../../../core/acts/in-parallel.ts";
import { query } from "../environment.ts";
import type { Environment } from "../environment.ts";
import type { Column, FittingTable } from "./check-tables.ts";
import { readTargetRows } from "./read-metadata.ts";
import type { TableMetadata, TargetRow } from "./read-metadata.ts";
import { readsAtOnce } from "./table-metadata.ts";

/** Longest filter of one request, and most conditions in it: addresses are bounded. */
const filterLength = 3000;
const conditionLimit = 40;

/** A column as rows are read: a lookup's id stands under a name of its own. */
export function columnRead({ name, type }: Pick<Column, "name" | "type">): string {
  return type === "entityreference" || type === "owner" ? `_${name}_value` : name;
}

/** The rows that fulfil one of the conditions, with every column that the file has. Throws where there are too many. */
export async function rowsWhere(
  environment: Environment,
  { metadata, columns }: FittingTable,
  conditions: readonly string[],
): Promise<readonly TargetRow[]> {
  const select = [metadata.primaryId, metadata.primaryName, ...columns.map(columnRead)];
  const wanted = [...new Set(select)].filter((name) => name !== "").join(",");
  return rowsOf(environment, metadata, { select: wanted, conditions });
}

/** The rows that fulfil one of the conditions, with some of their columns. */
export async function rowsOf(
  { api }: Environment,
  { set, primaryId, name }: Pick<TableMetadata, "set" | "primaryId" | "name">,
  { select, conditions }: Readonly<{ select: string; conditions: readonly string[] }>,
): Promise<readonly TargetRow[]> {
  const portions = portionsOf([...new Set(conditions)]);
  const found = await inParallel(portions, readsAtOnce, async (portion) => {
    const filter = portion.join(" or ");
    const { rows, complete } = readTargetRows(
      await api.get(query(set, { $select: select, $filter: filter })),
      primaryId,
    );
    if (!complete) throw new TooMany(name);
    return rows;
  });
  return [...new Map(found.flat().map((row) => [row.id, row])).values()];
}

/** More rows fit than Dataverse gives at once: whatever identifies them does not. */
export class TooMany extends Error {
  override readonly name = "TooMany";
  readonly table: string;

  constructor(table: string) {
    super(`more than 5000 rows of ${table} fit`);
    this.table = table;
  }
}

function portionsOf(conditions: readonly string[]): string[][] {
  const portions: string[][] = [];
  let length = filterLength;
  for (const condition of conditions) {
    const last = portions.at(-1);
    const size = encodeURIComponent(condition).length + 8;
    if (last === undefined || length + size > filterLength || last.length >= conditionLimit) {
      portions.push([condition]);
      length = size;
    } else {
      last.push(condition);
      length += size;
    }
  }
  return portions;
}
