import type { FailureReport } from "../../../core/failure.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import { TokenRefused } from "../../entra/token-refused.ts";
import { BodyChanged, NoAnswer } from "../shared/target-request.ts";
import { DataverseRefusal } from "./dataverse-api.ts";
import { missingIn, missingWords } from "./import-log.ts";

/** Whom an error happened to, for the sentences. */
export type Whom = Readonly<{ environment: string; origin: string; clientId: string }>;

/** What an error means: the parts of a failure that do not depend on what was being done. */
export type Why = Pick<FailureReport, "code" | "cause" | "next" | "retry" | "ids">;

/** Explains an error of the network, of Entra or of Dataverse. Anything else is a fault of ours and is thrown on. */
export function whyOf(error: unknown, whom: Whom): Why {
  if (error instanceof TokenRefused) {
    return why(error.words, error.next, error.ids, { code: "RM010" });
  }
  if (error instanceof NoAnswer) return unreached(error, whom);
  if (error instanceof BodyChanged) {
    const next = "Find out what writes into the agent's folder, then run this stage again.";
    return why("The zip was changed on the agent while it was sent: it is not the sealed one", next, "", {
      code: "RM021",
    });
  }
  if (error instanceof DataverseRefusal) return refused(error, whom);
  throw error;
}

type Rest = Readonly<{ code?: FailureReport["code"]; retry?: FailureReport["retry"] }>;

function why(cause: string, next: string, ids: string, rest: Rest = {}): Why {
  const { code = "RM031", retry = "safe once that is mended" } = rest;
  return { code, cause, next, retry, ...(ids === "" ? {} : { ids }) };
}

function unreached(error: NoAnswer, { origin }: Whom): Why {
  const ids = [error.code, `request ${error.requestId}`].filter((id) => id !== "").join(", ");
  const words = bounded(defuse(error.message), 400);
  if (/ENOTFOUND|EAI_AGAIN/.test(error.code)) {
    return why(
      `The host of ${origin} was not found (${words})`,
      "Check the address in the connection, and the agent's name service and proxy.",
      ids,
    );
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(error.code)) {
    return why(
      `The certificate is not trusted (${words})`,
      "Give the agent the authority's certificate (agent option --sslcacert), and check the address.",
      ids,
    );
  }
  return why(
    `There was no answer (${words})`,
    "Run this stage again; check the agent's network and proxy if it stays.",
    ids,
    { retry: "safe" },
  );
}

function refused(error: DataverseRefusal, whom: Whom): Why {
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

function byStatus(error: DataverseRefusal, words: string, ids: string): Why | undefined {
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
  if (status === 404 && error.code === "") {
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

const safe = { retry: "safe" } as const;

/** The text with a capital at its start. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
