import type { Awaited, Deployment } from "./deployment.ts";
import { ordinal, sameName } from "./ordinal.ts";
import type { Release } from "./release.ts";
import type { Attempt, Stage, State } from "./stage.ts";

/** Who was asked for it already: a stage that nobody has started yet waits for nothing that would come by itself. */
const asked: readonly State[] = ["waitingForApproval", "waitingForCheck", "scheduled", "queued"];

/** The stages of a run that were asked for and have not begun, as deployments to places of their own names. */
export function stagesWaiting(run: Release, pipelineDisabled = false): readonly Deployment[] {
  return run.stages.flatMap((stage) => {
    const attempt = stage.attempts.at(-1);
    if (attempt === undefined || !asked.includes(stage.status.state)) return [];
    return [waiting(run, stage, attempt, pipelineDisabled)];
  });
}

function waiting(run: Release, stage: Stage, attempt: Attempt, pipelineDisabled: boolean): Deployment {
  const build = run.artefacts.find(({ primary }) => primary)?.build;
  return {
    release: run.id,
    releaseName: run.name,
    pipeline: { id: run.pipeline.id, name: run.pipeline.name, kind: run.kind },
    stage: stage.id,
    environment: stage.environment,
    attempt: attempt.number,
    status: stage.status,
    startedBy: attempt.startedBy,
    queuedOn: attempt.queuedOn ?? attempt.startedOn ?? run.createdOn,
    ...(build ? { build: { id: build.id, number: run.name, branch: build.branch } } : {}),
    awaits: awaitedBy(stage, attempt, pipelineDisabled),
  };
}

function awaitedBy(
  { scheduledFor }: Stage,
  { approvals, checks }: Attempt,
  pipelineDisabled: boolean,
): Awaited {
  return {
    approvals,
    pipelineDisabled,
    ...(checks === undefined ? {} : { checks }),
    ...(scheduledFor === undefined ? {} : { scheduledFor }),
  };
}

/**
 * The history together with the stages that wait. A stage goes where the newest other run brought it. One that never went
 * anywhere goes to the environment of its name; where there is none, it is shown only while people are asked, since other
 * stages wait, too. A lock is held by what goes on at the same place.
 */
export function withWaiting(
  history: readonly Deployment[],
  waiting: readonly Deployment[],
  environments: readonly string[] = [],
): readonly Deployment[] {
  const names = [...environments, ...new Set(history.map(({ environment }) => environment))];
  const placed = waiting.flatMap((one) =>
    placesOf(one, history, names).map((environment) => withHolder({ ...one, environment }, history)),
  );
  return [...history, ...placed];
}

function placesOf(
  { pipeline, stage, environment, status }: Deployment,
  history: readonly Deployment[],
  names: readonly string[],
): readonly string[] {
  const before = history.filter(
    (one) =>
      one.pipeline.kind === pipeline.kind && one.pipeline.id === pipeline.id && sameName(one.stage, stage),
  );
  const newest = before.toSorted((a, b) => (b.queuedOn ?? 0) - (a.queuedOn ?? 0))[0]?.release;
  if (newest !== undefined) {
    const there = before.filter(({ release }) => release === newest);
    return [...new Set(there.map((one) => one.environment))].sort(ordinal);
  }
  const isKnown = names.some((name) => sameName(name, environment));
  return isKnown || status.state === "waitingForApproval" ? [environment] : [];
}

/**
 * Azure DevOps does not name the holder of a lock. Only one run deploys to a locked environment: the one that goes on there.
 * `there`: the deployments to the environment, newest first.
 */
export function holderOf(there: readonly Deployment[], waiting: Deployment["release"]): string | undefined {
  return there.findLast(
    ({ release, status }) =>
      release !== waiting && (status.state === "inProgress" || status.state === "queued"),
  )?.releaseName;
}

function withHolder(deployment: Deployment, history: readonly Deployment[]): Deployment {
  const { awaits, environment, release, pipeline } = deployment;
  const there = history.filter(
    (one) => one.pipeline.kind === pipeline.kind && sameName(one.environment, environment),
  );
  const heldBy = holderOf(there, release);
  if (awaits?.checks === undefined || heldBy === undefined) return deployment;
  const checks = awaits.checks.map((check) =>
    check.kind === "exclusiveLock" ? { ...check, heldBy } : check,
  );
  return { ...deployment, awaits: { ...awaits, checks } };
}
