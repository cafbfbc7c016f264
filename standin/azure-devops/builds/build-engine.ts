import { randomUUID } from "node:crypto";
import type { JobReport, RunJob } from "../../agent/job.ts";
import type { Agents, Busy } from "../engine/agents.ts";
import { listenerOf } from "../engine/listener.ts";
import { stepOrders } from "../engine/orders.ts";
import type { Site } from "../site.ts";
import type { Build, BuildPhase, BuildResult, Timeline, TimelineRecord } from "../state/build-state.ts";
import type { IdentityRef } from "../state/state.ts";
import { buildPlace } from "../state/vault.ts";
import { publishArtefact } from "./artefact-routes.ts";
import { mark, newTimeline, skipPending, stepBook } from "./build-book.ts";
import { findDefinition } from "./build-wire.ts";
import { buildVariables } from "./build-variables.ts";
import { runName } from "./run-name.ts";

/** What a build is queued with. */
export type BuildOrder = Readonly<{
  definition: number;
  by: IdentityRef;
  branch?: string | undefined;
  version?: string | undefined;
  parameters?: Readonly<Record<string, string>>;
  reason?: string;
}>;

/** Runs designer definitions: their phases one after the other, each on a fresh work folder. */
export type BuildEngine = Readonly<{
  queue: (order: BuildOrder) => Build;
  cancel: (id: number) => void;
}>;

export type EngineWorld = Readonly<{
  site: Site;
  agents: Agents;
  busy: Busy;
  runJob: RunJob;
  stopped: AbortSignal;
}>;

export function buildEngine(world: EngineWorld): BuildEngine {
  const running = new Map<number, AbortController>();
  return {
    queue: (order) => {
      const build = newBuild(world.site, order);
      const cancel = new AbortController();
      running.set(build.id, cancel);
      const signal = AbortSignal.any([cancel.signal, world.stopped]);
      world.busy.track(runBuild(world, build, signal).finally(() => void running.delete(build.id)));
      return build;
    },
    cancel: (id) => {
      const build = world.site.state.build.builds.find((one) => one.id === id);
      if (build === undefined || build.status === "completed") return;
      build.status = "cancelling";
      running.get(id)?.abort();
    },
  };
}

function newBuild(site: Site, order: BuildOrder): Build {
  const definition = findDefinition(site, order.definition);
  if (definition.kind === "yaml") throw new Error("The stand-in only shows YAML runs.");
  const now = site.clock.iso();
  const parameters: Record<string, string> = {};
  const build: Build = {
    id: site.next("build"),
    buildNumber: "",
    definitionId: definition.id,
    status: "notStarted",
    reason: order.reason ?? "manual",
    sourceBranch: order.branch ?? definition.repository.defaultBranch,
    sourceVersion: order.version ?? commitOf(),
    queueTime: now,
    lastChangedDate: now,
    requestedBy: order.by,
    requestedFor: order.by,
    parameters,
    planId: randomUUID(),
    tags: [],
    properties: {},
  };
  for (const [name, value] of Object.entries(order.parameters ?? {})) {
    if (definition.variables[name]?.isSecret === true) site.vault.keep(buildPlace(build.id), name, value);
    else parameters[name] = value;
  }
  build.buildNumber = runName(site, definition, build);
  site.state.build.builds.push(build);
  newTimeline(site, build, definition);
  site.changed();
  return build;
}

/** Nothing is checked out: the commit only has to look like one. */
function commitOf(): string {
  return `${randomUUID()}${randomUUID()}`.replaceAll("-", "").slice(0, 40);
}

async function runBuild(world: EngineWorld, build: Build, signal: AbortSignal): Promise<void> {
  const { site } = world;
  const timeline = site.state.build.timelines.find(({ id }) => id === build.planId);
  if (timeline === undefined) throw new Error(`Build ${build.id} has no timeline.`);
  const stage = recordsOf(timeline, "Stage")[0];
  const results: BuildResult[] = [];
  // The answer to the request that queued it goes out first, as it does when a real agent takes the job.
  await new Promise((done) => setImmediate(done));
  for (const phase of findDefinition(site, build.definitionId).phases) {
    results.push(await runPhase({ ...world, build, timeline, signal }, phase, results));
    if (stage?.state === "pending") mark(site, stage);
  }
  const result = worst(results);
  if (stage !== undefined) mark(site, stage, onRecord(result));
  const finishTime = site.clock.iso();
  Object.assign(build, { status: "completed", result, finishTime, lastChangedDate: finishTime });
  site.changed();
}

type Run = EngineWorld & Readonly<{ build: Build; timeline: Timeline; signal: AbortSignal }>;

async function runPhase(run: Run, phase: BuildPhase, before: readonly BuildResult[]): Promise<BuildResult> {
  const { site, timeline, signal } = run;
  const own = recordsOf(timeline, "Phase").find(({ refName }) => refName === phase.refName);
  const job = recordsOf(timeline, "Job").find(({ parentId }) => parentId === own?.id);
  if (own === undefined || job === undefined) throw new Error(`The phase ${phase.name} has no record.`);
  const blocked = before.some((result) => result === "failed" || result === "canceled");
  if (signal.aborted || (blocked && phase.condition !== "always()")) {
    skipPending(timeline, job);
    for (const one of [own, job]) mark(site, one, signal.aborted ? "canceled" : "skipped");
    return signal.aborted ? "canceled" : "succeeded";
  }
  const report = await run.agents.use(async (agent) => {
    if (run.build.startTime === undefined) {
      Object.assign(run.build, { status: "inProgress", startTime: site.clock.iso() });
    }
    for (const one of [own, job]) mark(site, one);
    return runOne(run, phase, job, agent);
  });
  skipPending(timeline, job);
  for (const one of [own, job]) mark(site, one, report.result);
  return buildResult(report.result);
}

async function runOne(
  run: Run,
  phase: BuildPhase,
  job: TimelineRecord,
  agent: Parameters<Parameters<Agents["use"]>[0]>[0],
): Promise<JobReport> {
  const { site, build, timeline, signal } = run;
  const token = site.callers.jobToken({ kind: "build", id: build.id });
  const lent = stepBook(site, timeline, job);
  let current = job.id;
  const book = {
    ...lent,
    started: (...given: Parameters<typeof lent.started>) => {
      current = given[0];
      lent.started(...given);
    },
  };
  const listener = listenerOf(site, { planId: build.planId, by: site.callers.buildService.id }, book, {
    artefact: (name, folder) => {
      publishArtefact(site, { buildId: build.id, name, source: current }, folder);
      return Promise.resolve();
    },
    tag: (tag) => void build.tags.push(tag),
    output: () => undefined,
    buildNumber: (number) => void (build.buildNumber = number),
  });
  const order = {
    host: "build" as const,
    jobId: job.id,
    displayName: phase.name,
    steps: stepOrders(phase.steps),
    variables: buildVariables(site, build, { planId: build.planId, job: phase.name }),
    system: { url: `${site.address("core")}/`, token: token.token },
    endpoints: [],
    folderNumber: build.definitionId,
  };
  try {
    return await run.runJob(order, listener, { ...agent, signal });
  } finally {
    token.end();
  }
}

function recordsOf(timeline: Timeline, type: string): readonly TimelineRecord[] {
  return timeline.records.filter((record) => record.type === type);
}

function buildResult(result: JobReport["result"]): BuildResult {
  if (result === "succeededWithIssues") return "partiallySucceeded";
  return result === "succeeded" || result === "skipped"
    ? "succeeded"
    : result === "canceled"
      ? "canceled"
      : "failed";
}

const order: readonly BuildResult[] = ["succeeded", "partiallySucceeded", "failed", "canceled"];

function worst(results: readonly BuildResult[]): BuildResult {
  return order[Math.max(0, ...results.map((result) => order.indexOf(result)))] ?? "failed";
}

function onRecord(result: BuildResult): string {
  return result === "partiallySucceeded" ? "succeededWithIssues" : result;
}
