import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { Tokens } from "../../entra/entra-tokens.ts";
import type { StreamedBody, TargetAnswer, TargetHttp, TargetRequest } from "../shared/target-request.ts";
import { readError, readJson } from "./read-dataverse.ts";

/** Dataverse answered, but not with what was asked for. All texts are defused. */
export class DataverseRefusal extends Error {
  override readonly name = "DataverseRefusal";
  readonly status: number;
  /** Dataverse's own code (`0x80072560`), often empty. */
  readonly code: string;
  readonly requestId: string;
  /** What was called: `StageSolution`. */
  readonly call: string;

  constructor(
    facts: Readonly<{ status: number; code: string; words: string; requestId: string; call: string }>,
  ) {
    super(facts.words);
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.call = facts.call;
  }
}

/** How a call is made. */
export type CallOptions = Pick<TargetRequest, "patience" | "tries" | "signal"> &
  Readonly<{
    repeatable?: boolean;
    /** The change is refused (412) when the row is no longer this one. */ etag?: string;
  }>;

/** One organisation's Web API, signed in. Paths are relative: nothing is ever sent to another host. */
export type DataverseApi = Readonly<{
  origin: string;
  /** Asks without signing in: any answer shows that the host is there. Throws `NoAnswer`. */
  knock: () => Promise<void>;
  get: (path: string, options?: CallOptions) => Promise<unknown>;
  /** Absent where there is no such row. */
  find: (path: string, options?: CallOptions) => Promise<unknown>;
  post: (action: string, body: string | StreamedBody, options?: CallOptions) => Promise<unknown>;
  patch: (path: string, body: string, options?: CallOptions) => Promise<void>;
  close: () => void;
}>;

/** A client for the Web API of `origin` with tokens of one application. A token that is refused is renewed once. */
export function dataverseApi(origin: string, http: TargetHttp, tokens: Tokens): DataverseApi {
  const send = senderTo(origin, http, tokens);
  const call = async (method: TargetRequest["method"], path: string, given: Given): Promise<TargetAnswer> => {
    const { repeatable = method === "GET", body, etag, ...limits } = given;
    const url = `${origin}/api/data/v9.2/${path}`;
    const request = { method, url, repeatable, ...(body === undefined ? {} : { body }), ...limits };
    const answer = await send(request, etag);
    if (isGood(answer)) return answer;
    throw refusalOf(answer, path);
  };
  return {
    origin,
    close: http.close,
    knock: () => knockAt(origin, http),
    get: async (path, options) => jsonOf(await call("GET", path, options ?? {}), path),
    find: async (path, options) => {
      try {
        return jsonOf(await call("GET", path, options ?? {}), path);
      } catch (error) {
        if (error instanceof DataverseRefusal && error.status === 404 && error.code !== "") return undefined;
        throw error;
      }
    },
    post: async (action, body, options) => {
      const answer = await call("POST", action, { body, ...options });
      return answer.text === "" ? {} : jsonOf(answer, action);
    },
    patch: async (path, body, options) => {
      await call("PATCH", path, { body, repeatable: true, ...options });
    },
  };
}

type Send = (request: Omit<TargetRequest, "headers">, etag?: string) => Promise<TargetAnswer>;

/** Requests with a token, which is renewed once when it is refused. */
function senderTo(origin: string, http: TargetHttp, tokens: Tokens): Send {
  return async (request, etag) => {
    const match = etag === undefined ? {} : { "if-match": etag };
    const headers = async (renew: boolean): Promise<Record<string, string>> => ({
      ...(await headersWith(tokens, origin, renew)),
      ...match,
    });
    const first = await http.send({ ...request, headers: await headers(false) });
    return first.status === 401 ? http.send({ ...request, headers: await headers(true) }) : first;
  };
}

async function knockAt(origin: string, http: TargetHttp): Promise<void> {
  const url = `${origin}/api/data/v9.2/WhoAmI`;
  await http.send({
    method: "GET",
    url,
    headers: { accept: "application/json" },
    repeatable: true,
    tries: 2,
  });
}

type Given = CallOptions & Readonly<{ body?: string | StreamedBody }>;

async function headersWith(tokens: Tokens, origin: string, renew: boolean): Promise<Record<string, string>> {
  const token = await tokens(origin, renew);
  return {
    authorization: `Bearer ${token.reveal()}`,
    accept: "application/json",
    "content-type": "application/json; charset=utf-8",
    "odata-version": "4.0",
    "odata-maxversion": "4.0",
    "if-none-match": "null",
    prefer: 'odata.include-annotations="*"',
    "user-agent": "release-manager",
  };
}

function isGood(answer: TargetAnswer): boolean {
  const page = answer.header("content-type")?.includes("text/html") === true;
  return answer.status >= 200 && answer.status < 300 && !page;
}

function jsonOf(answer: TargetAnswer, path: string): unknown {
  const value = readJson(answer.text);
  if (value !== undefined) return value;
  throw refusalOf(answer, path);
}

function refusalOf(answer: TargetAnswer, path: string): DataverseRefusal {
  const { code, message } = readError(answer.text);
  const call = path.replace(/[?(].*$/, "");
  const words = message === "" ? withoutMessage(answer) : bounded(defuse(message), 8000);
  return new DataverseRefusal({ status: answer.status, code, words, requestId: answer.requestId, call });
}

function withoutMessage(answer: TargetAnswer): string {
  if (answer.status >= 300 && answer.status < 400) {
    const to = answer.header("location") ?? "";
    const host = URL.canParse(to) ? new URL(to).host : "another address";
    return `it answered ${answer.status} and wants us to go to ${defuse(host)}; redirects are not followed`;
  }
  const page = answer.header("content-type")?.includes("text/html") === true || answer.text.startsWith("<");
  return page
    ? `it answered ${answer.status} with a page instead of data`
    : `it answered ${answer.status} without a message`;
}
