import { Failure, refusal } from "../failure.ts";
import { iso, type Instant } from "../model/instant.ts";
import { read, type Reading } from "../model/reading.ts";
import type { Release } from "../model/release.ts";
import type { Stage, State } from "../model/stage.ts";
import { stateWords } from "../model/words.ts";
import type { AzureDevOps } from "../ports.ts";
import type { StageChange } from "../ports-of-runs.ts";
import { readingOf } from "./reading-of.ts";
import { numberOf } from "./release-of.ts";
import { keepReason, type KeptReason, withdrawReason } from "./start-reasons.ts";

/** What starting a stage of a run needs of the world. `wait` waits for so many milliseconds. */
export type RunWorld = Readonly<{ now: Instant; wait: (milliseconds: number) => Promise<void> }>;

type Started = Pick<AzureDevOps, "runs" | "builds" | "documents" | "people">;

/** Half a minute in all: a stage that has not moved by then was not started. */
const looks = [500, 1000, 1500, 2000, 3000, 4000, 5000, 6000, 7000];

const changes: Readonly<Partial<Record<State, StageChange>>> = {
  waitingForManualStart: "run",
  // A stage that was left out when the run was queued has nothing that could have failed.
  skipped: "retryAll",
  failed: "retry",
  rejected: "retry",
  cancelled: "retry",
  succeeded: "retryAll",
  succeededWithWarnings: "retryAll",
};

/** Whether a stage of a YAML run can be started, or started again, where it stands so. */
export function canStartRun(state: State): boolean {
  return changes[state] !== undefined;
}

/**
 * Starts a stage of a YAML run, or starts it again, and comes back when it has really begun. The reason is kept first: Azure
 * DevOps has no field for it. Refused (RM002) for a stage that cannot be started as it stands, and (RM043) where Azure
 * DevOps said yes and nothing happened.
 */
export async function startRunStage(
  release: Release,
  stage: Stage,
  reason: string,
  { azure, world }: Readonly<{ azure: Started; world: RunWorld }>,
): Promise<void> {
  const change = changes[stage.status.state];
  if (change === undefined) throw cannotStart(release, stage);
  const run = numberOf(release.id);
  const kept = reason === "" ? undefined : await keep(release, stage, { reason, on: iso(world.now) }, azure);
  const withdraw = async (): Promise<void> => {
    if (kept) await withdrawReason(release, kept, azure.documents);
  };
  const lost = await sent(azure.runs.changeStage(run, stage.id, change), withdraw);
  const seen = await lookedAt(stage, () => readingOf(azure.builds.run(run)), world);
  if (seen === "begun") return;
  // Whoever starts the stage next, on whichever page, must not be told with this reason.
  if (seen.kind === "read") await readingOf(withdraw());
  throw lost ?? notBegun(release, stage, seen);
}

/** Looks until the stage has begun, else gives what was seen last. A look that fails is no end: the start was sent. */
async function lookedAt(
  stage: Stage,
  look: () => Promise<Reading<Release>>,
  { wait }: RunWorld,
): Promise<"begun" | Reading<Stage | undefined>> {
  let seen: Reading<Stage | undefined> = read(stage);
  for (const pause of looks) {
    await wait(pause);
    const now = await look();
    seen = now.kind === "read" ? read(now.value.stages.find(({ id }) => id === stage.id)) : now;
    if (seen.kind === "read" && seen.value && hasBegun(stage, seen.value)) return "begun";
  }
  return seen;
}

async function keep(
  release: Release,
  stage: Stage,
  given: Readonly<{ reason: string; on: string }>,
  { documents, people }: Started,
): Promise<KeptReason> {
  const by = (await people.me()).id;
  const attempt = (stage.attempts.at(-1)?.number ?? 0) + 1;
  const kept = { stage: stage.id, attempt, by, ...given };
  await keepReason(release, kept, documents);
  return kept;
}

/** A refusal ends it; an answer that was lost on its way back does not: what the run shows is the truth. */
async function sent(change: Promise<void>, refused: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await change;
    return undefined;
  } catch (error) {
    if (error instanceof Failure && error.report.code === "RM043") return error;
    // The refusal is what is told; a reason that stays behind is of no attempt of somebody else's.
    await readingOf(refused());
    throw error;
  }
}

/** A stage that only no longer waits, with neither checks nor jobs yet, has not begun; nor has one in a state that we do not know. */
const idle: readonly State[] = ["notDeployed", "waitingForManualStart", "skipped", "unknown"];

function hasBegun(before: Stage, now: Stage): boolean {
  if (idle.includes(now.status.state)) return false;
  return now.status.state !== before.status.state || now.attempts.length > before.attempts.length;
}

function cannotStart(release: Release, { name, status }: Stage): Failure {
  const waits = status.state === "waitingForApproval";
  return refusal({
    code: "RM002",
    what: `${name} was not started`,
    where: release.name,
    cause: `The stage is “${stateWords(status)}”: ${waits ? "an approval starts it" : "it cannot be started as it stands"}`,
    next: waits ? "Decide its approval" : "Wait until it stands still, then reload",
  });
}

function notBegun(release: Release, before: Stage, seen: Reading<Stage | undefined>): Failure {
  const answered = "Azure DevOps answered yes, and half a minute later";
  return refusal({
    code: "RM043",
    what:
      seen.kind === "read"
        ? `${before.name} was not started`
        : `It is not known whether ${before.name} began`,
    where: release.name,
    cause: `${answered} ${seen.kind === "read" ? standing(before, seen.value) : `the run could not be read: ${seen.why}`}`,
    retry: seen.kind === "read" ? "safe" : "safe once that is mended",
    next: "Look at the run in Azure DevOps, then start it again",
  });
}

function standing(before: Stage, now: Stage | undefined): string {
  if (now === undefined) return "the run has no such stage";
  const still = now.status.state === before.status.state ? "is still" : "has not begun: it is";
  return `the stage ${still} “${stateWords(now.status)}”`;
}
