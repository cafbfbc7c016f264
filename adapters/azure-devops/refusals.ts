import { Failure, refusal, type FailureCode, type FailureReport } from "../../core/failure.ts";
import { bounded, defuse } from "../../core/model/defuse.ts";
import type { HttpAnswer } from "./http.ts";
import { readFault } from "./read-answer.ts";

/** What was being done, as far as a failure tells it. `writes`: something may have been changed. */
export type Doing = Readonly<{ what: string; where: string; writes: boolean }>;

const longest = 500;

/** A remote text, harmless and short enough for a sentence. */
export function plain(text: string): string {
  return bounded(defuse(text), longest);
}

function ids(answer: HttpAnswer): string {
  const activity = answer.header("activityid") ?? answer.header("x-vss-e2eid");
  return activity ? `HTTP ${answer.status}, activity ${plain(activity)}` : `HTTP ${answer.status}`;
}

type Telling = Readonly<{ code: FailureCode; cause: string; next: string }>;

const signedOut: Telling = {
  code: "RM040",
  cause: "You are signed out, or the token has expired",
  next: "Sign in to Azure DevOps again and reload",
};

const byStatus: Readonly<Record<number, Telling>> = {
  400: { code: "RM001", cause: "Azure DevOps did not accept the request", next: "Mend what it names" },
  401: signedOut,
  403: {
    code: "RM040",
    cause: "You do not have the right",
    next: "Ask a project administrator for the right that is named, or somebody who has it to do this",
  },
  404: {
    code: "RM041",
    cause: "Azure DevOps has no such thing, or you may not see it",
    next: "Look whether it was deleted or renamed",
  },
  409: {
    code: "RM042",
    cause: "Somebody else changed it meanwhile",
    next: "Reload, look at what changed, and do it again",
  },
};
const sameAs: Readonly<Record<number, number>> = { 410: 404, 412: 409 };

function telling(answer: HttpAnswer, type: string): Telling | undefined {
  if (/InvalidDocumentVersion|DocumentExists|RevisionMismatch|Concurren|Conflict/i.test(type))
    return byStatus[409];
  return byStatus[sameAs[answer.status] ?? answer.status];
}

/** The failure for an answer that is a refusal. */
export function refused(answer: HttpAnswer, doing: Doing): Failure {
  const fault = readFault(answer);
  const told = telling(answer, fault.type);
  if (!told) return isBusy(answer.status) ? unreachable(answer, doing) : strange(answer, doing);
  const words = fault.message ? `${told.cause}: ${plain(fault.message)}` : told.cause;
  return refusal({ ...doing, code: told.code, cause: words, next: told.next, ids: ids(answer) });
}

/** The failure for a sign-in page where data was asked for. */
export function asksToSignIn(answer: HttpAnswer, doing: Doing): Failure {
  const cause = "Azure DevOps answered with its sign-in page: you are signed out, or the token has expired";
  return refusal({ ...doing, ...signedOut, cause, ids: ids(answer) });
}

/** Azure DevOps is too old for the request: the feature is switched off, the rest goes on. */
export function tooOld(
  answer: HttpAnswer,
  doing: Doing,
  because = "This Azure DevOps does not have it yet",
): Failure {
  const said = readFault(answer).message;
  return refusal({
    ...doing,
    code: "RM044",
    cause: `${because}${said ? `: ${plain(said)}` : ""}`,
    next: "Update Azure DevOps Server to use it. Everything else goes on",
    ids: ids(answer),
  });
}

/** Says that an answer was not what the published description promises. */
export function strange(answer: HttpAnswer, doing: Doing, detail = ""): Failure {
  const said = detail || readFault(answer).message || `the answer begins with “${answer.text.slice(0, 80)}”`;
  return refusal({
    ...doing,
    ...stateAfter(doing),
    code: "RM044",
    cause: `Azure DevOps answered something that we do not understand: ${plain(said)}`,
    next: "Try again. If it stays, report it with the ids",
    ids: ids(answer),
  });
}

/** The statuses with which a server says that it could answer later. */
export function isBusy(status: number): boolean {
  return status === 429 || status >= 500;
}

/** No answer, or “later” every time. After a write nobody knows what became of it, unless it was never let in (429). */
export function unreachable(last: HttpAnswer | Error, doing: Doing): Failure {
  const none = last instanceof Error;
  const throttled = !none && last.status === 429;
  const cause = none
    ? `Azure DevOps gave no answer: ${plain(last.message)}`
    : throttled
      ? "Azure DevOps asks for fewer requests for a while"
      : `Azure DevOps failed: ${plain(readFault(last).message ?? `status ${last.status}`)}`;
  return new Failure({
    ...doing,
    code: "RM043",
    cause,
    ...(throttled ? unchanged : stateAfter(doing)),
    next: next(doing, throttled),
    ids: none ? "no answer" : ids(last),
  });
}

const unchanged = { state: "nothing was changed", retry: "safe" } as const;

function stateAfter(doing: Doing): Pick<FailureReport, "state" | "retry"> {
  return doing.writes ? { state: "its state is not known", retry: "not safe" } : unchanged;
}

function next(doing: Doing, throttled: boolean): string {
  if (throttled) return "Wait some minutes, then do it again";
  return doing.writes ? "Reload and look whether it happened before you do it again" : "Try again";
}
