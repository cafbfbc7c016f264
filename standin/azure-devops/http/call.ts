import type { Caller } from "../people/callers.ts";
import { invalid } from "./reply.ts";

/** One request that found its route. */
export type Call = Readonly<{
  method: string;
  url: URL;
  caller: Caller;
  /** A part of the path. */
  part: (name: string) => string;
  /** A part of the path that is a number. */
  id: (name: string) => number;
  /** A query parameter; names are compared without case. */
  query: (name: string) => string | undefined;
  header: (name: string) => string | undefined;
  /** The version that was asked for, for example 7.2. */
  version: number;
  body: unknown;
}>;

/** The given names as `expand`, `$top` and the like. */
export function queryOf(url: URL): (name: string) => string | undefined {
  const values = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => values.get(name.toLowerCase());
}

export function numberQuery(call: Call, name: string): number | undefined {
  const text = call.query(name);
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  if (!Number.isInteger(number)) throw invalid(`The value '${text}' of the parameter ${name} is not valid.`);
  return number;
}

/** `a,b,c` */
export function listQuery(call: Call, name: string): readonly string[] | undefined {
  const text = call.query(name);
  return text === undefined || text === "" ? undefined : text.split(",").map((part) => part.trim());
}
