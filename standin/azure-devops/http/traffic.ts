import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** One exchange as the conformance check wants it. */
export type Exchange = Readonly<{
  method: string;
  url: string;
  requestHeaders: Readonly<Record<string, string>>;
  requestBody?: unknown;
  status: number;
  responseHeaders: Readonly<Record<string, string>>;
  responseBody?: unknown;
}>;

/** Appends every exchange to a file, one JSON object a line, without what is secret. */
export function recorderOf(file: string | undefined): (exchange: Exchange) => void {
  if (file === undefined) return () => undefined;
  mkdirSync(dirname(file), { recursive: true });
  return (exchange) => {
    appendFileSync(file, `${JSON.stringify(withoutSecrets(exchange))}\n`);
  };
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const secret = "isSecret" in value && value.isSecret === true;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secret && name === "value" && typeof inner === "string" ? "***" : withoutSecrets(inner),
    ]),
  );
}
