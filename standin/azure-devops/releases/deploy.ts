import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { JobOrder, JobReport } from "../../agent/job.ts";
import type { EngineWorld } from "../engine/engine-world.ts";
import type { Agent } from "../engine/agents.ts";
import { withAccess, type BeginningJob, type JobAccess } from "../engine/job-access.ts";
import { listenerOf } from "../engine/listener.ts";
import { stepOrders } from "../engine/orders.ts";
import type { Site } from "../site.ts";
import { storeText } from "../state/files.ts";
import type { DeployPhase, RunPhase } from "../state/release-state.ts";
import { newPhase, phaseBook, settle, taskBegins, taskEnds } from "./phase-book.ts";
import { releaseVariables } from "./release-variables.ts";
import type { Place } from "./stage-attempt.ts";

/** What became of an attempt's phases. */
export type Outcome = "succeeded" | "partiallySucceeded" | "failed" | "canceled";

/** Runs the phases of a stage, one after the other, each as one job on a fresh work folder. */
export async function deploy(world: EngineWorld, place: Place, signal: AbortSignal): Promise<Outcome> {
  const { site } = world;
  // The answer to the request that started it goes out first, as it does when a real agent takes the job.
  await new Promise((done) => setImmediate(done));
  let outcome: Outcome = "succeeded";
  for (const definition of place.environment.definition.phases) {
    const phase = newPhase(site, definition);
    place.attempt.phases.push(phase);
    site.changed();
    const blocked = outcome === "failed" || outcome === "canceled";
    const result = blocked ? "skipped" : await runPhase(world, { ...place, definition, phase }, signal);
    settle(site, phase, result);
    outcome = worse(outcome, result);
    place.attempt.lastModifiedOn = site.clock.iso();
  }
  return outcome;
}

type PhasePlace = Place & Readonly<{ definition: DeployPhase; phase: RunPhase }>;

async function runPhase(world: EngineWorld, place: PhasePlace, signal: AbortSignal): Promise<Outcome> {
  if (signal.aborted) return "canceled";
  const { site, agents } = world;
  const report = await agents.use(async (agent) => {
    if (signal.aborted) return { result: "canceled" as const, outputs: {} };
    const startedOn = site.clock.iso();
    Object.assign(place.phase, { status: "inProgress", startedOn });
    Object.assign(place.phase.job, { status: "inProgress", startTime: startedOn, agentName: "standin" });
    place.attempt.operationStatus = "phaseInProgress";
    site.changed();
    return runOne(world, place, { agent, signal });
  });
  return outcomeOf(report.result);
}

async function runOne(
  world: EngineWorld,
  place: PhasePlace,
  { agent, signal }: Readonly<{ agent: Agent; signal: AbortSignal }>,
): Promise<JobReport> {
  const { site } = world;
  const { phase, release } = place;
  const plan = { planId: phase.runPlanId, by: site.callers.buildService.id };
  const listener = listenerOf(site, plan, phaseBook(site, phase), {
    artefact: () => Promise.reject(new Error("A release cannot publish artefacts.")),
    tag: () => undefined,
    output: () => undefined,
    buildNumber: () => undefined,
    releaseName: (name) => void (release.name = name),
  });
  const download = (folder: string): Promise<void> => downloadAll(site, place, folder);
  try {
    const job = beginning(site, place);
    return await withAccess(world, job, (access) =>
      world.runJob(jobOrder(place, job.jobId, access), listener, { ...agent, signal, download }),
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    site.log(`The job of ${release.name} broke: ${message}`);
    phase.job.issues.push({ type: "error", message });
    return { result: "failed", outputs: {} };
  }
}

function beginning(site: Site, place: PhasePlace): BeginningJob {
  const { definition, release, environment, phase } = place;
  return {
    ...{ kind: "release", id: release.id, planId: phase.runPlanId, jobId: randomUUID() },
    place: `${environment.definition.name}.${definition.refName}`,
    name: definition.refName,
    steps: definition.steps,
    variables: releaseVariables(site, place),
  };
}

function jobOrder({ definition, release }: PhasePlace, jobId: string, access: JobAccess): JobOrder {
  return {
    host: "release",
    jobId,
    displayName: definition.name,
    steps: stepOrders(definition.steps),
    ...access,
    folderNumber: release.definitionId,
  };
}

/** What the service's own download step does: each source under its alias. A build that is gone fails the job. */
async function downloadAll(site: Site, { release, phase }: PhasePlace, folder: string): Promise<void> {
  const tasks = phase.tasks.filter(({ name, status }) => name.startsWith("Download") && status === "pending");
  for (const [index, source] of release.artefacts.entries()) {
    const task = tasks[index];
    const lines: string[] = [];
    if (task !== undefined) taskBegins(site, task);
    const fault = copied(site, source.buildId, join(folder, source.alias), lines);
    const file = storeText(site, "logs", lines.map((line) => `${site.clock.iso()} ${line}\n`).join(""));
    if (task !== undefined)
      taskEnds(site, task, { ...(fault === undefined ? {} : { fault }), file, lines: lines.length });
    if (fault !== undefined) throw new Error(fault);
  }
  await Promise.resolve();
}

/** Gives why it failed. */
function copied(site: Site, build: number, folder: string, lines: string[]): string | undefined {
  mkdirSync(folder, { recursive: true });
  const found = site.state.build.builds.find(({ id, deleted }) => id === build && deleted === undefined);
  if (found === undefined)
    return `VS402900: The build ${build} does not exist any more, its artifacts cannot be downloaded.`;
  for (const artefact of site.state.build.artefacts.filter(({ buildId }) => buildId === build)) {
    cpSync(join(site.storage, artefact.folder), join(folder, artefact.name), { recursive: true });
    lines.push(`Downloaded ${artefact.name} (${artefact.bytes} bytes) of build ${found.buildNumber}.`);
  }
  return undefined;
}

function outcomeOf(result: JobReport["result"]): Outcome {
  if (result === "succeededWithIssues") return "partiallySucceeded";
  if (result === "canceled") return "canceled";
  return result === "succeeded" || result === "skipped" ? "succeeded" : "failed";
}

const order: readonly Outcome[] = ["succeeded", "partiallySucceeded", "failed", "canceled"];

function worse(a: Outcome, b: Outcome | "skipped"): Outcome {
  return b === "skipped" || order.indexOf(a) > order.indexOf(b) ? a : b;
}
