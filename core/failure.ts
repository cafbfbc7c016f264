/** Every failure that we tell, by its code. `docs/failures.md` explains each; a test compares the two. */
export const failureCodes = {
  RM001: "An input or a choice is missing or not valid.",
  RM002: "The rules refuse the start.",
  RM010: "The connection cannot be used.",
  RM011: "The connection was not found, or more than one fits.",
  RM020: "The seal is missing, altered or does not fit.",
  RM021: "The artefacts are not the sealed ones.",
  RM022: "There is nothing to deploy, or an artefact that no target takes.",
  RM030: "The target is not the one that was meant.",
  RM031: "The target refused or failed.",
  RM032: "The target is still working.",
  RM040: "Azure DevOps refused: signed out or without the right.",
  RM041: "Azure DevOps has no such thing.",
  RM042: "Somebody else changed it meanwhile.",
  RM043: "Azure DevOps could not be reached, or answers too slowly.",
  RM044: "Azure DevOps answered something that we do not understand.",
  RM050: "The stage was cancelled.",
  RM060: "The agent's own disk cannot be written.",
  RM090: "A fault of Release Manager itself.",
} as const;

/** The code of one of them. */
export type FailureCode = keyof typeof failureCodes;

/** What is known about the target when something failed. Nobody can forget to say it. */
export type TargetState =
  | "nothing was changed"
  | "it was partly changed"
  | "its state is not known"
  | "it is being changed still"
  | "it was changed completely";

/** Everything that a failure tells, in the order in which it is told. All texts are plain; remote ones are defused at the door. */
export type FailureReport = Readonly<{
  code: FailureCode;
  /** What did not happen: "UAT was not deployed". */
  what: string;
  /** Where: release, stage, group, address. */
  where: string;
  /** In plain words, with all causes. */
  cause: string;
  state: TargetState;
  /** What of several things was done and what was not, where that belongs to the state: "Deployed: Sln. Not reached: Web." */
  done?: string;
  retry: "safe" | "safe once that is mended" | "not safe";
  next: string;
  /** Raw codes, statuses and correlation ids. */
  ids?: string;
}>;

/** What acts and adapters throw. Anything else that is thrown is a bug of ours and is told as one. */
export class Failure extends Error {
  readonly report: FailureReport;
  override readonly name = "Failure";

  constructor(report: FailureReport, options?: ErrorOptions) {
    super(tell(report), options);
    this.report = report;
  }
}

/** Makes a failure of something that was read or checked: nothing was changed by it. */
export function refusal(report: Omit<FailureReport, "state" | "retry"> & Partial<FailureReport>): Failure {
  return new Failure({ state: "nothing was changed", retry: "safe once that is mended", ...report });
}

/** A failure in one paragraph: what, where, cause, state of the target, retry, next step, ids. */
export function tell(report: FailureReport): string {
  const target = targetWords(report);
  const ids = report.ids ? `${report.code}, ${report.ids}` : report.code;
  return `${report.what} (${report.where}): ${ended(report.cause)} Target: ${target} ${retryWords(report)} ${ended(report.next)} [${ids}]`;
}

/** The state of the target as sentences, with what was done and what was not. */
export function targetWords({ state, done }: Pick<FailureReport, "state" | "done">): string {
  return done === undefined ? `${state}.` : `${state}. ${done}`;
}

/** Whether it may be done once more, as a sentence. */
export function retryWords({ retry }: Pick<FailureReport, "retry">): string {
  return `Running again is ${retry}.`;
}

/** The text with a full stop at its end, where it has no end yet. */
export function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
