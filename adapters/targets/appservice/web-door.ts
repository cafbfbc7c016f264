import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { Secret } from "../../../core/model/secret.ts";
import { TokenRefused } from "../../entra/token-refused.ts";
import { isPage, TargetRefusal, wordsOf } from "../shared/target-refusal.ts";
import { NoAnswer } from "../shared/target-request.ts";
import type { TargetAnswer, TargetHttp, TargetRequest } from "../shared/target-request.ts";
import { readArmError } from "./read-arm.ts";

/** One of Azure's services answered, but not with what was asked for. The message is defused. */
export class WebRefusal extends TargetRefusal {
  override readonly name = "WebRefusal";
  readonly service: Service;
  /** A page came instead of an answer of the service's own. */
  readonly isPage: boolean;
  /** The address that the front door says it does not let in. */
  readonly forbidden: string;

  constructor(answer: TargetAnswer, about: Readonly<{ service: Service; call: string }>) {
    const { code, words } = readArmError(answer.text);
    const { status, requestId } = answer;
    const { call } = about;
    super(wordsOf(answer, words), { status, code: bounded(defuse(code), 100), requestId, call });
    this.service = about.service;
    this.isPage = isPage(answer);
    const address = answer.header("x-ms-forbidden-ip") ?? "";
    this.forbidden = /^[0-9a-f.:]{3,45}$/i.test(address) ? address : "";
  }
}

/** Whether a request may have been carried out although no proper answer came: below 300 something on the way made a page of it. */
export function isLost(error: unknown): boolean {
  if (error instanceof NoAnswer) return error.sent;
  return error instanceof WebRefusal && (error.status < 300 || error.status >= 500);
}

/** Whether somebody said no to a look: that does not mend itself as an outage or a throttle does. */
export function isRefused(error: unknown): boolean {
  if (error instanceof TokenRefused) return true;
  return error instanceof WebRefusal && error.status < 500 && error.status !== 429;
}

/** Which service a refusal came from, as sentences name it. */
export type Service = "Azure Resource Manager" | "the SCM site";

/** A call below one origin. `allow`: statuses beside 2xx that are answers, too. */
export type Call = Pick<TargetRequest, "body" | "patience" | "tries" | "signal" | "binary"> &
  Readonly<{
    method?: TargetRequest["method"];
    repeatable?: boolean;
    headers?: Readonly<Record<string, string>>;
    allow?: readonly number[];
  }>;

/** One service of Azure, signed in. Paths are relative to its origin: a token never goes to another host. */
export type Door = Readonly<{ origin: string; call: (path: string, call?: Call) => Promise<TargetAnswer> }>;

type DoorOptions = Readonly<{
  service: Service;
  origin: string;
  http: TargetHttp;
  /** `renew`: the last token was refused. */
  token: (renew: boolean) => Promise<Secret>;
}>;

/** Opens the way to a service. A token that is refused is renewed once, for an upload with a body that is read anew. */
export function openDoor({ service, origin, http, token }: DoorOptions): Door {
  const send = async (path: string, call: Call, renew: boolean): Promise<TargetAnswer> => {
    const { method = "GET", repeatable = method === "GET", headers = {}, allow: _, ...rest } = call;
    const authorization = `Bearer ${(await token(renew)).reveal()}`;
    const all = { accept: "application/json", ...headers, authorization, "user-agent": "release-manager" };
    return http.send({ method, url: `${origin}${path}`, headers: all, repeatable, ...rest });
  };
  return {
    origin,
    call: async (path, call = {}) => {
      const first = await send(path, call, false);
      const answer = first.status === 401 ? await send(path, call, true) : first;
      if (isGood(answer, call)) return answer;
      throw new WebRefusal(answer, { service, call: `${call.method ?? "GET"} ${path.replace(/\?.*$/, "")}` });
    },
  };
}

/** A page with status 200 is a sign-in page of somebody between us and the service. */
function isGood({ status, header }: TargetAnswer, { allow = [], binary }: Call): boolean {
  const page = binary !== true && /text\/html/i.test(header("content-type") ?? "");
  return !page && ((status >= 200 && status < 300) || allow.includes(status));
}
