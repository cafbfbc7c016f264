import type { Route } from "./router.ts";
import { Refusal } from "./reply.ts";

/** The newest version that the Services have, and the Server that the stand-in can be. */
export const newest = { services: 7.2, server: 7 } as const;

type Asked = Readonly<{
  method: string;
  query?: string | undefined;
  accept?: string | undefined;
  content?: string | undefined;
}>;

/** Reads and judges the api-version of a request as the service does. Gives the version's number. */
export function judgeVersion(request: Asked, route: Route, serverMode: boolean): number {
  const asked = askedVersion(request);
  const highest = serverMode ? newest.server : newest.services;
  if (asked === "" && request.method === "GET") return highest;
  const match = pattern.exec(asked);
  if (match === null) throw notSpecified(request.method);
  const [text, number, preview] = match;
  const version = Number(number);
  if (version > highest) throw outOfRange(text, highest);
  if (preview === undefined && isPreview(version, route)) throw underPreview(text);
  return version;
}

const pattern = /^(\d+(?:\.\d+)?)(-preview(?:\.\d+)?)?$/;

function isPreview(version: number, route: Route): boolean {
  return version > 7.1 || route.preview === true;
}

/** The query wins; `,` and `;` may follow in a header. */
function askedVersion({ query, accept, content }: Asked): string {
  return query ?? versionIn(accept) ?? versionIn(content) ?? "";
}

function versionIn(header: string | undefined): string | undefined {
  return /api-version=([\w.-]+)/i.exec(header ?? "")?.[1];
}

function notSpecified(method: string): Refusal {
  return new Refusal(
    400,
    "VssVersionNotSpecifiedException",
    `No api-version was supplied for the "${method}" request. The version must be supplied either as part of the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").`,
  );
}

function outOfRange(asked: string, highest: number): Refusal {
  return new Refusal(
    400,
    "VssVersionOutOfRangeException",
    `The requested REST API version of ${asked} is out of range for this server. The latest REST API version this server supports is ${highest.toFixed(1)}.`,
  );
}

function underPreview(asked: string): Refusal {
  return new Refusal(
    400,
    "VssInvalidPreviewVersionException",
    `The requested version "${asked}" of the resource is under preview. The -preview flag must be supplied in the api-version for such requests. For example: "${asked}-preview"`,
  );
}
