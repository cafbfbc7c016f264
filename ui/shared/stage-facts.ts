import { connectionOfStage } from "../../core/acts/chosen-connection.ts";
import type { Instant } from "../../core/model/instant.ts";
import { read } from "../../core/model/reading.ts";
import type { Release } from "../../core/model/release.ts";
import type { Attempt, Stage, State, Status, Step } from "../../core/model/stage.ts";
import { type WaitingFacts, waits, whyNot } from "../../core/model/why-waiting.ts";
import type { WhyNot } from "../../core/model/why-words.ts";
import { counted, stateWords } from "../../core/model/words.ts";
import { hasPassed, isMoving } from "./signs.ts";

/** The name of the connection that a stage uses, as far as it can be read: `$(Variable-Group)` and the like are filled in. */
export function connectionOf(release: Release, stage: Stage): string | undefined {
  const linked = stage.linkedGroups.map((group) => group.name).join(", ");
  const named = connectionOfStage(stage, release.variables)?.named;
  // A run's list does not tell its parameters: a variable that nothing fills in names no connection.
  if (release.kind === "yaml" && named?.includes("$(")) return undefined;
  return named ?? (linked === "" ? undefined : linked);
}

/** The attempt that counts: the last one. */
export function lastAttempt(stage: Stage): Attempt | undefined {
  return stage.attempts.at(-1);
}

/** When the stage last succeeded. */
export function lastSuccess(stage: Stage): Instant | undefined {
  return stage.attempts.findLast((attempt) => hasPassed(attempt.status.state))?.finishedOn;
}

/** The stages that come directly before and have not succeeded. */
export function unmet(release: Release, stage: Stage): readonly string[] {
  return stage.after.filter(
    (name) => !release.stages.some((other) => other.name === name && hasPassed(other.status.state)),
  );
}

/** Nothing has happened in this stage yet. */
export function isIdle(stage: Stage): boolean {
  return stage.status.state === "notDeployed" || stage.status.state === "waitingForManualStart";
}

/** A person can start it now, as far as the order of the stages goes. Of a run only what waits to be started can be. */
export function isReady(release: Release, stage: Stage): boolean {
  const isOpen =
    release.kind === "yaml"
      ? stage.status.state === "waitingForManualStart"
      : isIdle(stage) && stage.trigger !== "scheduled";
  return isOpen && unmet(release, stage).length === 0;
}

const standing: readonly State[] = [...waits, "skipped", "rejected"];

/** Why a stage that waits, was left out or was refused does not run. `more`: what is known besides the release. */
export function whyOf(release: Release, stage: Stage, more: Partial<WaitingFacts> = {}): WhyNot | undefined {
  if (!standing.includes(stage.status.state)) return undefined;
  const before = stage.after.map((name) => {
    const other = release.stages.find((one) => one.name === name);
    return { name, status: other?.status ?? ({ state: "unknown", wire: "no such stage" } as const) };
  });
  return whyNot({ stage: read(stage), release: read(release.status), before: read(before), ...more });
}

export function warningsOf(attempt: Attempt | undefined): number {
  const issues = attempt?.steps.flatMap((step) => step.issues) ?? [];
  return issues.filter((issue) => issue.level === "warning").length;
}

/** The state in words, and beside it how many warnings there were: a success with warnings is a success. */
export function spokenState(
  status: Status,
  attempt: Attempt | undefined,
): { words: string; warnings: string } {
  const warned = status.state === "succeededWithWarnings";
  const number = warningsOf(attempt);
  return {
    words: warned ? "Succeeded" : stateWords(status),
    warnings: number > 0 ? counted(number, "warning") : warned ? "with warnings" : "",
  };
}

const over: readonly Step["status"]["state"][] = [
  "succeeded",
  "succeededWithWarnings",
  "failed",
  "cancelled",
  "skipped",
  "rejected",
];

export type Progress = Readonly<{ done: number; total: number; current?: Step }>;

/** How far an attempt is: steps that are over, of all, and the one that runs. Absent where no step is known. */
export function progressOf(attempt: Attempt | undefined): Progress | undefined {
  if (!attempt || attempt.steps.length === 0) return undefined;
  const current = attempt.steps.find((step) => step.status.state === "inProgress");
  return {
    done: attempt.steps.filter((step) => over.includes(step.status.state)).length,
    total: attempt.steps.length,
    ...(current ? { current } : {}),
  };
}

/** Something goes on in it: worth looking again soon. */
export function moves(release: Release): boolean {
  return release.stages.some((stage) => isMoving(stage.status.state));
}

/** "refs/heads/main" as people say it. */
export function branchName(reference: string): string {
  return reference.replace(/^refs\/(heads|tags)\//, "");
}

/** The build whose artefacts travel: the primary source's. */
export function buildOf(
  release: Release,
): { number: string; branch: string; id?: number; commit?: string } | undefined {
  const source = release.artefacts.find((one) => one.primary) ?? release.artefacts[0];
  if (!source) return undefined;
  const { build } = source;
  return {
    number: source.version,
    branch: branchName(build?.branch ?? ""),
    ...(build ? { id: build.id } : {}),
    ...(build?.commit === undefined ? {} : { commit: build.commit }),
  };
}
