import { randomUUID } from "node:crypto";
import { mark } from "../builds/build-book.ts";
import type { Site } from "../site.ts";
import type { Build, Timeline, TimelineRecord } from "../state/build-state.ts";
import type { CheckedResource, CheckRun, CheckStatus, CheckSuite } from "../state/environment-state.ts";
import { approvalOf, endApproval } from "./approval-book.ts";
import { checkTypes } from "./check-kinds.ts";
import { checksOf, environmentFor, isAuthorised } from "./environment-book.ts";

/** A stage that is about to begin, and what it uses. */
export type Checkpointed = Readonly<{
  site: Site;
  build: Build;
  timeline: Timeline;
  stage: TimelineRecord;
  /** Its reference name. */
  stageName: string;
  attempt: number;
  /** By their names; those that nobody made yet are made. */
  environments: readonly string[];
  groups: readonly number[];
  /** Ids of service connections. */
  connections: readonly string[];
  /** As the stage says it: then it also has a lock of its own. */
  lockBehavior?: "sequential" | "runLatest";
  signal: AbortSignal;
}>;

const week = 7 * 24 * 60;
const month = 43_200;

/** The checks of a stage's attempt, as they were begun or from now on; none where there is nothing to check. */
export function suiteOf(given: Checkpointed): CheckSuite | undefined {
  const { suites } = given.site.state.environments;
  return suites.find(({ stageId }) => stageId === given.stage.id) ?? newSuite(given);
}

function newSuite(given: Checkpointed): CheckSuite | undefined {
  const { site, build, stage, stageName, attempt, lockBehavior } = given;
  const resources = resourcesOf(given);
  const runs = [...configuredRuns(site, resources), ...ownLock(given)];
  const free = resources.every((resource) => isAuthorised(site, resource, build.definitionId));
  if (free && runs.length === 0) return undefined;
  const suite: CheckSuite = {
    id: randomUUID(),
    buildId: build.id,
    stageId: stage.id,
    stageName,
    attempt,
    lockBehavior: lockBehavior ?? "runLatest",
    status: "running",
    runs: [...resources.map((resource) => authorisation(site, resource)), ...runs],
    message: "",
  };
  site.state.environments.suites.push(suite);
  addRecord(given.timeline, { id: suite.id, parentId: stage.id, type: "Checkpoint", attempt, order: 1 });
  markRecord(site, suite.id);
  return suite;
}

function resourcesOf({
  site,
  build,
  environments,
  groups,
  connections,
}: Checkpointed): readonly CheckedResource[] {
  return [
    ...[...new Set(environments)].map((wanted) => {
      const { id, name } = environmentFor(site, wanted, build.definitionId);
      return { type: "environment", id: String(id), name };
    }),
    ...[...new Set(groups)].map((id) => {
      const name = site.state.groups.find((group) => group.id === id)?.name ?? "";
      return { type: "variablegroup", id: String(id), name };
    }),
    ...connections.map((id) => {
      const name = site.state.connections.find((connection) => connection.id === id)?.name ?? "";
      return { type: "endpoint", id, name };
    }),
  ];
}

function authorisation(site: Site, resource: CheckedResource): CheckRun {
  return newRun(site, { resource, terms: { kind: "authorisation" }, timeout: week, configurationId: 0 });
}

function configuredRuns(site: Site, resources: readonly CheckedResource[]): readonly CheckRun[] {
  return resources.flatMap((resource) =>
    checksOf(site, resource)
      .filter(({ isDisabled }) => !isDisabled)
      .map(({ id, terms, timeout }) =>
        newRun(site, { resource, terms: structuredClone(terms), timeout, configurationId: id }),
      ),
  );
}

function ownLock({ site, build, stageName: name, lockBehavior }: Checkpointed): readonly CheckRun[] {
  if (lockBehavior === undefined) return [];
  const resource = { type: "stage", id: `${build.definitionId}.${name}`, name };
  return [newRun(site, { resource, terms: { kind: "exclusiveLock" }, timeout: month, configurationId: 0 })];
}

function newRun(
  site: Site,
  given: Pick<CheckRun, "resource" | "terms" | "timeout" | "configurationId">,
): CheckRun {
  return { ...given, id: randomUUID(), status: "queued", createdOn: site.clock.iso(), message: "" };
}

type NewRecord = Pick<TimelineRecord, "id" | "parentId" | "type" | "attempt" | "order">;

function addRecord(timeline: Timeline, given: NewRecord): void {
  const identifier = given.type === "Checkpoint" ? { identifier: "Checkpoint" } : {};
  timeline.records.push({
    ...given,
    ...identifier,
    name: given.type,
    state: "pending",
    issues: [],
    previousAttempts: [],
  });
}

function timelineOf(site: Site, record: string): Timeline | undefined {
  return site.state.build.timelines.find(({ records }) => records.some(({ id }) => id === record));
}

/** Begins or, with a result, ends a record of the timeline. */
function markRecord(site: Site, id: string, result?: string): void {
  const timeline = timelineOf(site, id);
  const record = timeline?.records.find((one) => one.id === id);
  if (timeline === undefined || record === undefined) return;
  mark(site, record, result);
  timeline.changeId += 1;
  site.changed();
}

/** A check begins: now it stands in the timeline. */
export function beginRun(site: Site, suite: CheckSuite, run: CheckRun): void {
  Object.assign(run, { status: "running", startedOn: site.clock.iso() });
  const timeline = timelineOf(site, suite.id);
  if (timeline !== undefined && timelineOf(site, run.id) === undefined) {
    const type = checkTypes[run.terms.kind].record;
    const order = timeline.records.filter(({ parentId }) => parentId === suite.id).length + 1;
    addRecord(timeline, { id: run.id, parentId: suite.id, type, attempt: suite.attempt, order });
  }
  markRecord(site, run.id);
}

/** The statuses of a check that ended, as results of its record. */
const results: Readonly<Record<Exclude<CheckStatus, "queued" | "running">, string>> = {
  approved: "succeeded",
  bypassed: "succeeded",
  rejected: "failed",
  failed: "failed",
  timedOut: "skipped",
  canceled: "canceled",
};

type End = Readonly<{ status: keyof typeof results; message?: string; by?: string }>;

export function endRun(site: Site, run: CheckRun, { status, message = "", by }: End): void {
  Object.assign(run, { status, message, completedOn: site.clock.iso() });
  if (by !== undefined) run.modifiedBy = by;
  markRecord(site, run.id, results[status]);
}

const aborted =
  "Check aborted. This could be because the run was canceled or another check on the stage failed.";

/** The whole checkpoint ends; what was still open in it is aborted. */
export function closeSuite(site: Site, suite: CheckSuite, { status, message = "" }: End): void {
  for (const run of suite.runs.filter((one) => one.status === "queued" || one.status === "running")) {
    endApproval(site, approvalOf(site, run.id), "canceled");
    endRun(site, run, { status: "canceled", message: aborted });
  }
  Object.assign(suite, { status, message, completedOn: site.clock.iso() });
  markRecord(site, suite.id, results[status]);
}
