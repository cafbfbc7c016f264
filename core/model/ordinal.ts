/**
 * Orders two texts by code point, which is the order of their UTF-8 bytes: the same on every machine and in every
 * language, and what `LC_ALL=C sort` gives.
 */
export function ordinal(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === length) return a.length - b.length;
  return weight(a.charCodeAt(at)) - weight(b.charCodeAt(at));
}

// In UTF-16 a character beyond U+FFFF begins with a unit below U+E000; in UTF-8 it comes after all others.
function weight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Whether two names are one to Azure DevOps, which does not look at case. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The first of each group of names that differ in case only, in the given order. */
export function distinctNames(names: readonly string[]): string[] {
  return names.filter((name, at) => names.findIndex((other) => sameName(name, other)) === at);
}
