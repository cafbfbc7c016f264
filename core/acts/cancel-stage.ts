import { refusal } from "../failure.ts";
import type { ReleaseId } from "../model/release.ts";
import type { State } from "../model/stage.ts";
import { stateWords } from "../model/words.ts";
import type { AzureDevOps } from "../ports.ts";
import { numberOf, releaseOf, stageOf } from "./release-of.ts";

const cancellable: readonly State[] = [
  "inProgress",
  "queued",
  "scheduled",
  "waitingForApproval",
  "waitingForCheck",
  "unknownStillRunning",
  "unknown",
];

type Azure = Pick<AzureDevOps, "releases" | "builds" | "runs">;

/** Cancels a stage that is going on. Refused (RM002) for one that is not. Azure DevOps keeps a comment of classic releases only. */
export function cancelStage(release: ReleaseId, stage: string, comment: string, azure: Azure): Promise<void> {
  return cancelIn(cancellable, { release, stage, comment }, azure);
}

/** Takes the time back at which a stage starts by itself. Refused (RM002) where it has none by now: what began then goes on. */
export function dropSchedule(
  release: ReleaseId,
  stage: string,
  comment: string,
  azure: Azure,
): Promise<void> {
  return cancelIn(["scheduled"], { release, stage, comment }, azure);
}

type Cancelling = Readonly<{ release: ReleaseId; stage: string; comment: string }>;

async function cancelIn(
  states: readonly State[],
  { release, stage, comment }: Cancelling,
  azure: Azure,
): Promise<void> {
  const what = `${stage} was not cancelled`;
  const read = await releaseOf(release, azure);
  const found = stageOf(read, stage, what);
  if (!states.includes(found.status.state)) {
    throw refusal({
      code: "RM002",
      what,
      where: read.name,
      cause: `There is nothing to cancel: the stage is “${stateWords(found.status)}” by now`,
      next: "Reload",
    });
  }
  if (read.kind === "yaml") await azure.runs.changeStage(numberOf(release), found.id, "cancel");
  else await azure.releases.cancel(numberOf(release), stage, comment.trim());
}
