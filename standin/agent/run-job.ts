import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { agentVariables } from "./agent-variables.ts";
import { maskEndpoints, systemEndpoint } from "./endpoints.ts";
import { makeFolders } from "./folders.ts";
import { inBoxManifest } from "./in-box.ts";
import type { JobListener, JobOrder, JobReport, RunJob, RunnerOptions, StepOrder } from "./job.ts";
import type { JobState } from "./job-state.ts";
import { Masker } from "./masker.ts";
import { killOrphans } from "./orphans.ts";
import { runStep, setStatus, type PlannedPart } from "./run-step.ts";
import { Step } from "./step.ts";
import { Variables } from "./variables.ts";

/** Two jobs in one work folder would empty it under each other. */
const busy = new Set<string>();

/** Runs one job to its end, as the agent does: on a fresh work folder, with the tasks of the package. One job at a time a `workRoot`. */
export const runJob: RunJob = async (order, listener, options) => {
  const root = resolve(options.workRoot);
  if (busy.has(root)) throw new Error(`Another job works in ${root} already.`);
  busy.add(root);
  try {
    return await run(order, listener, options);
  } finally {
    busy.delete(root);
  }
};

async function run(order: JobOrder, listener: JobListener, options: RunnerOptions): Promise<JobReport> {
  const job = await stateOf(order, listener, options);
  const fault = await prepared(job);
  if (fault === undefined) await runParts(job);
  await killOrphans(job.lookupId);
  return {
    result: job.status.result ?? "succeeded",
    outputs: job.outputs,
    ...(fault === undefined ? {} : { fault: job.masker.mask(fault) }),
  };
}

async function stateOf(order: JobOrder, listener: JobListener, options: RunnerOptions): Promise<JobState> {
  const folders = await makeFolders(options.workRoot, order);
  const environment = { ...ownEnvironment(), ...options.processEnvironment };
  const shortest = Number(environment["AZP_IGNORE_SECRETS_SHORTER_THAN"] ?? 0);
  const masker = new Masker(Number.isFinite(shortest) ? shortest : 0);
  const endpoints = new Map(order.endpoints.map((endpoint) => [endpoint.id.toLowerCase(), endpoint]));
  maskEndpoints([systemEndpoint(order), ...order.endpoints], masker);
  const variables = new Variables({ ...order.variables, ...agentVariables(order, folders) }, masker);
  const lookupId = `vsts_${randomUUID()}`;
  const changing = { endpoints, prependPath: [], outputs: {}, details: new Map(), status: {} };
  return { order, listener, options, folders, masker, variables, environment, lookupId, ...changing };
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What the service's own download step would do. Returns why it failed. */
async function prepared(job: JobState): Promise<string | undefined> {
  if (job.options.signal.aborted) setStatus(job, "canceled");
  try {
    job.variables.recalculate();
    if (!job.options.signal.aborted) await job.options.download?.(job.folders.download);
    return undefined;
  } catch (error) {
    setStatus(job, job.options.signal.aborted ? "canceled" : "failed");
    return error instanceof Error ? error.message : String(error);
  }
}

async function runParts(job: JobState): Promise<void> {
  const steps: PlannedPart[] = [];
  for (const order of job.order.steps.filter(({ enabled }) => enabled !== false)) {
    const part = await plannedPart(job, order);
    if (part === undefined) {
      refuse(job, order);
      return;
    }
    steps.push(part);
  }
  const post = steps.filter(({ manifest }) => manifest.postjobexecution !== undefined).reverse();
  const parts: PlannedPart[] = [
    ...steps
      .filter(({ manifest }) => manifest.prejobexecution !== undefined)
      .map((part) => ({ ...part, phase: "pre" as const })),
    ...steps.filter(({ manifest }) => manifest.execution !== undefined),
    ...post.map((part) => ({ ...part, phase: "post" as const })),
  ];
  for (const part of parts) {
    if (job.options.signal.aborted) setStatus(job, "canceled");
    await runStep(job, part);
  }
}

async function plannedPart(job: JobState, order: StepOrder): Promise<PlannedPart | undefined> {
  const common = { order, phase: "main" as const, taskVariables: new Map() };
  const found = await job.options.tasks.find(order.task.id, order.task.version);
  if (found !== undefined) return { ...common, manifest: found.manifest, folder: found.folder };
  const manifest = inBoxManifest(order.task.id, order.task.version);
  return manifest === undefined ? undefined : { ...common, manifest };
}

/** As when the agent cannot download a task: the job fails before its first step. */
function refuse(job: JobState, order: StepOrder): void {
  const { name, id, version } = order.task;
  const text = `Task '${name}@${version}' (${id}) is neither in the package nor an in-box step that the stand-in's runner plays.`;
  const manifest = {
    id,
    name,
    friendlyName: name,
    description: "",
    author: "",
    version: { Major: 0, Minor: 0, Patch: 0 },
  };
  const step = new Step(job, { order, phase: "main", manifest, taskVariables: new Map() });
  job.listener.stepStarted(step.record, order, "main");
  step.error(text);
  setStatus(job, "failed");
  job.listener.stepFinished(step.record, "failed", step.issues);
}
