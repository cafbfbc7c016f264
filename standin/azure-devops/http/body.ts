/** Reading what came over the wire: names in any case, and nothing is believed to be what it should be. */
export function field(body: unknown, name: string): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const wanted = name.toLowerCase();
  return Object.entries(body).find(([key]) => key.toLowerCase() === wanted)?.[1] as unknown;
}

export function textField(body: unknown, name: string): string | undefined {
  const value = field(body, name);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

export function numberField(body: unknown, name: string): number | undefined {
  const value = field(body, name);
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

export function flagField(body: unknown, name: string): boolean | undefined {
  const value = field(body, name);
  return typeof value === "boolean" ? value : undefined;
}

export function listField(body: unknown, name: string): readonly unknown[] {
  const value = field(body, name);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

export function mapField(body: unknown, name: string): Readonly<Record<string, unknown>> {
  const value = field(body, name);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** An enum travels as its word, in any case, or as its number: Microsoft's own clients send numbers. */
export function enumField(
  body: unknown,
  name: string,
  numbers: Readonly<Record<string, number>>,
): string | undefined {
  const value = field(body, name);
  const words = Object.keys(numbers);
  if (typeof value === "number") return words.find((word) => numbers[word] === value) ?? String(value);
  if (typeof value !== "string") return undefined;
  return words.find((word) => word.toLowerCase() === value.toLowerCase()) ?? value;
}
