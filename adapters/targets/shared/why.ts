import type { FailureReport } from "../../../core/failure.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import { TokenRefused } from "../../entra/token-refused.ts";
import { BodyChanged, NoAnswer } from "./target-request.ts";

/** What an error means: the parts of a failure that do not depend on what was being done. */
export type Why = Pick<FailureReport, "code" | "cause" | "next" | "retry" | "ids">;

/** Makes one. Without `rest` the target refused, and running again is safe once the cause is mended. */
export function why(
  cause: string,
  next: string,
  ids: string,
  rest: Partial<Pick<Why, "code" | "retry">> = {},
): Why {
  const { code = "RM031", retry = "safe once that is mended" } = rest;
  return { code, cause, next, retry, ...(ids === "" ? {} : { ids }) };
}

/** How a kind of target names its host, and what helps where it is not found or not trusted. */
export type Host = Readonly<{ host: string; ifNotFound: string; ifNotTrusted: string }>;

/** Explains what befalls every target that is reached over HTTP. Absent: the target itself said something. */
export function whyOfRequest(error: unknown, host: Host): Why | undefined {
  if (error instanceof TokenRefused) return why(error.words, error.next, error.ids, { code: "RM010" });
  if (error instanceof NoAnswer) return unreached(error, host);
  if (!(error instanceof BodyChanged)) return undefined;
  const cause = `What is sent was changed on the agent: it is not the sealed one (${words(error)})`;
  const next = "Find out what writes into the agent's folder, then run this stage again";
  return why(cause, next, "", { code: "RM021" });
}

function unreached(error: NoAnswer, { host, ifNotFound, ifNotTrusted }: Host): Why {
  const ids = [error.code, `request ${error.requestId}`].filter((id) => id !== "").join(", ");
  if (/ENOTFOUND|EAI_AGAIN/.test(error.code))
    return why(`The host of ${host} was not found (${words(error)})`, ifNotFound, ids);
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(error.code)) {
    const next = `Give the agent the authority's certificate (agent option --sslcacert)${ifNotTrusted}`;
    return why(`The certificate is not trusted (${words(error)})`, next, ids);
  }
  const next = "Run this stage again; check the agent's network and proxy if it stays";
  return why(`There was no answer (${words(error)})`, next, ids, { retry: "safe" });
}

function words(error: Error): string {
  return bounded(defuse(error.message), 400);
}
