import { Failure, refusal } from "../../core/failure.ts";
import type { Bases, ClientWorld, Http, HttpAnswer, HttpRequest } from "./http.ts";
import { isSignInPage, readFault, readItems, readJson } from "./read-answer.ts";
import { asksToSignIn, isBusy, refused, strange, tooOld, unreachable, type Doing } from "./refusals.ts";
import { retries, type Retries } from "./retry.ts";

/** One call: which area, which path (each part is encoded), which version, and what did not happen when it fails. */
export type Call = Readonly<{
  base: keyof Bases;
  path: readonly (string | number)[];
  query?: Readonly<Record<string, string | number | undefined>>;
  version: string;
  /** What to fall back to where Azure DevOps Server does not know `version`. */
  olderVersion?: string;
  /** What is sent with the older version, where it does not know all of `body`. */
  olderBody?: unknown;
  /** Why nothing can be done where the version is not known, in a sentence without its full stop. */
  whenTooOld?: string;
  method?: HttpRequest["method"];
  body?: unknown;
  /** What the body is, where it is no plain JSON. */
  contentType?: string;
  accept?: string;
  /** A POST that only asks: it changes nothing, and may be sent again as any read may. */
  reads?: true;
  /** A write that may be sent again after a lost answer, because twice is the same as once. Reads always may. */
  repeatable?: boolean;
  what: string;
  where: string;
}>;

/** How the areas talk to Azure DevOps. Everything that it throws is a `Failure`. */
export type Client = Readonly<{
  /** The parsed answer, absent for an empty one. */
  json: (call: Call) => Promise<unknown>;
  text: (call: Call) => Promise<string>;
  page: (call: Call, token?: string) => Promise<Readonly<{ items: readonly unknown[]; next?: string }>>;
  /** Whether this Azure DevOps was found to be too old for an API version. */
  lacks: (version: string) => boolean;
  /** Every page; refused (RM044) where there are more than a hundred. */
  list: (call: Call) => Promise<readonly unknown[]>;
}>;

const mostPages = 100;
const continuation = "x-ms-continuationtoken";

type Wires = Readonly<{ http: Http; bases: Bases; retries: Retries; old: Set<string> }>;

/** The client for one organisation. */
export function client(http: Http, bases: Bases, world: ClientWorld): Client {
  const wires: Wires = { http, bases, retries: retries(world), old: new Set() };
  const page: Client["page"] = async (call, token) => {
    const answer = await exchange(wires, paged(call, token));
    const items = readItems(parsed(answer, call));
    if (!items) throw strange(answer, doing(call), "it is no list");
    const next = answer.header(continuation);
    return { items, ...(next ? { next } : {}) };
  };
  return {
    json: async (call) => parsed(await exchange(wires, call), call),
    text: async (call) => (await exchange(wires, call)).text,
    page,
    lacks: (version) => wires.old.has(version),
    list: (call) => everyPage(call, page),
  };
}

/** What a call gives, or absent where Azure DevOps has no such thing. */
export async function orAbsent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Failure && error.report.code === "RM041") return undefined;
    throw error;
  }
}

function paged(call: Call, token: string | undefined): Call {
  return token === undefined ? call : { ...call, query: { ...call.query, continuationToken: token } };
}

async function everyPage(call: Call, page: Client["page"]): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const one = await page(call, token);
    items.push(...one.items);
    token = one.next;
    // A server that hands out the same token twice would be asked for ever.
    if (token !== undefined && seen.has(token)) return items;
    if (token !== undefined) seen.add(token);
  } while (token !== undefined && seen.size < mostPages);
  if (token === undefined) return items;
  throw refusal({
    code: "RM044",
    what: call.what,
    where: call.where,
    cause: `Azure DevOps has more than ${mostPages} pages of it, and a part would pass for the whole`,
    next: "Report it: so long a list was not expected",
  });
}

function doing(call: Call): Doing {
  return { what: call.what, where: call.where, writes: !isRead(call) };
}

function isRead({ method = "GET", reads }: Call): boolean {
  return method === "GET" || reads === true;
}

function parsed(answer: HttpAnswer, call: Call): unknown {
  try {
    return readJson(answer.text);
  } catch {
    throw strange(answer, doing(call));
  }
}

function urlOf(call: Call, bases: Bases): string {
  const path = call.path.map((part) => segment(part, call)).join("/");
  const wanted: Call["query"] = { ...call.query, "api-version": call.version };
  const query = Object.entries(wanted)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encoded(value)}`]))
    .join("&");
  return `${bases[call.base]}/${path}?${query}`;
}

function encoded(part: string | number): string {
  // Half of a surrogate pair cannot be encoded.
  return encodeURIComponent(String(part).replace(/\p{Surrogate}/gu, "\uFFFD"));
}

function segment(part: string | number, call: Call): string {
  if (part !== "" && part !== "." && part !== "..") return encoded(part);
  throw refusal({
    code: "RM001",
    what: call.what,
    where: call.where,
    cause: `“${part}” cannot be the name of anything in Azure DevOps`,
    next: "Give another name",
  });
}

function requestOf(call: Call, bases: Bases): HttpRequest {
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  return {
    method: call.method ?? "GET",
    url: urlOf(call, bases),
    headers: {
      Accept: call.accept ?? "application/json",
      "X-TFS-FedAuthRedirect": "Suppress",
      ...(body === undefined ? {} : { "Content-Type": call.contentType ?? "application/json" }),
    },
    ...(body === undefined ? {} : { body }),
  };
}

/** Sends the call in the newest version that this Azure DevOps is known to have. */
async function exchange(wires: Wires, call: Call): Promise<HttpAnswer> {
  const older = wires.old.has(call.version) ? call.olderVersion : undefined;
  const answer = await patient(wires, call, requestOf(inVersion(call, older), wires.bases));
  if (!isOutOfRange(answer)) return checked(answer, call);
  if (older !== undefined || call.olderVersion === undefined)
    throw tooOld(answer, doing(call), call.whenTooOld);
  wires.old.add(call.version);
  return exchange(wires, call);
}

function inVersion(call: Call, older: string | undefined): Call {
  return older === undefined ? call : { ...call, version: older, body: call.olderBody ?? call.body };
}

function isOutOfRange(answer: HttpAnswer): boolean {
  if (answer.status !== 400) return false;
  const fault = readFault(answer);
  return /VersionOutOfRange/i.test(fault.type) || /version.+out of range/i.test(fault.message ?? "");
}

function checked(answer: HttpAnswer, call: Call): HttpAnswer {
  if (isSignInPage(answer)) throw asksToSignIn(answer, doing(call));
  if (answer.status < 200 || answer.status >= 300) throw refused(answer, doing(call));
  return answer;
}

/** Sends again while that is harmless and there is patience left. */
async function patient(wires: Wires, call: Call, request: HttpRequest): Promise<HttpAnswer> {
  let waited = 0;
  let lost = false;
  for (let attempt = 1; ; attempt += 1) {
    const last = await authenticated(wires.http, request);
    if (!(last instanceof Error) && !isBusy(last.status)) {
      wires.retries.succeeded();
      return lost ? afterLoss(last, request) : last;
    }
    const more = mayRepeat(call, last) ? await wires.retries.again(attempt, waited, last) : undefined;
    if (more === undefined) throw unreachable(last, doing(call));
    waited = more;
    lost = true;
  }
}

/** The first DELETE may have worked although its answer was lost. */
function afterLoss(answer: HttpAnswer, request: HttpRequest): HttpAnswer {
  return request.method === "DELETE" && answer.status === 404 ? { ...answer, status: 200, text: "" } : answer;
}

function mayRepeat(call: Call, last: HttpAnswer | Error): boolean {
  const throttled = !(last instanceof Error) && last.status === 429;
  return isRead(call) || call.repeatable === true || throttled;
}

/** One exchange, with a fresh token once when the first one was refused. No answer is a value, too. */
async function authenticated(http: Http, request: HttpRequest): Promise<HttpAnswer | Error> {
  try {
    const answer = await http(request, false);
    const renew = answer.status === 401 || isSignInPage(answer);
    return renew ? await http(request, true) : answer;
  } catch (error) {
    if (error instanceof Failure) throw error;
    return error instanceof Error ? error : new Error(String(error));
  }
}
