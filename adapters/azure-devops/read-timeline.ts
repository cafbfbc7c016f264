import { instant, readInstant, type Instant } from "../../core/model/instant.ts";
import type { Approval, Attempt, Stage, State, Status, Step } from "../../core/model/stage.ts";
import { guessClass } from "../../core/model/stage-class.ts";
import { lower, moment, optional, readAddress, readIssues, worded, type WireIssue } from "./read-common.ts";

/** `TimelineRecord`, build 7.2-preview.3 (`manuallyQueued` and `dependentOnManualQueue` are not in 7.0). */
export type WireRecord = Readonly<{
  id?: string | null;
  parentId?: string | null;
  type?: string | null;
  name?: string | null;
  identifier?: string | null;
  refName?: string | null;
  order?: number | null;
  state?: string | null;
  result?: string | null;
  attempt?: number | null;
  previousAttempts?:
    | readonly Readonly<{
        attempt?: number | null;
        timelineId?: string | null;
        recordId?: string | null;
      }>[]
    | null;
  startTime?: string | null;
  finishTime?: string | null;
  task?: Readonly<{ id?: string | null }> | null;
  issues?: readonly WireIssue[] | null;
  log?: Readonly<{ url?: string | null }> | null;
}>;

/** `Timeline`, build 7.2-preview.3. */
export type WireTimeline = Readonly<{ id?: string | null; records?: readonly WireRecord[] | null }>;

/** The records of a timeline; none where there is no timeline yet. */
export function readRecords(body: unknown): readonly WireRecord[] {
  return ((body ?? {}) as WireTimeline).records ?? [];
}

/** What a run's timelines are read for: the plan that they belong to, and our own task. */
export type RunFacts = Readonly<{ planId: string | undefined; deployTask: string }>;

const results: Readonly<Record<string, State>> = {
  succeeded: "succeeded",
  succeededwithissues: "succeededWithWarnings",
  failed: "failed",
  canceled: "cancelled",
  skipped: "skipped",
  abandoned: "failed",
  manuallyqueued: "waitingForManualStart",
  dependentonmanualqueue: "notDeployed",
};

/** The stages of a run, in their order, from its timelines: the main one first, then those of earlier attempts. */
export function readRunStages(
  timelines: readonly (readonly WireRecord[])[],
  facts: RunFacts,
): readonly Stage[] {
  const [main = [], ...earlier] = timelines;
  const stages = main
    .filter((record) => lower(record.type) === "stage")
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  return stages.map((record, index) => {
    const before = stages[index - 1]?.name;
    const older = earlier.flatMap((records) => attemptsIn(records, record, facts));
    const attempts = [...older, ...attemptOf(main, record, facts)].sort((a, b) => a.number - b.number);
    return stageOf(record, { before: before ?? undefined, main, attempts, facts });
  });
}

type Around = Readonly<{
  before: string | undefined;
  main: readonly WireRecord[];
  attempts: readonly Attempt[];
  facts: RunFacts;
}>;

function stageOf(record: WireRecord, around: Around): Stage {
  const name = record.name ?? record.identifier ?? "";
  const usesOurs = around.attempts.some((attempt) =>
    attempt.steps.some((step) => step.taskId === lower(around.facts.deployTask)),
  );
  return {
    id: record.refName ?? record.identifier ?? name,
    name,
    environment: name,
    class: guessClass(name),
    trigger: lower(record.result) === "manuallyqueued" ? "manual" : "automatic",
    after: around.before === undefined ? [] : [around.before],
    status: statusOf(record, around.main),
    attempts: around.attempts,
    linkedGroups: [],
    // The timeline names our step, but not what it was told.
    ...(usesOurs ? { deploy: { connection: "", environment: name, target: "" } } : {}),
  };
}

/** A stage's or step's state. A stage that has not begun may wait for something. */
function statusOf(record: WireRecord, all: readonly WireRecord[]): Status {
  const wire = [record.state, record.result].filter(Boolean).join(", ");
  if (record.result) return { state: worded(results, lower(record.result)), wire };
  const waiting = waitsFor(record, all);
  if (waiting) return { state: waiting, wire };
  return { state: worded(pending, lower(record.state)), wire };
}

const pending: Readonly<Record<string, State>> = { pending: "notDeployed", inprogress: "inProgress" };

function waitsFor(record: WireRecord, all: readonly WireRecord[]): State | undefined {
  const open = descendants(record, all).filter(
    (child) => lower(child.type).startsWith("checkpoint.") && lower(child.state) === "inprogress",
  );
  if (open.some((child) => lower(child.type) === "checkpoint.approval")) return "waitingForApproval";
  return open.length > 0 ? "waitingForCheck" : undefined;
}

/** All records below one. A record that is its own ancestor is not followed twice. */
function descendants(record: WireRecord, all: readonly WireRecord[]): readonly WireRecord[] {
  const found = new Set<WireRecord>();
  const visit = (parent: WireRecord): void => {
    for (const child of all) {
      if (!child.parentId || child.parentId !== parent.id || found.has(child)) continue;
      found.add(child);
      visit(child);
    }
  };
  visit(record);
  return [...found];
}

function attemptsIn(records: readonly WireRecord[], stage: WireRecord, facts: RunFacts): readonly Attempt[] {
  const ids = (stage.previousAttempts ?? []).map((attempt) => attempt.recordId);
  return records
    .filter((record) => record.id && ids.includes(record.id))
    .flatMap((record) => attemptOf(records, record, facts));
}

/** The attempt that a stage's record stands for; none where the stage was never begun. */
function attemptOf(all: readonly WireRecord[], record: WireRecord, facts: RunFacts): readonly Attempt[] {
  const status = statusOf(record, all);
  if (["notDeployed", "waitingForManualStart", "skipped"].includes(status.state)) return [];
  const below = descendants(record, all);
  const number = record.attempt ?? 1;
  return [
    {
      number,
      status,
      startedBy: "unknown",
      ...moment("startedOn", record.startTime),
      ...moment("finishedOn", record.finishTime),
      steps: below
        .filter((child) => lower(child.type) === "task")
        .sort((a, b) => begun(a) - begun(b) || (a.order ?? 0) - (b.order ?? 0))
        .map((child) => stepOf(child, all)),
      approvals: below.flatMap((child) => approvalOf(child, number)),
      planIds: facts.planId ? [facts.planId] : [],
    },
  ];
}

/** Steps of several jobs stand in the order in which they began; what has not begun comes last. */
function begun(record: WireRecord): Instant {
  return readInstant(record.startTime) ?? instant(Number.MAX_SAFE_INTEGER);
}

function stepOf(record: WireRecord, all: readonly WireRecord[]): Step {
  const status = statusOf(record, all);
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

const decisions: Readonly<Record<string, Approval["status"]>> = {
  succeeded: "approved",
  failed: "rejected",
  skipped: "skipped",
  canceled: "cancelled",
};

function approvalOf(record: WireRecord, attempt: number): readonly Approval[] {
  if (lower(record.type) !== "checkpoint.approval" || !record.id) return [];
  const open = !record.result && lower(record.state) !== "completed";
  return [
    {
      id: record.id,
      when: "before",
      attempt,
      status: open ? "pending" : worded(decisions, lower(record.result)),
      automatic: false,
      ...moment("decidedOn", record.finishTime),
    },
  ];
}
