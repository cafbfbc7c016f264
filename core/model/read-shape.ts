import { bounded, quoted } from "./defuse.ts";

/** Reads one part of untrusted JSON: the value in its type, or null with what is wrong added to `faults`. */
export type Shape<T> = (value: unknown, at: string, faults: string[]) => T | null;

/** Marks a field that may be absent. */
export type Optional<T> = Readonly<{ optional: Shape<T> }>;

/** A shape for every field of a type: a field that the type gains and this lacks does not compile. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>>
    : Shape<T[K]>;
};

/** Why an untrusted text was not believed; never empty. */
export type Faults = Readonly<{ faults: readonly string[] }>;

/** What a document is called in faults, how large it may be, and the newest schema that is understood. */
export type DocumentKind = Readonly<{ what: string; maxCharacters: number; schema: number }>;

/** Reads a whole JSON text against a shape. Never throws; a newer schema is a fault of its own, named as such. */
export function readJson<T extends object>(text: string, kind: DocumentKind, shape: Shape<T>): T | Faults {
  if (text.length > kind.maxCharacters) {
    return { faults: [`The ${kind.what} is longer than ${kind.maxCharacters} characters.`] };
  }
  const value = parsed(text);
  if (value === undefined) return { faults: [`The ${kind.what} is no JSON.`] };
  const schema = isObject(value) ? value["schema"] : undefined;
  if (typeof schema === "number" && schema > kind.schema) {
    const newer = `The ${kind.what} has schema ${schema}; this Release Manager knows ${kind.schema}. Update the extension.`;
    return { faults: [newer] };
  }
  const faults: string[] = [];
  const result = shape(value, "", faults);
  if (result !== null && faults.length === 0) return result;
  return { faults: faults.slice(0, 20).map((fault) => `The ${kind.what}: ${bounded(fault, 400)}.`) };
}

/** An object with exactly these fields. */
export function object<T extends object>(fields: Fields<T>): Shape<T> {
  const known = Object.entries<Shape<unknown> | Optional<unknown>>(fields);
  return (value, at, faults) => {
    if (!isObject(value)) return wrong(faults, at, "is no object");
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) wrong(faults, at, `has the unknown field ${quoted(name)}`);
    }
    const entries = known.map(([name, shape]) => [name, fieldOf(value, { name, shape }, { at, faults })]);
    return Object.fromEntries(entries.filter(([, read]) => read !== undefined)) as T;
  };
}

/** A list of at most `max` items. */
export function list<T>(item: Shape<T>, max: number): Shape<readonly T[]> {
  return (value, at, faults) => {
    if (!Array.isArray(value)) return wrong(faults, at, "is no list");
    if (value.length > max) return wrong(faults, at, `has more than ${max} items`);
    const items = value.map((one: unknown, index) => item(one, `${at}[${index}]`, faults));
    return items.filter((one) => one !== null);
  };
}

/** An object used as a map from names to values, of at most `max` names. */
export function map<T>(item: Shape<T>, max: number): Shape<Readonly<Record<string, T>>> {
  return (value, at, faults) => {
    if (!isObject(value)) return wrong(faults, at, "is no object");
    if (Object.keys(value).length > max) return wrong(faults, at, `has more than ${max} names`);
    const entries = Object.entries(value).map(([name, one]) => [
      name,
      item(one, below(at, quoted(name)), faults),
    ]);
    return Object.fromEntries(entries) as Readonly<Record<string, T>>;
  };
}

/** A text of at most `max` characters that `rule`, where given, finds nothing wrong with. */
export function text(
  max: number,
  rule: (value: string) => string | undefined = () => undefined,
): Shape<string> {
  return (value, at, faults) => {
    if (typeof value !== "string") return wrong(faults, at, "is no text");
    const found = value.length > max ? `is longer than ${max} characters` : rule(value);
    return found === undefined ? value : wrong(faults, at, found);
  };
}

/** Exactly so many lower-case hexadecimal digits. */
export function hexadecimal(digits: number): Shape<string> {
  return text(digits, (value) =>
    value.length === digits && /^[0-9a-f]*$/.test(value) ? undefined : `is not ${digits} hexadecimal digits`,
  );
}

/** A date and time in UTC, as ISO 8601 writes it. */
export const moment: Shape<string> = text(40, (value) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value))
    ? undefined
    : "is no date and time in UTC",
);

/** A whole number from 0 to what JavaScript counts exactly. */
export const wholeNumber: Shape<number> = (value, at, faults) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0
    ? value
    : wrong(faults, at, "is no whole number");

/** Yes or no. */
export const flag: Shape<boolean> = (value, at, faults) =>
  typeof value === "boolean" ? value : wrong(faults, at, "is neither true nor false");

/** One of the given words or numbers. */
export function oneOf<const T extends string | number>(...allowed: readonly T[]): Shape<T> {
  return (value, at, faults) =>
    allowed.find((word) => word === value) ?? wrong(faults, at, `is none of ${allowed.join(", ")}`);
}

/** A field that may be absent; where it stands, it has this shape. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

/** Names that occur more than once. */
export function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}

type Field = Readonly<{ name: string; shape: Shape<unknown> | Optional<unknown> }>;

function fieldOf(
  value: Record<string, unknown>,
  field: Field,
  trace: { at: string; faults: string[] },
): unknown {
  const at = below(trace.at, field.name);
  if (!Object.hasOwn(value, field.name)) {
    return typeof field.shape === "function" ? wrong(trace.faults, at, "is missing") : undefined;
  }
  const shape = typeof field.shape === "function" ? field.shape : field.shape.optional;
  return shape(value[field.name], at, trace.faults);
}

function below(at: string, name: string): string {
  return at === "" ? name : `${at}.${name}`;
}

function wrong(faults: string[], at: string, what: string): null {
  // Ten thousand bad files need no ten thousand sentences.
  if (faults.length < 50) faults.push(`${at === "" ? "the whole" : at} ${what}`);
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
