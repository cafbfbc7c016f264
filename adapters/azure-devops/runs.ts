import { Failure, refusal } from "../../core/failure.ts";
import type { Release } from "../../core/model/release.ts";
import type { NewRun, Runs, StageChange, YamlPipeline } from "../../core/ports-of-runs.ts";
import type { Lease } from "../../core/ports.ts";
import type { Call, Client } from "./client.ts";
import type { Place } from "./place.ts";
import { readQueuedWith, readRunId } from "./read-queued.ts";
import { plain } from "./refusals.ts";
import { runApprovals } from "./run-approvals.ts";
import { runChecks } from "./run-checks.ts";

/** What acting upon runs needs of the neighbouring areas. */
export type AroundRuns = Readonly<{
  pipelines: () => Promise<readonly YamlPipeline[]>;
  read: (run: number) => Promise<Release>;
  holds: (run: number) => Promise<readonly Lease[]>;
  /** The run was changed: what is kept of it is no longer true. */
  changed: (run: number) => void;
}>;

type Calling = (part: Pick<Call, "path" | "what"> & Partial<Call>) => Call;

/** Runs of YAML pipelines over the pipelines and build areas, API 7.0; 7.2-preview.1 to start a stage by hand and to pin a run. */
export function runs(client: Client, place: Place, around: AroundRuns): Runs {
  const call: Calling = (part) => ({
    version: "7.0",
    ...part,
    base: "core",
    path: [place.project.id, "_apis", ...part.path],
    where: `project ${place.project.name}`,
  });
  return {
    pipelines: around.pipelines,
    queuedWith: async (pipelineId, run) => {
      const what = `What run ${run} was queued with could not be read`;
      return readQueuedWith(await client.json(call({ path: ["pipelines", pipelineId, "runs", run], what })));
    },
    queue: (order) => queue(client, queueing(call, order), around),
    changeStage: async (run, stage, change) => {
      // Also after a lost answer nobody knows any more how the run stands.
      await client.json(stageChange(call, run, stage, change)).finally(() => around.changed(run));
    },
    ...runApprovals(client, place),
    ...runChecks(client, place),
    remove: (run) => remove(client, call, run, around),
  };
}

const newest = "7.2-preview.1";

/** A run of another pipeline can be pinned by its id only in the newest version; before, by its number. */
function queueing(call: Calling, order: NewRun): Call {
  const { pipelineId, resources } = order;
  const numbers = resources.map(({ alias, version }) => [alias, { version }] as const);
  const pinned = resources.map(({ alias, version, runId }) => [alias, { version, runId }] as const);
  return call({
    method: "POST",
    path: ["pipelines", pipelineId, "runs"],
    what: "The run was not queued",
    ...(resources.length === 0
      ? { body: queueBody(order, []) }
      : {
          version: newest,
          olderVersion: "7.0",
          body: queueBody(order, pinned),
          olderBody: queueBody(order, numbers),
        }),
  });
}

function queueBody(order: NewRun, pipelines: readonly (readonly [string, unknown])[]): unknown {
  const { branch, parameters, variables, skip } = order;
  return {
    resources: {
      ...(branch === undefined ? {} : { repositories: { self: { refName: branch } } }),
      ...(pipelines.length === 0 ? {} : { pipelines: Object.fromEntries(pipelines) }),
    },
    templateParameters: parameters,
    variables: Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, { value, isSecret: false }]),
    ),
    stagesToSkip: skip,
  };
}

/** A second run must not come of a first one that could not be read. */
async function queue(client: Client, call: Call, around: AroundRuns): Promise<Release> {
  const run = readRunId(await client.json(call));
  if (run === undefined) throw withoutRun(call);
  try {
    return await around.read(run);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const what = `Run ${run} was queued, but could not be read`;
    const next = `Open run ${run}. Do not queue another one for this`;
    throw new Failure({ ...error.report, what, retry: "not safe", next }, { cause: error });
  }
}

function withoutRun({ what, where }: Call): Failure {
  return new Failure({
    code: "RM044",
    what,
    where,
    cause: "Azure DevOps answered without the run",
    state: "its state is not known",
    retry: "not safe",
    next: "Look among the runs of the pipeline before you do it again",
  });
}

const changes: Readonly<Record<StageChange, Readonly<{ state: string; all: boolean; not: string }>>> = {
  run: { state: "run", all: false, not: "started" },
  retry: { state: "retry", all: false, not: "started again" },
  retryAll: { state: "retry", all: true, not: "started again" },
  cancel: { state: "cancel", all: false, not: "cancelled" },
};

/** Only the newest version knows `run`: an older one must not be asked for something else instead. */
function stageChange(call: Calling, run: number, stage: string, change: StageChange): Call {
  const { state, all, not } = changes[change];
  const whenTooOld = "This Azure DevOps cannot start manual stages over its API: it is older than 7.2";
  return call({
    method: "PATCH",
    path: ["build", "builds", run, "stages", stage],
    version: newest,
    ...(change === "run" ? { whenTooOld } : { olderVersion: "7.0" }),
    body: { state, ...(state === "retry" ? { forceRetryAllJobs: all } : {}) },
    // Cancelled twice is cancelled once; started twice may be two attempts.
    repeatable: change === "cancel",
    what: `Stage ${stage} of run ${run} was not ${not}`,
  });
}

async function remove(client: Client, call: Calling, run: number, around: AroundRuns): Promise<void> {
  const what = `Run ${run} was not deleted`;
  const path = ["build", "builds", run];
  try {
    await client.json(call({ method: "DELETE", path, what, repeatable: true }));
    around.changed(run);
  } catch (error) {
    throw await held(error, () => around.holds(run));
  }
}

/** Azure DevOps words it in many ways that a hold forbids something: the holds themselves tell. */
async function held(error: unknown, holds: () => Promise<readonly Lease[]>): Promise<unknown> {
  if (!(error instanceof Failure) || !["RM001", "RM040", "RM042"].includes(error.report.code)) return error;
  // Where they cannot be read either, the first refusal is told.
  const found = await holds().catch(() => []);
  if (found.length === 0) return error;
  const owners = [...new Set(found.map(({ owner }) => plain(owner)))].join(", ");
  return refusal({
    ...error.report,
    cause: `The run is held by ${owners}. ${error.report.cause}`,
    next: "Give the holds back, then delete the run again",
  });
}
