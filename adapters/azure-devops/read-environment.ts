import type { Deployment, Environment } from "../../core/model/deployment.ts";
import { readInstant, type Instant } from "../../core/model/instant.ts";
import type { State, Status } from "../../core/model/stage.ts";
import { optional, whole, word } from "./read-common.ts";
import { readResult, resultOf } from "./read-record.ts";

type WireOwner = Readonly<{ id?: number | null; name?: string | null }> | null;

/** `EnvironmentInstance`, environments 7.2-preview.1. */
export type WireEnvironmentInstance = Readonly<{ id?: number | null; name?: string | null }>;

/** `EnvironmentDeploymentExecutionRecord`, environments 7.2-preview.1: one job of a stage. */
export type WireExecution = Readonly<{
  id?: number | null;
  /** The pipeline. */
  definition?: WireOwner;
  /** The run. */
  owner?: WireOwner;
  stageName?: string | null;
  stageAttempt?: number | null;
  jobName?: string | null;
  jobAttempt?: number | null;
  resourceId?: number | null;
  queueTime?: string | null;
  startTime?: string | null;
  finishTime?: string | null;
  result?: string | number | null;
}>;

/** An environment of YAML pipelines. */
export function readEnvironment(body: unknown): Environment {
  const wire = (body ?? {}) as WireEnvironmentInstance;
  return { id: whole(wire.id), name: word(wire.name) };
}

/** Where the next page of records begins: after this token, with the records that were held back from the page before. */
type Continuation = Readonly<{ token?: string; held: readonly unknown[] }>;

/** Reads what `next` of a page says: our own text, never the wire's. */
export function readContinuation(next: string | undefined): Continuation {
  return next === undefined ? { held: [] } : (JSON.parse(next) as Continuation);
}

/**
 * What was deployed to an environment, in the order of the records. The jobs of one attempt are one deployment. `cut`: older
 * records follow, so the last attempt may have more jobs: its records are the `rest`, to be read with those.
 */
export function readExecutions(
  bodies: readonly unknown[],
  environment: Environment,
  cut?: "cut",
): Readonly<{ deployments: readonly Deployment[]; rest: readonly unknown[] }> {
  const attempts = new Map<string, WireExecution[]>();
  for (const body of bodies) {
    const key = keyOf(body);
    attempts.set(key, [...(attempts.get(key) ?? []), body ?? {}]);
  }
  const rest = cut === undefined ? [] : (attempts.get(keyOf(bodies.at(-1))) ?? []);
  const told = [...attempts.values()].filter((jobs) => jobs !== rest);
  return { deployments: told.flatMap((jobs) => deploymentOf(jobs, environment)), rest };
}

function keyOf(body: unknown): string {
  const { owner, stageAttempt, stageName } = (body ?? {}) as WireExecution;
  return [owner?.id, stageAttempt, stageName].join(" ");
}

function deploymentOf(all: readonly WireExecution[], environment: Environment): readonly Deployment[] {
  const jobs = latestOfEach(all);
  const [first] = jobs;
  if (first === undefined) return [];
  const ended = moments(jobs, "finishTime");
  return [
    {
      release: `run:${whole(first.owner?.id)}`,
      releaseName: word(first.owner?.name),
      pipeline: { id: whole(first.definition?.id), name: word(first.definition?.name), kind: "yaml" },
      stage: word(first.stageName),
      environment: environment.name,
      attempt: first.stageAttempt ?? 1,
      status: together(jobs),
      startedBy: "unknown",
      ...optional("queuedOn", earliest(moments(jobs, "queueTime"))),
      ...optional("startedOn", earliest(moments(jobs, "startTime"))),
      ...optional("finishedOn", ended.length === jobs.length ? latest(ended) : undefined),
    },
  ];
}

/** A job that was tried again counts by its last try. */
function latestOfEach(jobs: readonly WireExecution[]): readonly WireExecution[] {
  const found = new Map<string, WireExecution>();
  for (const job of jobs) {
    const key = [job.resourceId, job.jobName].join(" ");
    const known = found.get(key);
    if (known === undefined || (job.jobAttempt ?? 1) > (known.jobAttempt ?? 1)) found.set(key, job);
  }
  return [...found.values()];
}

/** The worst first: what one job did not reach, the deployment did not reach. */
const order: readonly State[] = [
  "unknown",
  "inProgress",
  "queued",
  "failed",
  "cancelled",
  "waitingForManualStart",
  "notDeployed",
  "succeededWithWarnings",
  "succeeded",
  "skipped",
];

function together(jobs: readonly WireExecution[]): Status {
  const all = jobs.map(statusOf).sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const worst = all[0] ?? { state: "unknown", wire: "" };
  const begun = moments(jobs, "startTime").length > 0;
  return worst.state === "queued" && begun ? { ...worst, state: "inProgress" } : worst;
}

/** A record without a result goes on; one that ended without any is not known. */
function statusOf(job: WireExecution): Status {
  const wire = String(job.result ?? "");
  const result = resultOf(job);
  if (result !== "") return { state: readResult(result), wire };
  if (readInstant(job.finishTime) !== undefined) return { state: "unknown", wire };
  return { state: readInstant(job.startTime) === undefined ? "queued" : "inProgress", wire };
}

function moments(
  jobs: readonly WireExecution[],
  key: "queueTime" | "startTime" | "finishTime",
): readonly Instant[] {
  return jobs.flatMap((job) => readInstant(job[key]) ?? []);
}

function earliest(moments: readonly Instant[]): Instant | undefined {
  return [...moments].sort((a, b) => a - b)[0];
}

function latest(moments: readonly Instant[]): Instant | undefined {
  return [...moments].sort((a, b) => b - a)[0];
}
