/** A row as the filter sees it. */
export type Row = Readonly<Record<string, unknown>>;

type Test = (row: Row) => boolean;

/**
 * The part of OData's `$filter` that the product uses: `eq ne gt ge lt le`, `and`, `or`, `not`, brackets, texts, numbers, guids, dates,
 * `null`. Anything else, and a column that no row has, is an error and never an empty answer.
 */
export function parseFilter(text: string, columns: readonly string[]): Test {
  const words = tokens(text);
  let at = 0;
  const next = (): string => {
    const word = words[at];
    at += 1;
    if (word === undefined) throw new Error(`The filter ends too early: ${text}`);
    return word;
  };
  const comparison = (): Test => {
    const column = next();
    if (!columns.includes(column)) throw new Error(`Could not find a property named '${column}'.`);
    const operator = next();
    const value = literal(next());
    return (row) => compare(row[column], operator, value);
  };
  const factor = (): Test => {
    if (words[at] === "not") {
      at += 1;
      const inner = factor();
      return (row) => !inner(row);
    }
    if (words[at] !== "(") return comparison();
    at += 1;
    const inner = either();
    if (next() !== ")") throw new Error(`A bracket is missing: ${text}`);
    return inner;
  };
  const both = (): Test => {
    let test = factor();
    while (words[at] === "and") {
      at += 1;
      const left = test;
      const right = factor();
      test = (row) => left(row) && right(row);
    }
    return test;
  };
  const either = (): Test => {
    let test = both();
    while (words[at] === "or") {
      at += 1;
      const left = test;
      const right = both();
      test = (row) => left(row) || right(row);
    }
    return test;
  };
  const whole = either();
  if (at !== words.length)
    throw new Error(`The filter is not understood from '${words[at] ?? ""}' on: ${text}`);
  return whole;
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

function compare(left: unknown, operator: string, right: string | number | boolean | null): boolean {
  const a = typeof left === "string" ? left.toLowerCase() : (left ?? null);
  const b = typeof right === "string" ? right.toLowerCase() : right;
  switch (operator) {
    case "eq":
      return a === b;
    case "ne":
      return a !== b;
    case "gt":
    case "ge":
    case "lt":
    case "le":
      return a !== null && b !== null && ordered(operator, a as string, b as string);
    default:
      throw new Error(`The operator '${operator}' is not played here.`);
  }
}

function ordered(operator: "gt" | "ge" | "lt" | "le", a: string, b: string): boolean {
  if (a === b) return operator === "ge" || operator === "le";
  return a > b === (operator === "gt" || operator === "ge");
}
