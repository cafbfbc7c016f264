import type { HttpAnswer } from "./http.ts";

// What every area answers in the same way (research: REST, all areas, 7.0 and later).

/** The body of a refusal. */
export type WireFault = Readonly<{ message?: unknown; typeKey?: unknown; typeName?: unknown }>;

/** The parsed body. Absent for an empty one. Throws a `SyntaxError` for what is no JSON. */
export function readJson(text: string): unknown {
  const plain = text.replace(/^\uFEFF/, "");
  return plain.trim() === "" ? undefined : (JSON.parse(plain) as unknown);
}

/** The items of a list, which travels as `{count, value}` or bare. Absent for anything else. */
export function readItems(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body as unknown[];
  const value = readObject(body)?.["value"];
  return Array.isArray(value) ? (value as unknown[]) : undefined;
}

/** The value as an object with unknown properties. Absent for anything else. */
export function readObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** The text of a property. Absent for anything else than a text that is not empty. */
export function readText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What the server says about its refusal. */
export function readFault(answer: HttpAnswer): { message?: string; type: string } {
  let body: unknown;
  try {
    body = readJson(answer.text);
  } catch {
    return { type: "" };
  }
  const fault: WireFault = readObject(body) ?? {};
  const message = readText(fault.message);
  const type = readText(fault.typeKey) ?? readText(fault.typeName) ?? "";
  return { type, ...(message === undefined ? {} : { message }) };
}

/** A page to sign in at, where data was asked for: Azure DevOps sends it with 200, 203 or a redirection. */
export function isSignInPage(answer: HttpAnswer): boolean {
  if (answer.status >= 400) return false;
  if (answer.status === 203 || answer.status >= 300) return true;
  const type = answer.header("content-type") ?? "";
  return /text\/html/i.test(type) || (type === "" && /^\s*<(!doctype html|html)/i.test(answer.text));
}
