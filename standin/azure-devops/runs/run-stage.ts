import { passChecks } from "../checks/pass-checks.ts";
import { connectionsIn } from "../engine/connections.ts";
import type { Passed } from "../checks/pass-checks.ts";
import { taskSteps, type PlannedStage, type PlannedVariable } from "../yaml/plan.ts";
import type { LiveRun } from "./run-book.ts";
import { runJob } from "./run-job.ts";
import type { StageRun } from "./run-job.ts";
import { groupNamed } from "./run-variables.ts";

/** Waits until whatever protects the stage's resources lets it begin. */
export function passStage({ world, live, planned, stage, signal }: StageRun): Promise<Passed> {
  const { site } = world;
  const { build, timeline } = live;
  return passChecks({
    site,
    build,
    timeline,
    stage,
    stageName: planned.name,
    attempt: stage.attempt,
    environments: planned.jobs.flatMap(({ environment }) => (environment === undefined ? [] : [environment])),
    groups: groupsOf(live, planned).flatMap((name) => groupNamed(site, name)?.id ?? []),
    connections: connectionsOf(world, planned),
    ...(planned.lockBehavior === undefined ? {} : { lockBehavior: planned.lockBehavior }),
    signal,
  });
}

/** Ids of the service connections that a stage's steps name: they were looked up when the run was queued. */
function connectionsOf(
  { site, connectionInputs }: StageRun["world"],
  { jobs }: PlannedStage,
): readonly string[] {
  const ids = jobs
    .flatMap(taskSteps)
    .flatMap((step) => connectionsIn(step, connectionInputs).map(({ text }) => text));
  return site.state.connections.map(({ id }) => id).filter((id) => ids.includes(id));
}

/** Names of the variable groups that a stage uses, the whole pipeline's among them. */
function groupsOf({ run }: LiveRun, { variables, jobs }: PlannedStage): readonly string[] {
  const all = [...run.plan.variables, ...variables, ...jobs.flatMap((job) => job.variables)];
  return groupNames(all);
}

function groupNames(variables: readonly PlannedVariable[]): readonly string[] {
  return [...new Set(variables.flatMap((one) => (one.kind === "group" ? [one.group] : [])))];
}

/** Runs the jobs of a stage, each as soon as those that it waits for have ended. Gives the stage's result. */
export async function runJobs(at: StageRun): Promise<string> {
  const begun = new Map<string, Promise<string>>();
  const begin = (name: string): Promise<string> => {
    const found = begun.get(name) ?? follow(at, name, begin);
    begun.set(name, found);
    return found;
  };
  return stageResult(await Promise.all(at.planned.jobs.map(({ name }) => begin(name))));
}

async function follow(at: StageRun, name: string, begin: (name: string) => Promise<string>): Promise<string> {
  const job = at.planned.jobs.find((one) => one.name === name);
  if (job === undefined) throw new Error(`The stage ${at.planned.name} has no job ${name}.`);
  await Promise.all(job.dependsOn.map(begin));
  return runJob(at, job);
}

function stageResult(results: readonly string[]): string {
  const worst = ["canceled", "failed", "succeededWithIssues"].find((one) => results.includes(one));
  if (worst !== undefined) return worst;
  return results.length > 0 && results.every((one) => one === "skipped") ? "skipped" : "succeeded";
}
