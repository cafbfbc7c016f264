import { Failure, type FailureReport } from "../../../core/failure.ts";
import { defuse } from "../../../core/model/defuse.ts";
import { why, whyOfRequest, type Why } from "../shared/why.ts";
import { WebRefusal } from "./web-door.ts";

/** Whom an error happened to, for the sentences. */
export type Whom = Readonly<{ environment: string; resource: string; clientId: string }>;

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
  const told = whyOfRequest(error, {
    host: whom.resource,
    ifNotFound:
      "Check the address and, where the site has a private endpoint, that the agent's network resolves it",
    ifNotTrusted: ": an App Service Environment often has its own",
  });
  if (told !== undefined) return told;
  if (error instanceof WebRefusal) return refused(error, whom);
  throw error;
}

function refused(error: WebRefusal, whom: Whom): Why {
  const { service, status, code, call, requestId } = error;
  const ids = `${call}, HTTP ${status}${code === "" ? "" : ` ${code}`}, request ${requestId}`;
  const told = service === "the SCM site" ? scmWords(error) : armWords(error, whom);
  if (told !== undefined) return why(told.cause, told.next, ids);
  return byStatus(error, ids);
}

function byStatus({ service, status, message }: WebRefusal, ids: string): Why {
  const name = service === "the SCM site" ? "The SCM site" : service;
  if (status === 401) {
    const cause = `${name} does not accept the token: the site belongs to another tenant or another cloud, or the application was disabled`;
    return why(cause, "Check TenantID, ClientID and AuthorityURL of the connection", ids);
  }
  if (status === 429 || status >= 500 || status === 200) {
    const cause = `${name} does not work properly: ${message}`;
    return why(cause, "Run this stage again in some minutes", ids, { retry: "safe" });
  }
  return why(`${name} refused: ${message}`, "Mend the cause, then run this stage again", ids);
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
