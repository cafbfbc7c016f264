import { refusal } from "../failure.ts";
import type { ReleaseId } from "../model/release.ts";
import type { State } from "../model/stage.ts";
import { stateWords } from "../model/words.ts";
import type { Releases } from "../ports.ts";
import { classicNumber, stageOf } from "./release-of.ts";

const cancellable: readonly State[] = [
  "inProgress",
  "queued",
  "scheduled",
  "waitingForApproval",
  "waitingForCheck",
  "unknownStillRunning",
  "unknown",
];

/** Cancels a stage that is going on. Refused (RM002) for one that is not. */
export async function cancelStage(
  release: ReleaseId,
  stage: string,
  comment: string,
  releases: Pick<Releases, "get" | "cancel">,
): Promise<void> {
  const what = `${stage} was not cancelled`;
  const number = classicNumber(release, what);
  const read = await releases.get(number);
  const found = stageOf(read, stage, what);
  if (!cancellable.includes(found.status.state)) {
    throw refusal({
      code: "RM002",
      what,
      where: read.name,
      cause: `There is nothing to cancel: the stage is “${stateWords(found.status)}” by now`,
      next: "Reload",
    });
  }
  await releases.cancel(number, stage, comment);
}
