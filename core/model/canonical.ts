/**
 * The one JSON text of a value: keys sorted, no blanks, absent fields left out. Equal values give equal texts, whatever
 * the order in which they were built, so the text can be hashed.
 */
export function canonicalJson(value: unknown): string {
  const plain = withToJson(value);
  if (Array.isArray(plain)) return `[${plain.map((item) => canonicalJson(item)).join(",")}]`;
  if (typeof plain === "object" && plain !== null) return canonicalObject(plain);
  return scalar(plain);
}

/** How many bytes a text takes in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character.codePointAt(0) ?? 0);
  return bytes;
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

// `Secret` hides itself through `toJSON`: a writer of JSON that forgets it would print the value's fields.
function withToJson(value: unknown): unknown {
  return hidesItself(value) ? value.toJSON() : value;
}

function hidesItself(value: unknown): value is { toJSON: () => unknown } {
  return (
    typeof value === "object" && value !== null && "toJSON" in value && typeof value.toJSON === "function"
  );
}

function canonicalObject(value: object): string {
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined && typeof field !== "function")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${fields.join(",")}}`;
}

function scalar(value: unknown): string {
  if (typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  return typeof value === "number" && Number.isFinite(value) ? JSON.stringify(value) : "null";
}
