import type { Instant } from "../../core/model/instant.ts";
import type { CarriedId } from "../../core/model/train/carried-release.ts";
import type { Attempt, Stage } from "../../core/model/stage.ts";
import type { DeploymentTask } from "../../core/model/train/deployment-task.ts";
import { lateBy, type Turnover, type TurnoverState } from "../../core/model/train/turnover.ts";
import { stateWords as stageStateWords } from "../../core/model/words.ts";
import type { Sign } from "../shared/icons.tsx";
import { signOfState } from "../shared/signs.ts";
import { duration, exactTime } from "../shared/time.ts";
import { type About, releaseName } from "./order.ts";

/** Where a turnover is, in a word. */
export const stateWords: Readonly<Record<TurnoverState, string>> = {
  draft: "Draft",
  delivered: "Delivered",
  accepted: "Accepted",
  ready: "Ready",
  deploying: "Deploying",
  deployed: "Deployed",
  failed: "Failed",
  closed: "Closed",
};

export const stateSigns: Readonly<Record<TurnoverState, Sign>> = {
  draft: "none",
  delivered: "waiting",
  accepted: "note",
  ready: "scheduled",
  deploying: "running",
  deployed: "ok",
  failed: "bad",
  closed: "ok",
};

/** That it should have begun by now, or began too late; absent where it is in time. What is a draft is late only when it cannot be in time any more. */
export function lateWords(turnover: Turnover, now: Instant): string | undefined {
  const late = lateBy(turnover, now);
  if (late === 0) return undefined;
  const begun = turnover.moves.some(({ state }) => state === "deploying");
  return begun ? `begun ${duration(late)} late` : `late by ${duration(late)}`;
}

/** A work item with a link to its page. */
export type Item = Readonly<{ id: number; words: string; url?: string }>;

/** A work item as it is now. */
export function itemOf({ known: { items } }: Pick<About, "known">, id: number): Item {
  if (items.kind === "failed") return { id, words: `#${id}, not read: ${items.why}` };
  const found = items.value.find((one) => one.id === id);
  if (found === undefined) return { id, words: `#${id}, not visible to you` };
  return { id, words: `#${id} ${found.title} (${found.state})`, url: found.webUrl };
}

/** How many of the tasks are done or were skipped. */
export function doneOf({ tasks }: Turnover): number {
  return tasks.filter(({ state }) => state === "succeeded" || state === "skipped").length;
}

/** What Azure DevOps shows of the stage that an automated task begins. */
export type Live = Readonly<{
  release: CarriedId;
  /** The release's name; its id where it is not visible. */
  name: string;
  stage: string;
  words: string;
  sign: Sign;
}>;

/** The stage that a task begins, as it is now. */
export function stageFor({ releases }: About, { stage }: DeploymentTask): Stage | undefined {
  const read = stage && releases.get(stage.release);
  return read?.kind === "read" ? read.value.stages.find(({ name }) => name === stage?.name) : undefined;
}

/** What Azure DevOps shows of the stage that a task begins; absent for a manual one. */
export function liveOf(about: About, task: DeploymentTask): Live | undefined {
  if (task.stage === undefined) return undefined;
  const { release, name: stage } = task.stage;
  const read = about.releases.get(release);
  const found = stageFor(about, task);
  const name = releaseName(about, release);
  if (found) {
    const { status, scheduledFor } = found;
    const isLater = status.state === "scheduled" && scheduledFor !== undefined;
    const words = `${stageStateWords(status)}${isLater ? `, for ${exactTime(scheduledFor)}` : ""}`;
    return { release, name, stage, words, sign: signOfState(status.state) };
  }
  return { release, name, stage, words: unseenWords(read), sign: "unknown" };
}

function unseenWords(read: ReturnType<About["releases"]["get"]>): string {
  if (read === undefined) return "Reading…";
  return read.kind === "read" ? "The release has no such stage" : `Not visible to you: ${read.why}`;
}

/**
 * An attempt at the stage of a task that is to be begun now, begun since the turnover was made ready or failed: by a schedule, by a
 * deferred approval, on a page of Azure DevOps. It is followed rather than begun again.
 */
export function begunElsewhere(about: About, turnover: Turnover, task: DeploymentTask): Attempt | undefined {
  const { state, moves, tasks } = turnover;
  const last = stageFor(about, task)?.attempts.at(-1);
  const turns = moves.filter((move) => move.state === "ready" || move.state === "failed");
  if (state !== "deploying" || task.state !== "actionable" || last === undefined || turns.length === 0)
    return undefined;
  const ended = tasks.filter(({ stage }) => isSame(stage, task.stage)).flatMap(({ done }) => done?.on ?? []);
  return begunOn(last) > Math.max(...turns.map(({ on }) => on), ...ended) ? last : undefined;
}

function isSame(a: DeploymentTask["stage"], b: DeploymentTask["stage"]): boolean {
  return a?.release === b?.release && a?.name === b?.name;
}

/** Before everything where Azure DevOps does not tell. */
function begunOn({ queuedOn, startedOn }: Attempt): number {
  return queuedOn ?? startedOn ?? 0;
}

/** That the stage of a task was begun elsewhere, in a sentence. */
export function elsewhereWords(attempt: Attempt, { now }: About): string {
  const { requestedBy } = attempt;
  const by = requestedBy === undefined ? "" : ` by ${requestedBy.name}`;
  return `Its stage was begun elsewhere ${duration(now - begunOn(attempt))} ago${by}: take it over instead of beginning it again.`;
}
