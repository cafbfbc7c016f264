/** A row as the filter sees it. */
export type Row = Readonly<Record<string, unknown>>;

type Test = (row: Row) => boolean;

/**
 * The part of OData's `$filter` that the product uses: `eq ne gt ge lt le`, `and`, `or`, `not`, brackets, texts, numbers, guids, dates,
 * `null`. Anything else, and a column that no row has, is an error and never an empty answer.
 */
export function parseFilter(text: string, columns: readonly string[]): Test {
  const words: Words = { list: tokens(text), at: 0, columns };
  const whole = either(words);
  const rest = words.list[words.at];
  if (rest !== undefined) throw new Error(`The filter is not understood from '${rest}' on: ${text}`);
  return whole;
}

type Words = { readonly list: readonly string[]; at: number; readonly columns: readonly string[] };

function next(words: Words): string {
  const word = words.list[words.at];
  words.at += 1;
  if (word === undefined) throw new Error("The filter ends too early.");
  return word;
}

function take(words: Words, word: string): boolean {
  if (words.list[words.at] !== word) return false;
  words.at += 1;
  return true;
}

function either(words: Words): Test {
  const tests = [both(words)];
  while (take(words, "or")) tests.push(both(words));
  return (row) => tests.some((test) => test(row));
}

function both(words: Words): Test {
  const tests = [factor(words)];
  while (take(words, "and")) tests.push(factor(words));
  return (row) => tests.every((test) => test(row));
}

function factor(words: Words): Test {
  if (take(words, "not")) {
    const inner = factor(words);
    return (row) => !inner(row);
  }
  if (!take(words, "(")) return comparison(words);
  const inner = either(words);
  if (!take(words, ")")) throw new Error("A bracket is missing in the filter.");
  return inner;
}

function comparison(words: Words): Test {
  const column = next(words);
  if (!words.columns.includes(column)) throw new Error(`Could not find a property named '${column}'.`);
  const operator = next(words);
  const compare = operators[operator];
  if (compare === undefined) throw new Error(`The operator '${operator}' is not played here.`);
  const value = literal(next(words));
  return (row) => compare(plain(row[column]), plain(value));
}

/** Texts are compared without case, as Dataverse does. */
function plain(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : (value ?? null);
}

const operators: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => known(a, b) && String(a) > String(b),
  ge: (a, b) => known(a, b) && String(a) >= String(b),
  lt: (a, b) => known(a, b) && String(a) < String(b),
  le: (a, b) => known(a, b) && String(a) <= String(b),
};

function known(a: unknown, b: unknown): boolean {
  return a !== null && b !== null;
}

function tokens(text: string): string[] {
  const found = text.match(/'(?:[^']|'')*'|[()]|[^\s()']+/g) ?? [];
  return [...found];
}

function literal(word: string): string | number | boolean | null {
  if (word.startsWith("'")) return word.slice(1, -1).replaceAll("''", "'");
  if (word === "null") return null;
  if (word === "true" || word === "false") return word === "true";
  return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word;
}
