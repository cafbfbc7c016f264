import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer, request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Certificates } from "../../standin/targets/certificates.ts";

/** What goes wrong with a request. */
export type Trouble =
  /** The real server never hears of it. */
  | Readonly<{
      answer: Readonly<{ status: number; headers?: Readonly<Record<string, string>>; body?: string }>;
    }>
  /** The line breaks before, or while, the request arrives. */
  | "resetBefore"
  | "resetDuring"
  /** The real server does it, and its answer is lost. */
  | "lostAnswer"
  /** Milliseconds that pass before the real server hears of it. */
  | Readonly<{ slow: number }>;

/** For requests that fit, so many times. */
export type Fault = Readonly<{ on: RegExp; times: number; trouble: Trouble }>;

/** A request as it went by: `PUT /account/container/name?comp=lease`. `status` is 0 where the line broke. */
export type Passed = Readonly<{ line: string; status: number; headers: IncomingHttpHeaders }>;

/** A server that stands before a real one and spoils what it is told to. */
export type FaultyProxy = Readonly<{
  /** Its origin, to be used instead of the real one. */
  origin: string;
  passed: Passed[];
  /** How many faults have come since the last reset. */
  struck: () => number;
  /** Faults are used up in the order in which they were added. */
  add: (...faults: readonly Fault[]) => void;
  /** Called before each request goes on; it may wait. */
  watch: (look: (line: string) => Promise<void> | void) => void;
  /** Forgets faults, watchers and what went by. */
  reset: () => void;
  stop: () => Promise<void>;
}>;

type Desk = {
  readonly target: URL;
  readonly ca: string;
  readonly passed: Passed[];
  faults: Readonly<{ fault: Fault; left: number }>[];
  struck: number;
  look: (line: string) => Promise<void> | void;
};

/** Starts it before the https server at `target`, on a free port of this machine, with the same certificate. */
export async function startFaultyProxy(target: string, certificates: Certificates): Promise<FaultyProxy> {
  const ca = await readFile(certificates.caFile, "utf8");
  const own = { target: new URL(target), ca, passed: [] };
  const desk: Desk = { ...own, faults: [], struck: 0, look: () => undefined };
  const server = createServer(
    { cert: certificates.certificate, key: certificates.key },
    (request, response) => {
      serve(desk, request, response).catch(() => request.socket.destroy());
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    passed: desk.passed,
    struck: () => desk.struck,
    add: (...faults) => desk.faults.push(...faults.map((fault) => ({ fault, left: fault.times }))),
    watch: (look) => {
      desk.look = look;
    },
    reset: () => {
      [desk.faults, desk.struck, desk.look] = [[], 0, () => undefined];
      desk.passed.length = 0;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const line = `${request.method ?? ""} ${decodeURI(request.url ?? "")}`;
  const trouble = take(desk, line);
  const note = (status: number): void => void desk.passed.push({ line, status, headers: request.headers });
  await desk.look(line);
  if (await spoilt(trouble, request, response, note)) return;
  await forward(desk, request, async (answer) => {
    note(trouble === "lostAnswer" ? 0 : (answer.statusCode ?? 0));
    if (trouble === "lostAnswer") {
      answer.resume();
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, response);
  });
}

/** Whether the request ends here. */
async function spoilt(
  trouble: Trouble | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  note: (status: number) => void,
): Promise<boolean> {
  if (trouble === undefined || trouble === "lostAnswer") return false;
  if (typeof trouble === "string") {
    note(0);
    if (trouble === "resetDuring") await new Promise((resolve) => request.once("data", resolve));
    request.socket.destroy();
    return true;
  }
  if ("slow" in trouble) {
    await new Promise((resolve) => setTimeout(resolve, trouble.slow));
    return false;
  }
  note(trouble.answer.status);
  request.resume();
  response.writeHead(trouble.answer.status, trouble.answer.headers).end(trouble.answer.body);
  return true;
}

function take(desk: Desk, line: string): Trouble | undefined {
  const found = desk.faults.find(({ fault, left }) => left > 0 && fault.on.test(line));
  if (found === undefined) return undefined;
  desk.struck += 1;
  desk.faults = desk.faults.map((one) => (one === found ? { ...one, left: one.left - 1 } : one));
  return found.fault.trouble;
}

/** The host's name stays that of the proxy, so that addresses in headers lead back through it. */
function forward(
  { target, ca }: Desk,
  request: IncomingMessage,
  use: (answer: IncomingMessage) => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = {
      host: target.hostname,
      port: target.port,
      path: request.url,
      method: request.method,
      ca,
    };
    const outgoing = httpsRequest({ ...options, headers: request.headers });
    outgoing.once("response", (answer) => void use(answer).then(resolve, reject));
    outgoing.once("error", reject);
    pipeline(request, outgoing).catch(reject);
  });
}
