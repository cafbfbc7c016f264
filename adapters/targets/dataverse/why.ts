import { defuse } from "../../../core/model/defuse.ts";
import { why, whyOfRequest, type Why } from "../shared/why.ts";
import { TargetRefusal } from "../shared/target-refusal.ts";
import { missingIn, missingWords } from "./import-log.ts";

/** Whom an error happened to, for the sentences. */
export type Whom = Readonly<{ environment: string; origin: string; clientId: string }>;

/** Explains an error of the network, of Entra or of Dataverse. Anything else is a fault of ours and is thrown on. */
export function whyOf(error: unknown, whom: Whom): Why {
  const told = whyOfRequest(error, {
    host: whom.origin,
    ifNotFound: "Check the address in the connection, and the agent's name service and proxy",
    ifNotTrusted: ", and check the address",
  });
  if (told !== undefined) return told;
  if (error instanceof TargetRefusal) return refused(error, whom);
  throw error;
}

function refused(error: TargetRefusal, whom: Whom): Why {
  const code = error.code === "" ? "" : ` ${defuse(error.code)}`;
  const ids = `${error.call}, HTTP ${error.status}${code}, request ${error.requestId}`;
  const words = error.message;
  const notMember = error.code === "0x80072560" || /not a member of the organization/i.test(words);
  if (notMember) {
    return why(
      `ClientID ${whom.clientId} is valid but has no application user in ${whom.origin}`,
      `Create an application user for it in that environment and give it the role System Administrator or System Customizer.`,
      ids,
    );
  }
  const missing = missingIn([words]);
  if (missing.length > 0) return why(sentence(missingWords(missing)), missingNext(whom), ids);
  return (
    byStatus(error, words, ids) ?? why(sentence(words), "Mend the cause, then run this stage again.", ids)
  );
}

/** What to do about missing components. */
export function missingNext({ environment }: Whom): string {
  return `Add the solution that brings them to this release or install it in ${environment}, then run this stage again.`;
}

function byStatus(error: TargetRefusal, words: string, ids: string): Why | undefined {
  const { status } = error;
  if (status === 401) {
    return why(
      "Dataverse does not accept the token: the environment belongs to another tenant, or the application was disabled",
      "Check TenantID, ClientID and the target's address of the connection.",
      ids,
    );
  }
  if (status === 403) {
    const next = "Give it the role System Administrator or System Customizer.";
    return why(`The application user lacks a right: ${words}`, next, ids);
  }
  if (isElsewhere(error)) {
    return why(
      `There is no Dataverse Web API: ${words}`,
      "Check the target's address of the connection.",
      ids,
    );
  }
  const later = "Run this stage again in some minutes.";
  if (status === 429) return why(`Dataverse's limit of requests is used up: ${words}`, later, ids, safe);
  return status === 200 || status >= 500
    ? why(`Dataverse does not work properly: ${words}`, later, ids, safe)
    : undefined;
}

/** Another web site answers, or one that sends us on. */
function isElsewhere({ status, code }: TargetRefusal): boolean {
  return (status === 404 && code === "") || (status >= 300 && status < 400);
}

const safe = { retry: "safe" } as const;

/** The text with a capital at its start. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
