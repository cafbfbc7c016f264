import { readFileSync } from "node:fs";
import { Agent, request as httpsRequest } from "node:https";
import type { RequestOptions } from "node:https";
import type { ClientRequest, IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { connect, createSecureContext, rootCertificates } from "node:tls";
import type { SecureContext } from "node:tls";
import { BodyChanged, NoAnswer } from "./target-request.ts";
import type { NetworkOptions, TargetAnswer, TargetRequest } from "./target-request.ts";
import { goesRound, openTunnel } from "./proxy-tunnel.ts";

/** Longest answer that is kept, in bytes. Import logs can be many megabytes. */
const answerLimit = 32 * 1024 * 1024;

/** How many times its patience an answer may take from its first byte to its last: ten minutes as a rule. */
const answerPatiences = 5;

/** One attempt at a request, and what gives the connections back. */
export type OneExchange = (request: TargetRequest, requestId: string) => Promise<TargetAnswer>;

/** Prepares exchanges with the agent's certificate authority and proxy. */
export function exchangeOver(
  options: NetworkOptions,
): Readonly<{ exchange: OneExchange; close: () => void }> {
  const secureContext = contextOf(options.caFile);
  const agent = new Agent({ keepAlive: true, ...(secureContext ? { secureContext } : {}) });
  const exchange: OneExchange = async (request, requestId) => {
    const url = new URL(request.url);
    if (url.protocol !== "https:") throw noAnswer(request, requestId, { sent: false, error: notHttps(url) });
    let sent = false;
    try {
      const through = await wayTo(url, { options, secureContext, agent, fresh: !request.repeatable });
      return await oneAnswer(request, requestId, through, () => {
        sent = true;
      });
    } catch (error) {
      if (error instanceof BodyChanged) throw error;
      throw noAnswer(request, requestId, { sent, error });
    }
  };
  return { exchange, close: () => agent.destroy() };
}

// Reading the usual authorities takes a good part of a tenth of a second: a process with one certificate does so once.
let made: Readonly<{ authority: string; context: SecureContext }> | undefined;

/** The usual authorities and the agent's own. Absent: Node's, which honour `NODE_EXTRA_CA_CERTS`. */
function contextOf(caFile: string | undefined): SecureContext | undefined {
  if (caFile === undefined) return undefined;
  const authority = readFileSync(caFile, "utf8");
  if (made?.authority !== authority)
    made = { authority, context: createSecureContext({ ca: [...rootCertificates, authority] }) };
  return made.context;
}

type Way = Readonly<{
  options: NetworkOptions;
  secureContext: SecureContext | undefined;
  agent: Agent;
  fresh: boolean;
}>;

/** What must not be sent twice gets a connection of its own: a kept one may just have been closed at the other end. */
async function wayTo(url: URL, way: Way): Promise<RequestOptions> {
  const context = way.secureContext ? { secureContext: way.secureContext } : {};
  const { proxy } = way.options;
  if (proxy === undefined || goesRound(proxy, url)) {
    return way.fresh ? { agent: false, ...context } : { agent: way.agent };
  }
  const socket = await openTunnel(proxy, url);
  // Without `agent`: with one, even with `false`, Node would not use this connection.
  return { createConnection: () => connect({ socket, servername: url.hostname, ...context }) };
}

async function oneAnswer(
  request: TargetRequest,
  requestId: string,
  through: RequestOptions,
  onSent: () => void,
): Promise<TargetAnswer> {
  const length = bodyBytes(request);
  const headers = {
    ...request.headers,
    "x-ms-client-request-id": requestId,
    ...(length === undefined ? {} : { "content-length": String(length) }),
  };
  const signal = request.signal === undefined ? {} : { signal: request.signal };
  const outgoing = httpsRequest(request.url, { ...through, ...signal, method: request.method, headers });
  const { patience = 120_000 } = request;
  outgoing.setTimeout(patience, () => outgoing.destroy(tooLong()));
  outgoing.once("socket", (socket) => {
    // Before the handshake is over nothing can have been carried out.
    if (socket.connecting) socket.once("secureConnect", onSent);
    else onSent();
  });
  const [incoming] = await Promise.all([answerTo(outgoing), sendBody(outgoing, request)]);
  // An answer that comes byte by byte is never idle.
  const dripping = setTimeout(() => incoming.destroy(tooLong()), patience * answerPatiences);
  const text = await textOf(incoming, request.binary === true ? "latin1" : "utf8").finally(() =>
    clearTimeout(dripping),
  );
  const { statusCode, headers: got } = incoming;
  const header = (name: string): string | undefined => {
    const value = got[name.toLowerCase()];
    return Array.isArray(value) ? value.join(", ") : value;
  };
  return { status: statusCode ?? 0, header, text, requestId };
}

function tooLong(): Error {
  return Object.assign(new Error("There was no answer for too long"), { code: "ETIMEDOUT" });
}

function bodyBytes(request: TargetRequest): number | undefined {
  if (typeof request.body === "string") return Buffer.byteLength(request.body);
  return request.body?.bytes ?? (request.method === "GET" ? undefined : 0);
}

function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once("response", resolve);
    outgoing.once("error", reject);
  });
}

async function sendBody(outgoing: ClientRequest, request: TargetRequest): Promise<void> {
  if (request.body === undefined || typeof request.body === "string") {
    outgoing.end(request.body);
    return;
  }
  const source = request.body.open();
  // A server may answer, for example 401, without reading the whole body.
  const early = { answered: false };
  outgoing.once("response", () => {
    early.answered = true;
  });
  try {
    await pipeline(source, outgoing);
  } catch (error) {
    if (!early.answered || error instanceof BodyChanged) throw error;
  }
}

async function textOf(incoming: IncomingMessage, encoding: BufferEncoding): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of incoming) {
    if (!Buffer.isBuffer(part)) continue;
    bytes += part.length;
    if (bytes > answerLimit) {
      incoming.destroy();
      throw Object.assign(new Error("The answer is longer than 32 MB"), { code: "ERR_INVALID_LENGTH" });
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString(encoding);
}

function notHttps(url: URL): Error {
  return Object.assign(new Error(`${url.protocol}// is not allowed, only https`), {
    code: "ERR_INVALID_PROTOCOL",
  });
}

type Lost = Readonly<{ sent: boolean; error: unknown }>;

function noAnswer(request: TargetRequest, requestId: string, { sent, error }: Lost): NoAnswer {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words = error instanceof Error ? error.message : String(error);
  return new NoAnswer({ sent, code, requestId, words: `${new URL(request.url).host}: ${words}` }, error);
}
