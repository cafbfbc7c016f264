/** Tables that need each other, or one alone. Its rows can be written when those of the tiers before it are there. */
export type Tier = readonly string[];

/**
 * The tables in an order in which what is pointed to comes first. Tables that point to each other in a circle share a tier:
 * there a lookup may have to wait until both rows are there. `needs` gives the tables that a table points to.
 */
export function tiersOf(
  tables: readonly string[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Tier[] {
  const search: Search = {
    tables: new Set(tables),
    needs,
    index: new Map(),
    low: new Map(),
    stack: [],
    tiers: [],
  };
  for (const table of tables) if (!search.index.has(table)) visit(search, table);
  return search.tiers;
}

// Tarjan: a strongly connected component is complete when the search leaves its first member.
type Search = Readonly<{
  tables: ReadonlySet<string>;
  needs: ReadonlyMap<string, ReadonlySet<string>>;
  index: Map<string, number>;
  low: Map<string, number>;
  stack: string[];
  tiers: Tier[];
}>;

function visit(search: Search, table: string): void {
  const index = search.index.size;
  search.index.set(table, index);
  search.low.set(table, index);
  search.stack.push(table);
  for (const need of search.needs.get(table) ?? []) {
    if (!search.tables.has(need)) continue;
    if (!search.index.has(need)) {
      visit(search, need);
      lower(search, table, search.low.get(need));
    } else if (search.stack.includes(need)) lower(search, table, search.index.get(need));
  }
  if (search.low.get(table) !== index) return;
  const tier = search.stack.splice(search.stack.indexOf(table));
  search.tiers.push(tier.sort());
}

function lower({ low }: Search, table: string, to: number | undefined): void {
  low.set(table, Math.min(low.get(table) ?? 0, to ?? 0));
}
