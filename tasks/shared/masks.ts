/** Shorter texts are not masked: a masked letter would blank the whole log. */
const shortest = 4;
/** Inside JSON there are ordinary words too ("type": "service"): only what is long enough to be a key is masked by itself. */
const shortestLeaf = 8;

/**
 * Every form in which a secret could stand in a line of the log: whole and line by line, the texts inside JSON, and all of
 * them in base64 and as part of an address. The agent masks line by line and would miss the others.
 */
export function masks(secret: string): readonly string[] {
  const inside = leaves(secret).filter((leaf) => leaf.length >= shortestLeaf);
  const parts = [secret, ...inside].flatMap((text) => [text, ...text.split(/[\r\n]+/)]);
  const plain = parts.map((part) => part.trim()).filter((part) => part.length >= shortest);
  const coded = [secret, ...plain].filter((part) => part.length >= shortest).flatMap(encodings);
  return [...new Set([...plain, ...coded])].filter((mask) => !/[\r\n]/.test(mask));
}

/** The text with every mask replaced, the longest first, so that none leaves a part of another behind. */
export function withoutMasks(text: string, found: readonly string[]): string {
  const longestFirst = [...new Set(found)].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((masked, mask) => masked.replaceAll(mask, "***"), text);
}

function encodings(text: string): readonly string[] {
  const base64 = Buffer.from(text, "utf8").toString("base64");
  return [
    base64,
    base64.replace(/=+$/, ""),
    Buffer.from(text, "utf8").toString("base64url"),
    encodeURIComponent(text),
    encodeURIComponent(text).replace(/%20/g, "+"),
    JSON.stringify(text).slice(1, -1),
  ];
}

/** The texts inside a secret that is JSON itself, for example a service principal's. */
function leaves(text: string): readonly string[] {
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    return textsIn(JSON.parse(text));
  } catch {
    return [];
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
