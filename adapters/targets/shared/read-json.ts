/** An object of JSON whose fields nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The JSON value of a text, with or without a byte order mark; absent where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch {
    return undefined;
  }
}

/** The fields of an object; none where the value is no object. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The objects of a list; none where the value is no list. What is no object in it has no fields. */
export function rows(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

/** A text, or a number as one; empty where the value is neither. */
export function string(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** The texts of a list; none where the value is no list. */
export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(string) : [];
}
