import { quoted } from "../environment.ts";
import type { FieldType } from "./data-file.ts";
import { isId, plainId } from "./data-file.ts";

/** A value as the Web API takes it. */
export type Wire = string | number | boolean | null;

/** Why a text is no value of its type. */
export type NoValue = Readonly<{ because: string }>;

/** What a plain column may hold; lookups are resolved elsewhere. */
export type PlainType = Exclude<FieldType, "entityreference" | "owner">;

/**
 * A value of the file as the Web API takes it. Numbers, dates and truths must be written as the Configuration Migration Tool
 * writes them. An empty text means no value.
 */
export function wireOf(type: PlainType, text: string, dateOnly: boolean): Wire | NoValue {
  if (text === "") return null;
  const value = readers[type](type === "string" ? text : text.trim());
  if (value === undefined) return { because: `'${text.slice(0, 60)}' is no ${type}` };
  return type === "datetime" && dateOnly ? String(value).slice(0, 10) : value;
}

const readers: Readonly<Record<PlainType, (text: string) => Wire | undefined>> = {
  string: (text) => text,
  number: whole,
  optionsetvalue: whole,
  state: whole,
  status: whole,
  // Larger numbers than a double can hold stay texts, which the Web API takes for Edm.Int64.
  bigint: (text) =>
    /^-?\d{1,19}$/.test(text) ? (Number.isSafeInteger(Number(text)) ? Number(text) : text) : undefined,
  float: numeric,
  decimal: numeric,
  money: numeric,
  bool: (text) => truths.get(text.toLowerCase()),
  datetime: moment,
  optionsetvaluecollection: (text) => choices(text),
  guid: (text) => (isId(plainId(text)) ? plainId(text) : undefined),
};

const truths = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

function whole(text: string): number | undefined {
  return /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function numeric(text: string): number | undefined {
  return /^-?\d+(\.\d+)?(E[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** Without a zone it is UTC, as the tool writes it. Dataverse keeps seconds. */
function moment(text: string): string | undefined {
  const found = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (found === null) return undefined;
  const [, day = "", time = "00:00:00", zone = "Z"] = found;
  const milliseconds = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString().replace(".000Z", "Z");
}

/** `[-1,10,20,-1]`: the tool frames the choices with -1. */
function choices(text: string): string | undefined {
  if (!/^\[?-?\d+([,;]\s*-?\d+)*\]?$/.test(text)) return undefined;
  const numbers = text.replace(/[[\]\s]/g, "").split(/[,;]/);
  return numbers.filter((number) => number !== "-1").join(",");
}

/** A value in the one form in which two of them are compared, wherever they come from. */
export function comparable(type: FieldType, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return (forms[type] ?? ((plain: string) => plain.toLowerCase()))(text);
}

const forms: Readonly<Partial<Record<FieldType, (text: string) => string>>> = {
  string: (text) => text.replace(/\r\n?/g, "\n"),
  float: rounded,
  decimal: rounded,
  money: rounded,
  datetime: (text) => text.replace(/\.\d+/, ""),
  optionsetvaluecollection: (text) =>
    text
      .split(",")
      .sort((a, b) => Number(a) - Number(b))
      .join(","),
};

function rounded(text: string): string {
  return String(Number(Number(text).toPrecision(12)));
}

/** The same for finding rows: Dataverse compares texts without case and without the spaces at their end. */
export function matchable(type: FieldType, value: unknown): string {
  const text = comparable(type, value);
  return type === "string" ? text.trimEnd().toLowerCase() : text;
}

/** A value inside an OData filter. */
export function literal(type: FieldType, value: Wire): string {
  if (value === null) return "null";
  return type === "string" ? quoted(String(value)) : String(value);
}
