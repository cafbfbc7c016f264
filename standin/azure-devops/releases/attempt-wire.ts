import { projectAddress } from "../site.ts";
import type { Site } from "../site.ts";
import type { RecordIssue } from "../state/build-state.ts";
import type { Attempt, Release, ReleaseEnvironment, ReleaseTask, RunPhase } from "../state/release-state.ts";

type Shown = Readonly<{ attempt: Attempt; tasks: boolean }>;

/** One attempt at a stage. Its phases come always, their jobs and tasks where they are asked for. */
export function attemptOnWire(
  site: Site,
  release: Release,
  environment: ReleaseEnvironment,
  { attempt, tasks }: Shown,
): Record<string, unknown> {
  const { id, reason, status, operationStatus, requestedBy, requestedFor, queuedOn } = attempt;
  const { lastModifiedBy, lastModifiedOn, hasStarted, issues } = attempt;
  const base = `${projectAddress(site, "release")}/_apis/Release/releases/${release.id}/environments/${environment.id}`;
  return {
    id,
    deploymentId: id,
    attempt: attempt.attempt,
    reason,
    status,
    operationStatus,
    releaseDeployPhases: attempt.phases.map((phase) => phaseOnWire(phase, tasks, base)),
    requestedBy,
    requestedFor,
    queuedOn,
    lastModifiedBy,
    lastModifiedOn,
    hasStarted,
    issues: issues.map(issueOnWire),
  };
}

function phaseOnWire(phase: RunPhase, tasks: boolean, base: string): Record<string, unknown> {
  const { id, phaseId, name, rank, status, runPlanId, startedOn } = phase;
  const task = (one: ReleaseTask): unknown => taskOnWire(one, `${base}/deployPhases/${id}`);
  return {
    id,
    phaseId,
    name,
    rank,
    phaseType: "agentBasedDeployment",
    status,
    runPlanId,
    deploymentJobs: tasks ? [{ job: task(phase.job), tasks: phase.tasks.map(task) }] : [],
    manualInterventions: [],
    ...(startedOn === undefined ? {} : { startedOn }),
  };
}

function taskOnWire(task: ReleaseTask, phase: string): Record<string, unknown> {
  const { id, timelineRecordId, name, startTime, finishTime, status, rank, issues, agentName } = task;
  return {
    id,
    timelineRecordId,
    name,
    ...(startTime === undefined ? {} : { startTime }),
    ...(finishTime === undefined ? {} : { finishTime }),
    ...(task.percentComplete === undefined ? {} : { percentComplete: task.percentComplete }),
    status,
    rank,
    lineCount: task.lineCount,
    issues: issues.map(issueOnWire),
    ...(agentName === undefined ? {} : { agentName }),
    ...(task.task === undefined ? {} : { task: task.task }),
    logUrl: task.logFile === undefined ? null : `${phase}/tasks/${id}/logs`,
  };
}

function issueOnWire({ type, message }: RecordIssue): Record<string, unknown> {
  return { issueType: type === "error" ? "Error" : "Warning", message, data: {} };
}
