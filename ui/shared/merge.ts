import type { Typed } from "./form.ts";

/** A field that two people changed, each to something else: what it was, and what the other one made it. */
export type Clash = Readonly<{ name: string; was: string; theirs: string }>;

/** What two people typed, as one. Where they clash, the reader's own stands in `typed`. */
export type Merged = Readonly<{ typed: Typed; clashes: readonly Clash[] }>;

/** Makes one of what both made of the same fields, field by field: who left a field as it was has nothing against what the other made it. */
export function merged(was: Typed, theirs: Typed, mine: Typed): Merged {
  const names = [...new Set([was, theirs, mine].flatMap(Object.keys))];
  const all = names.map((name) => {
    const [before, other, own] = [was[name] ?? "", theirs[name] ?? "", mine[name] ?? ""];
    const isClash = own !== before && other !== before && own !== other;
    return { name, was: before, theirs: other, value: own === before ? other : own, isClash };
  });
  return {
    typed: Object.fromEntries(all.map(({ name, value }) => [name, value])),
    clashes: all.filter(({ isClash }) => isClash).map(({ name, was, theirs }) => ({ name, was, theirs })),
  };
}
