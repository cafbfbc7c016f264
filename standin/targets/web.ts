import { createServer } from "node:https";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Certificates } from "./certificates.ts";
import { troublesInStore } from "./behaviour.ts";
import type { Trouble, Troubles } from "./behaviour.ts";

/** One request as a stand-in sees it. `body` is the whole text, `bytes` the same before it was read as one. */
export type Asked = Readonly<{
  method: string;
  path: string;
  query: URLSearchParams;
  header: (name: string) => string | undefined;
  body: string;
  bytes: Buffer;
}>;

/** What it answers. An object is sent as JSON, a buffer as it is. */
export type Answered = Readonly<{
  status: number;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Nobody serves this route: said loudly, so that a gap in the stand-in is noticed. */
  unknownRoute?: true;
}>;

/** What was asked, without any header or body: those carry secrets. */
export type LoggedRequest = Readonly<{ method: string; path: string; status: number; bytes: number }>;

/** One https server on this machine. */
export type Web = Readonly<{
  url: string;
  requests: LoggedRequest[];
  troubles: Troubles;
  stop: () => Promise<void>;
}>;

export type WebOptions = Readonly<{
  name: string;
  port: number;
  certificates: Certificates;
  answer: (asked: Asked, self: string) => Promise<Answered> | Answered;
}>;

/** Starts it; a port that is taken is an error that says so. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const requests: LoggedRequest[] = [];
  const troubles = troublesInStore();
  const { certificate, key } = options.certificates;
  let url = "";
  const server = createServer({ cert: certificate, key }, (request, response) => {
    void serve({ options, troubles, requests, self: () => url }, request, response);
  });
  server.keepAliveTimeout = 5000;
  await listen(server, options.port, options.name);
  url = `https://localhost:${(server.address() as AddressInfo).port}`;
  return { url, requests, troubles, stop: () => stop(server) };
}

type Shop = Readonly<{
  options: WebOptions;
  troubles: Troubles;
  requests: LoggedRequest[];
  self: () => string;
}>;

async function serve(shop: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url = "/" } = request;
  try {
    const { pathname, search } = new URL(url, "https://localhost");
    const address = { full: `${pathname}${search}`, plain: `${pathname}${decodeURIComponent(search)}` };
    const answered = shop.troubles.cuts(method, address.plain)
      ? await cutOff(shop, request, address.full)
      : await served(shop, request, address);
    if (answered === undefined) request.socket.destroy();
    else send(response, answered);
  } catch (error) {
    // The caller may have broken off; all else is a fault of ours.
    if (!request.complete) return;
    console.error(shop.options.name, error);
    send(response, { status: 500, body: { error: { code: "", message: "The stand-in failed." } } });
  }
}

/** With its query as it came, and unescaped. */
type Address = Readonly<{ full: string; plain: string }>;

async function served(
  shop: Shop,
  request: IncomingMessage,
  { full: path, plain }: Address,
): Promise<Answered | undefined> {
  const asked = await askedOf(request);
  const trouble = shop.troubles.take(asked.method, plain);
  const answered = await answerTo(shop, asked, trouble);
  const status = answered?.status ?? 0;
  shop.requests.push({ method: asked.method, path, status, bytes: asked.bytes.length });
  if (answered?.unknownRoute) console.warn(`${shop.options.name}: 404 for ${asked.method} ${path}`);
  return answered;
}

/** The line is to break when the first part of the body has come, or at the end where there is none. */
async function cutOff(shop: Shop, request: IncomingMessage, path: string): Promise<Answered | undefined> {
  await new Promise((resolve) => request.once("end", resolve).once("data", resolve));
  shop.requests.push({ method: request.method ?? "GET", path, status: 0, bytes: 0 });
  return undefined;
}

async function askedOf(request: IncomingMessage): Promise<Asked> {
  const bytes = await bodyOf(request);
  const { pathname, searchParams } = new URL(request.url ?? "/", "https://localhost");
  return {
    method: request.method ?? "GET",
    path: pathname,
    query: searchParams,
    header: (name) => textOf(request.headers[name.toLowerCase()]),
    bytes,
    get body() {
      return bytes.toString("utf8");
    },
  };
}

/** Absent: the line breaks. */
async function answerTo(
  shop: Shop,
  asked: Asked,
  trouble?: Trouble["answer"],
): Promise<Answered | undefined> {
  if (trouble === "reset" || trouble === "cut") return undefined;
  if (trouble !== undefined && trouble !== "lostAnswer") return badAnswer(trouble);
  const answered = await shop.options.answer(asked, shop.self());
  return trouble === undefined ? answered : undefined;
}

function badAnswer(trouble: Exclude<Trouble["answer"], "reset" | "lostAnswer" | "cut">): Answered {
  if (trouble === "signInPage") {
    return {
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<html><title>Sign in to your account</title></html>",
    };
  }
  const wait = trouble.retryAfter === undefined ? {} : { "retry-after": String(trouble.retryAfter) };
  const error = { code: trouble.code ?? "", message: trouble.message ?? `Trouble ${trouble.status}` };
  const to = trouble.location === undefined ? {} : { location: trouble.location };
  return { status: trouble.status, headers: { ...wait, ...to }, body: { error } };
}

function send(response: ServerResponse, { status, body, headers }: Answered): void {
  const page = typeof body === "string" || Buffer.isBuffer(body);
  const type = page ? {} : { "content-type": "application/json; odata.metadata=minimal" };
  response.writeHead(status, {
    ...type,
    "x-ms-service-request-id": "00000000-0000-4000-8000-00000000beef",
    ...headers,
  });
  response.end(body === undefined || page ? body : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(", ") : header;
}

function listen(server: Server, port: number, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(taken ? new Error(`${name}: port ${port} is taken. Stop the program that uses it.`) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
