import type { Secret } from "./secret.ts";

/** Where a name's value comes from: a plain text, a secret, or nothing under that name. */
export type Lookup = (name: string) => string | Secret | undefined;

/** A text with its `$(…)` filled in. */
export type Expansion = Readonly<{
  text: string;
  /** Names that have no value, that refer to themselves, or that go too deep; they stand in the text as they were. */
  unresolved: readonly string[];
  /** A secret went into the text: the whole of it must be treated as one. */
  secret: boolean;
}>;

/** Fills in `$(name)` from the lookup, and what those values contain, `depth` deep. Always ends, whatever refers to whom. */
export function expand(text: string, lookup: Lookup, depth = 50): Expansion {
  const work: Work = { lookup, depth, unresolved: new Set(), secret: false, left: 2000 };
  const expanded = fill(text, [], work);
  return { text: expanded, unresolved: [...work.unresolved], secret: work.secret };
}

type Work = {
  readonly lookup: Lookup;
  readonly depth: number;
  readonly unresolved: Set<string>;
  secret: boolean;
  /** Replacements that may still be made: values that double each other would grow without end. */
  left: number;
};

function fill(text: string, above: readonly string[], work: Work): string {
  return text.replace(
    /\$\(([^()$]+)\)/g,
    (reference, name: string) => valueOf(name, above, work) ?? reference,
  );
}

function valueOf(name: string, above: readonly string[], work: Work): string | undefined {
  const key = name.trim().toLowerCase();
  const known =
    above.includes(key) || above.length >= work.depth || work.left <= 0
      ? undefined
      : work.lookup(name.trim());
  if (known === undefined) {
    work.unresolved.add(name.trim());
    return undefined;
  }
  work.left -= 1;
  if (typeof known === "string") return fill(known, [...above, key], work);
  work.secret = true;
  // A password may hold "$(" by chance: what is secret goes in as it is.
  return known.reveal();
}
