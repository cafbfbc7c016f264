const naming: readonly string[] = ["by", "owner", "manager", "person", "approvers"];

/** Ids of everybody whom documents of a train name: who leads, owns, approves, decides, and who did what. */
export function peopleNamedIn(documents: unknown): readonly string[] {
  const found = valuesOf(documents, naming, "");
  return [...new Set(found.filter((value) => typeof value === "string"))];
}

/** Ids of the work items on which something is or was decided, as documents of a train name them. */
export function decidingItemsIn(documents: unknown): readonly number[] {
  const found = valuesOf(documents, ["item"], "");
  return [...new Set(found.filter((value) => typeof value === "number"))];
}

function valuesOf(value: unknown, keys: readonly string[], key: string): readonly unknown[] {
  if (typeof value !== "object" || value === null) return keys.includes(key) ? [value] : [];
  return Array.isArray(value)
    ? value.flatMap((one: unknown) => valuesOf(one, keys, key))
    : Object.entries(value).flatMap(([name, one]: [string, unknown]) => valuesOf(one, keys, name));
}
