import type { StepResult } from "./job.ts";

/** What a condition may look at. */
export type ConditionFacts = Readonly<{
  job: StepResult;
  variable: (name: string) => string | undefined;
}>;

type Value = string | number | boolean | null;
type Term = (facts: ConditionFacts) => Value;
type Token = Readonly<{ kind: "name" | "text" | "number" | "mark"; text: string }>;

const pattern = /\s*(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)(?![\w.])|([A-Za-z_][\w-]*)|([()[\],.]))/y;

/**
 * Reads a condition: succeeded(), failed(), canceled(), succeededOrFailed(), always(), eq, ne, and, or, not, in,
 * variables['x'] and literals. Anything else is an error that names it.
 */
export function parseCondition(text: string): (facts: ConditionFacts) => boolean {
  const parser = new Parser(tokens(text), text);
  const term = parser.term();
  parser.end();
  return (facts) => truth(term(facts));
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #at = 0;

  constructor(given: readonly Token[], text: string) {
    this.#tokens = given;
    this.#text = text;
  }

  term(): Term {
    const token = this.#next();
    if (token.kind === "text") return () => token.text;
    if (token.kind === "number") return () => Number(token.text);
    if (token.kind === "mark") throw this.#fault(token.text);
    const word = token.text.toLowerCase();
    if (word === "true" || word === "false") return () => word === "true";
    if (word === "variables") return this.#variable();
    if (this.#peek() !== "(") throw this.#fault(token.text);
    return call(token.text, this.#terms(), this.#text);
  }

  end(): void {
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw this.#fault(rest.text);
  }

  #variable(): Term {
    const mark = this.#next().text;
    if (mark !== "[" && mark !== ".") throw this.#fault(mark);
    const name = this.#next();
    if (name.kind !== (mark === "[" ? "text" : "name")) throw this.#fault(name.text);
    if (mark === "[") this.#expect("]");
    return (facts) => facts.variable(name.text) ?? null;
  }

  #terms(): Term[] {
    this.#expect("(");
    const terms: Term[] = [];
    while (this.#peek() !== ")") {
      terms.push(this.term());
      if (this.#peek() !== ")") this.#expect(",");
    }
    this.#expect(")");
    return terms;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at]?.text;
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#fault("the end");
    this.#at += 1;
    return token;
  }

  #expect(mark: string): void {
    const token = this.#next();
    if (token.kind !== "mark" || token.text !== mark) throw this.#fault(token.text);
  }

  #fault(what: string): Error {
    return fault(what, this.#text);
  }
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  pattern.lastIndex = 0;
  for (let at = 0; text.slice(at).trim() !== ""; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw fault(text.slice(at).trim(), text);
    found.push(token(match));
  }
  return found;
}

function token([, text, number, name, mark]: readonly (string | undefined)[]): Token {
  if (text !== undefined) return { kind: "text", text: text.replaceAll("''", "'") };
  if (number !== undefined) return { kind: "number", text: number };
  return name === undefined ? { kind: "mark", text: mark ?? "" } : { kind: "name", text: name };
}

const statuses: Readonly<Record<string, readonly StepResult[]>> = {
  always: ["succeeded", "succeededWithIssues", "failed", "canceled", "skipped", "abandoned"],
  succeeded: ["succeeded", "succeededWithIssues"],
  failed: ["failed"],
  canceled: ["canceled"],
  succeededorfailed: ["succeeded", "succeededWithIssues", "failed"],
};

type Rule = Readonly<{ least: number; most: number; value: (values: readonly (() => Value)[]) => boolean }>;

const rules: Readonly<Record<string, Rule>> = {
  eq: { least: 2, most: 2, value: ([left, right]) => same(left?.() ?? null, right?.() ?? null) },
  ne: { least: 2, most: 2, value: ([left, right]) => !same(left?.() ?? null, right?.() ?? null) },
  and: { least: 2, most: Infinity, value: (values) => values.every((value) => truth(value())) },
  or: { least: 2, most: Infinity, value: (values) => values.some((value) => truth(value())) },
  not: { least: 1, most: 1, value: ([value]) => !truth(value?.() ?? null) },
  in: {
    least: 2,
    most: Infinity,
    value: ([needle, ...hay]) => hay.some((one) => same(needle?.() ?? null, one())),
  },
};

function call(name: string, terms: readonly Term[], text: string): Term {
  const status = statuses[name.toLowerCase()];
  if (status !== undefined) {
    if (terms.length > 0) throw fault(`an argument of ${name}`, text);
    return (facts) => status.includes(facts.job);
  }
  const rule = rules[name.toLowerCase()];
  if (rule === undefined) throw fault(`${name}()`, text);
  if (terms.length < rule.least || terms.length > rule.most) {
    throw fault(`${terms.length} arguments of ${name}`, text);
  }
  return (facts) => rule.value(terms.map((term) => () => term(facts)));
}

/** The right side is brought to the left one's kind; texts have no case. */
function same(left: Value, right: Value): boolean {
  if (left === null) return right === null || right === "";
  if (typeof left === "boolean") return left === truth(right);
  if (typeof left === "number") return right !== null && right !== "" && left === Number(right);
  return left.toLowerCase() === worded(right).toLowerCase();
}

function worded(value: Value): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

function truth(value: Value): boolean {
  return value !== null && value !== "" && value !== 0 && value !== false;
}

function fault(what: string, text: string): Error {
  return new Error(`The stand-in's runner does not understand ${what} in the condition "${text}".`);
}
