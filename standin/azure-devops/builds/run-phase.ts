import type { JobListener, JobOrder, JobReport } from "../../agent/job.ts";
import type { Agent } from "../engine/agents.ts";
import type { EngineWorld } from "../engine/engine-world.ts";
import { withAccess, type BeginningJob, type JobAccess } from "../engine/job-access.ts";
import { listenerOf } from "../engine/listener.ts";
import { stepOrders } from "../engine/orders.ts";
import type { Build, BuildPhase, BuildResult, Timeline, TimelineRecord } from "../state/build-state.ts";
import { publishArtefact } from "./artefact-routes.ts";
import { mark, skipPending, stepBook } from "./build-book.ts";
import { buildVariables } from "./build-variables.ts";

/** A build while it runs. */
export type Run = EngineWorld & Readonly<{ build: Build; timeline: Timeline; signal: AbortSignal }>;

type PhaseRun = Run & Readonly<{ phase: BuildPhase; own: TimelineRecord; job: TimelineRecord }>;

/** Runs one phase as one job, or passes over it. */
export async function runPhase(
  run: Run,
  phase: BuildPhase,
  before: readonly BuildResult[],
): Promise<BuildResult> {
  const phaseRun = { ...run, phase, ...recordsOf(run.timeline, phase) };
  const blocked = before.some((result) => result === "failed" || result === "canceled");
  if (run.signal.aborted) return ended(phaseRun, "canceled");
  if (blocked && phase.condition !== "always()") return ended(phaseRun, "skipped");
  const report = await run.agents.use((agent) => runOn(phaseRun, agent));
  return ended(phaseRun, report.result);
}

function recordsOf({ records }: Timeline, phase: BuildPhase): Pick<PhaseRun, "own" | "job"> {
  const own = records.find(({ type, refName }) => type === "Phase" && refName === phase.refName);
  const job = records.find(({ type, parentId }) => type === "Job" && parentId === own?.id);
  if (own === undefined || job === undefined) throw new Error(`The phase ${phase.name} has no record.`);
  return { own, job };
}

function ended({ site, timeline, own, job }: PhaseRun, result: JobReport["result"]): BuildResult {
  skipPending(timeline, job);
  for (const one of [own, job]) mark(site, one, result);
  return buildResult(result);
}

async function runOn(run: PhaseRun, agent: Agent): Promise<JobReport> {
  const { site, build, own, job, signal } = run;
  if (signal.aborted) return { result: "canceled", outputs: {} };
  if (build.startTime === undefined) {
    Object.assign(build, { status: "inProgress", startTime: site.clock.iso() });
  }
  for (const one of [own, job]) mark(site, one);
  site.changed();
  try {
    return await withAccess(run, beginning(run), (access) =>
      run.runJob(orderOf(run, access), listenerTo(run), { ...agent, signal }),
    );
  } catch (error) {
    site.log(`The job ${job.name} of build ${build.buildNumber} broke: ${String(error)}`);
    job.issues.push({ type: "error", message: error instanceof Error ? error.message : String(error) });
    return { result: "failed", outputs: {} };
  }
}

function beginning({ site, build, phase, job }: PhaseRun): BeginningJob {
  const { id, planId } = build;
  return {
    ...{ kind: "build", id, planId, jobId: job.id, place: phase.refName },
    name: phase.refName,
    steps: phase.steps,
    variables: buildVariables(site, build, { planId, job: phase.name }),
  };
}

function orderOf({ build, phase, job }: PhaseRun, access: JobAccess): JobOrder {
  return {
    host: "build",
    jobId: job.id,
    displayName: phase.name,
    steps: stepOrders(phase.steps),
    ...access,
    folderNumber: build.definitionId,
  };
}

type Heard = Pick<Run, "site" | "build" | "timeline"> & Readonly<{ job: TimelineRecord }>;

/** Writes down what the runner tells of one job. */
export function listenerTo({ site, build, timeline, job }: Heard): JobListener {
  const plain = stepBook(site, timeline, job);
  let source = job.id;
  const book = {
    ...plain,
    started: (...given: Parameters<typeof plain.started>) => {
      source = given[0];
      plain.started(...given);
    },
  };
  return listenerOf(site, { planId: build.planId, by: site.callers.buildService.id }, book, {
    artefact: (name, folder) => {
      publishArtefact(site, { buildId: build.id, name, source }, folder);
      return Promise.resolve();
    },
    tag: (tag) => {
      if (!build.tags.includes(tag)) build.tags.push(tag);
    },
    output: () => undefined,
    buildNumber: (number) => void (build.buildNumber = number),
  });
}

const results: Readonly<Partial<Record<JobReport["result"], BuildResult>>> = {
  succeeded: "succeeded",
  skipped: "succeeded",
  succeededWithIssues: "partiallySucceeded",
  canceled: "canceled",
};

function buildResult(result: JobReport["result"]): BuildResult {
  return results[result] ?? "failed";
}
