import { canStartRun } from "../../core/acts/start-run.ts";
import type { Release } from "../../core/model/release.ts";
import type { Approval, Attempt, Stage } from "../../core/model/stage.ts";
import { listed, stateWords } from "../../core/model/words.ts";
import { isMoving } from "../shared/signs.ts";
import { isReady, lastAttempt } from "../shared/stage-facts.ts";

/** A question to people that waits for its answer. */
export type Asking = Readonly<{
  id: string;
  who: string;
  when: "before" | "after";
  /** What the asker wrote; untrusted. */
  instructions?: string;
  /** Why the reader cannot decide it. */
  because?: string;
  canDefer: boolean;
}>;

/** What the reader can do with a stage. */
export type Offers = Readonly<{
  approvals: readonly Asking[];
  /** What the button says. Absent where the hub starts nothing. */
  deploy?: Readonly<{ words: "Deploy" | "Redeploy"; because?: string }>;
  cancel: boolean;
  /** It was deployed before, and could go back to an earlier release. */
  rollback: boolean;
}>;

/** What a run's stage without our step did is done again in Azure DevOps: it would make other bytes, or none. */
const done: readonly Stage["status"]["state"][] = [
  "succeeded",
  "succeededWithWarnings",
  "failed",
  "cancelled",
];

function deployButton(release: Release, stage: Stage): Offers["deploy"] {
  const isRun = release.kind === "yaml";
  if (isRun && stage.deploy === undefined && done.includes(stage.status.state)) return undefined;
  const words = stage.attempts.some(hasBegun) && !isReady(release, stage) ? "Redeploy" : "Deploy";
  const because = notNow(release, stage);
  return { words, ...(because === undefined ? {} : { because }) };
}

function hasBegun({ startedOn, status }: Attempt): boolean {
  return startedOn !== undefined || done.includes(status.state);
}

/** Why a stage cannot be started as it stands. */
function notNow(release: Release, stage: Stage): string | undefined {
  const { state } = stage.status;
  if (isMoving(state)) return `${stage.name} is being deployed now.`;
  if (state === "waitingForApproval") return `${stage.name} waits for an approval.`;
  if (release.status === "abandoned") return `${release.name} was abandoned.`;
  return release.kind === "yaml" && !canStartRun(state) ? notByHand(stage) : undefined;
}

function notByHand({ name, status, untold }: Stage): string {
  return status.state === "notDeployed"
    ? (untold ?? `${name} starts by itself, not by hand.`)
    : `${name} cannot be started while it is “${stateWords(status)}”.`;
}

function waitingApprovals(stage: Stage): readonly Asking[] {
  const all = lastAttempt(stage)?.approvals ?? [];
  return all.filter((one) => one.status === "pending" && !one.automatic).map((one) => askingOf(one, stage));
}

function askingOf(approval: Approval, stage: Stage): Asking {
  const { id, when, approver, approvers = approver ? [approver] : [], instructions = "" } = approval;
  return {
    id,
    when,
    who: approvers.length === 0 ? stage.name : listed(approvers.map(({ name }) => name)),
    ...(instructions.trim() === "" ? {} : { instructions: instructions.trim() }),
    ...(approval.mayDecide === "no" ? { because: "You are not among those who are asked." } : {}),
    // Those of classic releases have numbers.
    canDefer: !/^\d+$/.test(id),
  };
}

/** What the reader can do with a stage; nothing where the release is for looking only. */
export function offersOf(release: Release, stage: Stage, readOnly: boolean): Offers {
  if (readOnly) return { approvals: [], cancel: false, rollback: false };
  const deploy = deployButton(release, stage);
  const { state } = stage.status;
  return {
    approvals: waitingApprovals(stage),
    ...(deploy ? { deploy } : {}),
    cancel: isMoving(state) || state === "waitingForCheck",
    rollback: stage.deploy !== undefined && done.includes(state),
  };
}
