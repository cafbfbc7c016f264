import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Reply } from "./reply.ts";

/** A handler of another part of the stand-in on the same origin. Gives false for an address that is not its own. */
export type Mounted = (request: IncomingMessage, response: ServerResponse) => boolean;

export type Web = Readonly<{ port: number; stop: () => Promise<void> }>;

/** Listens. A port that is taken is an error that says so. */
export async function listen(
  host: string,
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Web> {
  const server = createServer(handle);
  await new Promise<void>((done, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(taken ? new Error(`Port ${port} on ${host} is taken by another program.`) : error);
    });
    server.listen(port, host, done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const largestBody = 64 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestBody) throw new Error("The request is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** As captured from the real service: `Retry-After` is not among the headers that a page may read. */
const crossOrigin = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "OPTIONS,GET,POST,PATCH,PUT,DELETE",
  "access-control-max-age": "3600",
  "access-control-expose-headers": "ActivityId,X-TFS-Session,X-MS-ContinuationToken,X-VSS-GlobalMessage,ETag",
} as const;

export function sendPreflight(request: IncomingMessage, response: ServerResponse): void {
  const asked = request.headers["access-control-request-headers"];
  response.writeHead(200, {
    ...crossOrigin,
    ...(asked === undefined ? {} : { "access-control-allow-headers": asked }),
    "content-length": "0",
  });
  response.end();
}

export function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const content = reply.bytes ?? (reply.json === undefined ? Buffer.alloc(0) : encoded(reply.json));
  const type =
    reply.json === undefined ? {} : { "content-type": "application/json; charset=utf-8; api-version=7.2" };
  response.writeHead(reply.status, {
    ...(request.headers.origin === undefined ? {} : crossOrigin),
    ...type,
    "cache-control": "no-cache, no-store, must-revalidate",
    ...reply.headers,
    ...(reply.status === 204 ? {} : { "content-length": String(content.length) }),
  });
  response.end(request.method === "HEAD" ? undefined : content);
}

function encoded(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
