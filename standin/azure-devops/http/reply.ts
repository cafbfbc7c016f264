/** What a route answers. */
export type Reply = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is; `content-type` is in the headers. */
  bytes?: Buffer;
}>;

/** An answer in JSON. */
export function json(value: unknown, status = 200): Reply {
  return { status, headers: {}, json: value };
}

/** A list, as the service wraps it. `next` is the continuation token. */
export function list(items: readonly unknown[], next?: string): Reply {
  const headers: Record<string, string> = next === undefined ? {} : { "x-ms-continuationtoken": next };
  return { status: 200, headers, json: { count: items.length, value: items } };
}

export function nothing(): Reply {
  return { status: 204, headers: {} };
}

export function bytes(content: Buffer, type = "application/octet-stream", name?: string): Reply {
  const disposition = name === undefined ? {} : { "content-disposition": `attachment; filename="${name}"` };
  return { status: 200, headers: { "content-type": type, ...disposition }, bytes: content };
}

export function plainText(text: string): Reply {
  return bytes(Buffer.from(text), "text/plain; charset=utf-8");
}

/** An error as the service words it. */
export class Refusal extends Error {
  readonly status: number;
  readonly typeKey: string;
  override readonly name = "Refusal";

  constructor(status: number, typeKey: string, message: string) {
    super(message);
    this.status = status;
    this.typeKey = typeKey;
  }
}

/** The error's body, as every area of the service sends it. */
export function refused({ status, typeKey, message }: Refusal): Reply {
  const typeName = `Microsoft.TeamFoundation.${typeKey}, Microsoft.TeamFoundation`;
  return {
    status,
    headers: {},
    json: { $id: "1", innerException: null, message, typeName, typeKey, errorCode: 0, eventId: 3000 },
  };
}

export const notFound = (typeKey: string, message: string): Refusal => new Refusal(404, typeKey, message);
export const invalid = (message: string, typeKey = "InvalidRequestException"): Refusal =>
  new Refusal(400, typeKey, message);
