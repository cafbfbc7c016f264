import type { Tokens } from "../../entra/entra-tokens.ts";
import { jsonOf } from "../shared/read-json.ts";
import { isPage, TargetRefusal, wordsOf } from "../shared/target-refusal.ts";
import type { StreamedBody, TargetAnswer, TargetHttp, TargetRequest } from "../shared/target-request.ts";
import { readError } from "./read-dataverse.ts";

/** How a call is made. */
export type CallOptions = Pick<TargetRequest, "patience" | "tries" | "signal"> &
  Readonly<{
    repeatable?: boolean;
    /** The change is refused (412) when the row is no longer this one; `none`: when there is one. */
    etag?: string;
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
    get: async (path, options) => valueOf(await call("GET", path, options ?? {}), path),
    find: async (path, options) => {
      try {
        return valueOf(await call("GET", path, options ?? {}), path);
      } catch (error) {
        if (error instanceof TargetRefusal && error.status === 404 && error.code !== "") return undefined;
        throw error;
      }
    },
    post: async (action, body, options) => {
      const answer = await call("POST", action, { body, ...options });
      return answer.text === "" ? {} : valueOf(answer, action);
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
    const match = etag === undefined ? {} : etag === "none" ? { "if-none-match": "*" } : { "if-match": etag };
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
  return answer.status >= 200 && answer.status < 300 && !isPage(answer);
}

function valueOf(answer: TargetAnswer, path: string): unknown {
  const value = jsonOf(answer.text);
  if (value !== undefined) return value;
  throw refusalOf(answer, path);
}

function refusalOf(answer: TargetAnswer, path: string): TargetRefusal {
  const { code, message } = readError(answer.text);
  const call = path.replace(/[?(].*$/, "");
  return new TargetRefusal(wordsOf(answer, message, 8000), {
    status: answer.status,
    code,
    requestId: answer.requestId,
    call,
  });
}
