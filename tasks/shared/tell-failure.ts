import { ended, type FailureReport, retryWords, targetWords, tell } from "../../core/failure.ts";
import type { Agent } from "./agent-task.ts";

/** Azure DevOps keeps ten errors of a step; the last one is the conclusion. */
const mostCauses = 9;

/** Tells a failure: one error for each cause, then the whole in the order of `FailureReport`, then the result. */
export function tellFailure(report: FailureReport, to: Pick<Agent, "fault" | "group" | "complete">): void {
  const causes = report.cause.split("\n").filter((cause) => cause.trim() !== "");
  const several = causes.length > 1;
  if (several) for (const cause of causes.slice(0, mostCauses)) to.fault(cause);
  const cause = several ? `${causes.length} faults, each an error of this step` : report.cause;
  const conclusion = tell({ ...report, cause });
  to.fault(conclusion);
  to.group("What happened, in order", inOrder(report, causes));
  to.complete("Failed", conclusion);
}

function inOrder(report: FailureReport, causes: readonly string[]): readonly string[] {
  const label = (word: string, text: string): string => `${word.padEnd(8)}${text}`;
  return [
    label("What", ended(report.what)),
    label("Where", report.where),
    ...causes.map((cause, at) => label(at === 0 ? "Cause" : "", cause)),
    label("Target", targetWords(report)),
    label("Again", retryWords(report)),
    label("Next", ended(report.next)),
    label("Ids", report.ids === undefined ? report.code : `${report.code}, ${report.ids}`),
  ];
}
