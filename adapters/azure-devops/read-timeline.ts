import { bounded, defuse } from "../../core/model/defuse.ts";
import { instant, readInstant, type Instant } from "../../core/model/instant.ts";
import { leaning } from "../../core/model/leans-on.ts";
import type { Attempt, Stage, State, Status, Step } from "../../core/model/stage.ts";
import { guessClass } from "../../core/model/stage-class.ts";
import { approvalsOf, checkpointOf, checksOf, isWholeCheckpoint, waitingFor } from "./read-checks.ts";
import { lower, moment, optional, readAddress, readIssues } from "./read-common.ts";
import { descendants, resultOf, stateOf, statusOf, type WireRecord } from "./read-record.ts";

/** What a run's timelines are read for: the plan that they belong to, and our own task. */
export type RunFacts = Readonly<{
  planId: string | undefined;
  deployTask: string;
  /** Why manual stages look like any other that has not begun, where they do. */
  untold?: string | undefined;
}>;

const longestCondition = 2000;

/** The stages of a run, in their order, from its timelines: the main one first, then those of earlier attempts. */
export function readRunStages(
  timelines: readonly (readonly WireRecord[])[],
  facts: RunFacts,
): readonly Stage[] {
  const [main = [], ...earlier] = timelines;
  const stages = main
    .filter((record) => lower(record.type) === "stage")
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  return leaning(
    stages.map((record) => {
      const older = earlier.flatMap((records) => attemptsIn(records, record));
      return stageOf(older, { record, below: descendants(record, main) }, facts);
    }),
  );
}

/** One attempt's record, and all records below it. */
type Branch = Readonly<{ record: WireRecord; below: readonly WireRecord[] }>;

/** The reference name tells stages apart: two may be shown by the same name. */
function stageOf(older: readonly Branch[], latest: Branch, facts: RunFacts): Stage {
  const { record, below } = latest;
  const branches = [...older, latest];
  const name = nameOf(record);
  const status = stageStatus(record, below);
  const attempts = branches.flatMap((one) => attemptOf(one, facts)).sort((a, b) => a.number - b.number);
  return {
    id: record.refName ?? record.identifier ?? name,
    name,
    environment: name,
    class: guessClass(name),
    // A stage that was begun no longer says that it waited for its start: an earlier attempt may.
    trigger: branches.some((one) => resultOf(one.record) === "manuallyqueued") ? "manual" : "automatic",
    after: [],
    status,
    ...optional("untold", status.state === "notDeployed" ? facts.untold : undefined),
    ...optional("skippedBecause", status.state === "skipped" ? conditionOf(record) : undefined),
    attempts,
    linkedGroups: [],
    // The timeline names our step, but not what it was told.
    ...(usesOurs(attempts, facts) ? { deploy: { connection: "", environment: name, target: "" } } : {}),
  };
}

function nameOf(record: WireRecord): string {
  return record.name ?? record.identifier ?? "";
}

function usesOurs(attempts: readonly Attempt[], facts: RunFacts): boolean {
  return attempts.some(({ steps }) => steps.some((step) => step.taskId === lower(facts.deployTask)));
}

/** A stage that was left out when the run was queued, or by a person, has no evaluated condition. */
function conditionOf({ resultCode }: WireRecord): string | undefined {
  return resultCode && /\bEvaluating:/i.test(resultCode)
    ? bounded(defuse(resultCode).trim(), longestCondition)
    : undefined;
}

/** Where a stage stands: by its own record, and by what lies below it while the record does not say enough. */
function stageStatus(record: WireRecord, below: readonly WireRecord[]): Status {
  const own = statusOf(record);
  const state = resultOf(record) === "" ? ongoing(own.state, below) : ended(own.state, below);
  return { ...own, state };
}

function ongoing(state: State, below: readonly WireRecord[]): State {
  return waitingFor(below) ?? (state === "inProgress" && waitsForAgent(below) ? "queued" : state);
}

function ended(state: State, below: readonly WireRecord[]): State {
  const rejected = approvalsOf(below, 1).some(({ status }) => status === "rejected");
  return state === "failed" && rejected ? "rejected" : state;
}

function waitsForAgent(below: readonly WireRecord[]): boolean {
  const jobs = below.filter((record) => lower(record.type) === "job");
  return jobs.length > 0 && jobs.every((job) => stateOf(job) === "pending" && resultOf(job) === "");
}

function attemptsIn(records: readonly WireRecord[], stage: WireRecord): readonly Branch[] {
  const ids = (stage.previousAttempts ?? []).map((attempt) => attempt.recordId);
  return records
    .filter((record) => record.id && ids.includes(record.id))
    .map((record) => ({ record, below: descendants(record, records) }));
}

/** The attempt that a stage's record stands for; none where the stage never came as far as its checks. */
function attemptOf({ record, below }: Branch, facts: RunFacts): readonly Attempt[] {
  const status = stageStatus(record, below);
  const number = record.attempt ?? 1;
  const approvals = approvalsOf(below, number);
  const checks = checksOf(below);
  if (["notDeployed", "waitingForManualStart"].includes(status.state)) return [];
  if (status.state === "skipped" && approvals.length + checks.length === 0) return [];
  return [
    {
      number,
      status,
      startedBy: "unknown",
      ...courseOf({ record, below }),
      steps: below
        .filter((child) => lower(child.type) === "task")
        .sort((a, b) => begun(a) - begun(b) || (a.order ?? 0) - (b.order ?? 0))
        .map(stepOf),
      approvals,
      ...(checks.length > 0 ? { checks } : {}),
      ...optional("checkpoint", waitingFor(below) === undefined ? undefined : checkpointOf(below)),
      planIds: facts.planId ? [facts.planId] : [],
    },
  ];
}

function courseOf({ record, below }: Branch): Pick<Attempt, "queuedOn" | "startedOn" | "finishedOn"> {
  return {
    ...moment("queuedOn", below.find(isWholeCheckpoint)?.startTime),
    ...moment("startedOn", record.startTime),
    ...moment("finishedOn", record.finishTime),
  };
}

/** Steps of several jobs stand in the order in which they began; what has not begun comes last. */
function begun(record: WireRecord): Instant {
  return readInstant(record.startTime) ?? instant(Number.MAX_SAFE_INTEGER);
}

function stepOf(record: WireRecord): Step {
  const status = statusOf(record);
  return {
    name: record.name ?? "",
    status: status.state === "notDeployed" ? { ...status, state: "queued" } : status,
    ...optional("taskId", record.task?.id?.toLowerCase()),
    ...optional("recordId", record.id?.toLowerCase()),
    ...moment("startedOn", record.startTime),
    ...moment("finishedOn", record.finishTime),
    issues: readIssues(record.issues),
    ...optional("logUrl", readAddress(record.log?.url)),
  };
}
