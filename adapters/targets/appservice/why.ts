import { Failure, type FailureReport } from "../../../core/failure.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import { TokenRefused } from "../../entra/token-refused.ts";
import { BodyChanged, NoAnswer } from "../shared/target-request.ts";
import { WebRefusal } from "./web-door.ts";

/** Whom an error happened to, for the sentences. */
export type Whom = Readonly<{ environment: string; resource: string; clientId: string }>;

/** What an error means: the parts of a failure that do not depend on what was being done. */
type Why = Pick<FailureReport, "code" | "cause" | "next" | "retry" | "ids">;

/** An error as a failure with its cause in words. A failure stays what it is; a fault of ours is thrown on. */
export function failureBy(
  error: unknown,
  whom: Whom,
  about: Pick<FailureReport, "what" | "state"> & Partial<FailureReport>,
): Failure {
  if (error instanceof Failure) return error;
  const where = `${whom.environment}, ${whom.resource}`;
  return new Failure({ where, ...whyOf(error, whom), ...about }, { cause: error });
}

function whyOf(error: unknown, whom: Whom): Why {
  if (error instanceof TokenRefused) return { ...mend(error.words, error.next, error.ids), code: "RM010" };
  if (error instanceof NoAnswer) return unreached(error);
  if (error instanceof BodyChanged) {
    const cause = `The package was changed on the agent while it was sent: it is not the sealed one (${bounded(defuse(error.message), 300)})`;
    const next = "Find out what writes into the agent's folder, then run this stage again";
    return { ...mend(cause, next, ""), code: "RM021" };
  }
  if (error instanceof WebRefusal) return refused(error, whom);
  throw error;
}

function mend(cause: string, next: string, ids: string): Why {
  return { code: "RM031", cause, next, retry: "safe once that is mended", ...(ids === "" ? {} : { ids }) };
}

function unreached(error: NoAnswer): Why {
  const ids = [error.code, `request ${error.requestId}`].filter((id) => id !== "").join(", ");
  const words = bounded(defuse(error.message), 400);
  if (/ENOTFOUND|EAI_AGAIN/.test(error.code)) {
    const next =
      "Check the address and, where the site has a private endpoint, that the agent's network resolves it";
    return mend(`The host was not found (${words})`, next, ids);
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(error.code)) {
    const next =
      "Give the agent the authority's certificate (agent option --sslcacert): an App Service Environment often has its own";
    return mend(`The certificate is not trusted (${words})`, next, ids);
  }
  const next = "Run this stage again; check the agent's network and proxy if it stays";
  return { ...mend(`There was no answer (${words})`, next, ids), retry: "safe" };
}

function refused(error: WebRefusal, whom: Whom): Why {
  const { service, status, code, call, requestId } = error;
  const ids = `${call}, HTTP ${status}${code === "" ? "" : ` ${code}`}, request ${requestId}`;
  const told = service === "the SCM site" ? scmWords(error) : armWords(error, whom);
  if (told !== undefined) return mend(told.cause, told.next, ids);
  return byStatus(error, ids);
}

function byStatus({ service, status, message }: WebRefusal, ids: string): Why {
  const name = service === "the SCM site" ? "The SCM site" : service;
  if (status === 401) {
    const cause = `${name} does not accept the token: the site belongs to another tenant or another cloud, or the application was disabled`;
    return mend(cause, "Check TenantID, ClientID and AuthorityURL of the connection", ids);
  }
  if (status === 429 || status >= 500 || status === 200) {
    const cause = `${name} does not work properly: ${message}`;
    return { ...mend(cause, "Run this stage again in some minutes", ids), retry: "safe" };
  }
  return mend(`${name} refused: ${message}`, "Mend the cause, then run this stage again", ids);
}

type Told = Readonly<{ cause: string; next: string }>;

function scmWords({ status, isPage, forbidden, message }: WebRefusal): Told | undefined {
  if (status !== 403) return undefined;
  if (isPage || forbidden !== "") {
    const who = forbidden === "" ? "this agent" : `this agent's address ${forbidden}`;
    return {
      cause: `The SCM site does not let ${who} in: it has an access restriction of its own`,
      next: "Allow the agent's address in the site's Networking, Access restriction, Advanced tool site; or use an agent inside the site's network",
    };
  }
  return {
    cause: `The application may not deploy to the site: ${message}`,
    next: "Give the application the role Website Contributor on the site",
  };
}

function armWords({ status, code, message }: WebRefusal, { clientId, resource }: Whom): Told | undefined {
  if (status === 403 || code === "AuthorizationFailed")
    return {
      cause: `ClientID ${defuse(clientId)} lacks a right on the site: ${message}`,
      next: `Give it the role Website Contributor on ${resource}; a new role takes effect within minutes`,
    };
  if (status === 404)
    return {
      cause: `There is no such site, or ClientID ${defuse(clientId)} may not see it: ${message}`,
      next: "Check TargetResource of the connection, and the application's role on the site",
    };
  return undefined;
}
