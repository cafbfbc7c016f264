import { evaluateCondition } from "../../agent/condition.ts";
import type { JobOrder, JobReport } from "../../agent/job.ts";
import { mark, skipPending } from "../builds/build-book.ts";
import { listenerTo } from "../builds/run-phase.ts";
import { beginDeployment, endDeployment } from "../checks/deployment-book.ts";
import type { Agent } from "../engine/agents.ts";
import type { EngineWorld } from "../engine/engine-world.ts";
import { withAccess, type BeginningJob, type JobAccess } from "../engine/job-access.ts";
import { stepOrders } from "../engine/orders.ts";
import type { JobVariables } from "../engine/orders.ts";
import type { TimelineRecord } from "../state/build-state.ts";
import { taskSteps, type PlannedJob, type PlannedStage } from "../yaml/plan.ts";
import { fillWorkspace } from "./download.ts";
import { jobFacts, outputKey } from "./facts.ts";
import { jobRecords } from "./run-book.ts";
import type { LiveRun } from "./run-book.ts";
import { variablesOf } from "./run-variables.ts";

/** One attempt at a stage while its jobs run. */
export type StageRun = Readonly<{
  world: EngineWorld;
  live: LiveRun;
  planned: PlannedStage;
  stage: TimelineRecord;
  signal: AbortSignal;
}>;

type JobRun = StageRun &
  Readonly<{ job: PlannedJob; phase: TimelineRecord; own: TimelineRecord; variables: JobVariables }>;

/** Runs a job as soon as its condition is judged, or passes over it. Those before it have ended. */
export async function runJob(at: StageRun, job: PlannedJob): Promise<string> {
  const records = jobRecords(at.live.timeline, at.stage, job.name);
  if (records === undefined) throw new Error(`The job ${job.name} has no record.`);
  const { phase, job: own } = records;
  // An earlier attempt left it as it is.
  if (phase.state === "completed") return phase.result ?? "failed";
  const result = await withoutFault(own, () =>
    judged({ ...at, job, phase, own, variables: jobVariables(at, job) }),
  );
  const ended = result === "failed" && job.continueOnError ? "succeededWithIssues" : result;
  skipPending(at.live.timeline, own);
  for (const one of [own, phase]) mark(at.world.site, one, ended);
  at.live.timeline.changeId += 1;
  return ended;
}

/** What keeps a job from being run stands in its record. */
async function withoutFault(own: TimelineRecord, work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    own.issues.push({ type: "error", message: error instanceof Error ? error.message : String(error) });
    return "failed";
  }
}

function jobVariables({ world, live, planned: stage }: StageRun, job: PlannedJob): JobVariables {
  return variablesOf(world.site, live, { stage, job });
}

async function judged(at: JobRun): Promise<string> {
  const { live, planned: stage, job, variables, world } = at;
  if (at.signal.aborted) return "canceled";
  const facts = jobFacts(live, { stage, job }, (name) => variables.get(name));
  const { met, trace } = evaluateCondition(job.condition ?? "succeeded()", facts);
  if (!met) {
    for (const one of [at.phase, at.own]) one.resultCode = trace;
    return "skipped";
  }
  if (job.server) throw new Error("The stand-in runs no jobs of the server: no agent takes this one.");
  const report = await world.agents.use((agent) => onAgent(at, agent));
  if (report.fault !== undefined) at.own.issues.push({ type: "error", message: report.fault });
  keepOutputs(at, report);
  return report.result === "abandoned" ? "failed" : report.result;
}

/** A deployment job's outputs are known by its name too. */
function keepOutputs({ live, planned, job }: JobRun, { outputs }: JobReport): void {
  const prefix = job.environment === undefined ? "" : `${job.name}.`;
  const plain = Object.entries(outputs).filter(([, { isSecret }]) => isSecret !== true);
  live.run.outputs[outputKey({ stage: planned.name, job: job.name })] = Object.fromEntries(
    plain.map(([name, { value }]) => [`${prefix}${name}`, value]),
  );
}

async function onAgent(at: JobRun, agent: Agent): Promise<JobReport> {
  const { world, live, job, phase, own, variables } = at;
  const { site } = world;
  const signal = withTimeout(at.signal, job);
  if (signal.aborted) return { result: "canceled", outputs: {} };
  for (const one of [phase, own]) mark(site, one);
  site.changed();
  const deployment = beginsDeployment(at);
  const listener = listenerTo({ site, build: live.build, timeline: live.timeline, job: own });
  const filled = { site, live, planned: job, job: own, variables };
  const download = (folder: string): Promise<void> =>
    new Promise((done) => {
      fillWorkspace(filled, folder);
      done();
    });
  let result = "failed";
  try {
    const report = await withAccess(world, beginning(at), (access) =>
      world.runJob(orderOf(at, access), listener, { ...agent, signal, download }),
    );
    result = report.result;
    return report;
  } finally {
    if (deployment !== undefined) endDeployment(site, deployment, result);
  }
}

function withTimeout(signal: AbortSignal, { timeoutInMinutes: minutes = 0 }: PlannedJob): AbortSignal {
  return minutes === 0 ? signal : AbortSignal.any([signal, AbortSignal.timeout(minutes * 60_000)]);
}

function beginsDeployment({ world, live, planned, stage, job }: JobRun): number | undefined {
  if (job.environment === undefined) return undefined;
  return beginDeployment(world.site, {
    build: live.build,
    stage: planned.name,
    attempt: stage.attempt,
    job: job.name,
    environment: job.environment,
  });
}

function beginning({ live, planned, job, own, variables }: JobRun): BeginningJob {
  const { id, planId } = live.build;
  return {
    ...{ kind: "build", id, planId, jobId: own.id, place: `${planned.name}.${job.name}.__default` },
    name: job.name,
    steps: taskSteps(job),
    variables: variables.all(),
  };
}

function orderOf({ live, job, own }: JobRun, access: JobAccess): JobOrder {
  return {
    host: "build",
    jobId: own.id,
    displayName: job.displayName,
    steps: stepOrders(taskSteps(job)),
    ...access,
    folderNumber: live.build.definitionId,
  };
}
