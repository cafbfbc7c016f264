import type { Environment } from "../model/deployment.ts";
import { sameName } from "../model/ordinal.ts";
import type { Release } from "../model/release.ts";
import type { Check, Stage, State } from "../model/stage.ts";
import type { AzureDevOps } from "../ports.ts";
import type { RunCheck } from "../ports-of-runs.ts";
import { holderOf } from "../model/waiting-stages.ts";
import { readingOf } from "./reading-of.ts";
import type { RunTold } from "./run-told.ts";

type Asked = Pick<AzureDevOps, "runs" | "environments">;

const waiting: readonly State[] = ["waitingForApproval", "waitingForCheck"];
// Each costs a request or two.
const mostStages = 5;

/**
 * A run whose stages that wait say what they wait for: which resource is to be permitted, which check it is, what holds the
 * lock, and whether Azure DevOps still has the environment. Nothing is asked for a run without such a stage.
 */
export async function withChecks({ release, problems }: RunTold, azure: Asked): Promise<RunTold> {
  const stages = release.stages.filter(({ status }) => waiting.includes(status.state)).slice(-mostStages);
  let asked: Promise<readonly Environment[]> | undefined;
  const environments = (): Promise<readonly Environment[]> => (asked ??= azure.environments.list());
  const world = { release, environments, azure };
  const read = await readingOf(Promise.all(stages.map((stage) => checksOf(stage, world))));
  if (read.kind === "failed") {
    return { release, problems: [...problems, `The checks of its stages could not be read: ${read.why}`] };
  }
  const told = new Map(stages.map(({ id }, at) => [id, read.value[at] ?? []]));
  const ofStage = (stage: Stage): Stage => {
    const checks = told.get(stage.id) ?? [];
    return checks.length === 0 ? stage : withLatest(stage, checks);
  };
  return { release: { ...release, stages: release.stages.map(ofStage) }, problems };
}

function withLatest(stage: Stage, checks: readonly Check[]): Stage {
  const last = stage.attempts.length - 1;
  const attempts = stage.attempts.map((attempt, at) => (at === last ? { ...attempt, checks } : attempt));
  return { ...stage, attempts };
}

type World = Readonly<{
  release: Release;
  /** Listed at most once, however many stages wait. */
  environments: () => Promise<readonly Environment[]>;
  azure: Asked;
}>;

async function checksOf(
  stage: Stage,
  { release, environments: list, azure }: World,
): Promise<readonly Check[]> {
  const attempt = stage.attempts.at(-1);
  if (attempt?.checkpoint === undefined) return [];
  const told = await azure.runs.checks(attempt.checkpoint);
  const environments = told.some(isOfEnvironment) ? await list() : [];
  const known = attempt.checks ?? [];
  const isGone = (one: Pick<RunCheck, "resource">): boolean =>
    isOfEnvironment(one) && environmentOf(one, environments) === undefined;
  const knows = ({ id }: RunCheck): boolean => known.some((check) => sameName(check.id, id));
  const around = { release, environments, azure };
  const latest = known.map(async (check): Promise<Check> => {
    const more = { ...check, ...told.find(({ id }) => sameName(id, check.id)) };
    return { ...more, ...(isGone(more) ? { gone: true } : {}), ...(await holder(more, around)) };
  });
  // Where people are asked about it, the timeline has no other check: what they are asked about is gone all the same.
  const missed = told.filter((one) => isGone(one) && !knows(one));
  return [...(await Promise.all(latest)), ...missed.map((one): Check => ({ ...lost, ...one, gone: true }))];
}

const lost = { name: "", kind: "other", status: { state: "queued", wire: "" } } as const;

function isOfEnvironment({ resource }: Pick<RunCheck, "resource">): boolean {
  return resource?.type.toLowerCase() === "environment";
}

function environmentOf(
  { resource }: Pick<RunCheck, "resource">,
  environments: readonly Environment[],
): Environment | undefined {
  return environments.find(({ id }) => String(id) === resource?.id);
}

type Around = Readonly<{ release: Release; environments: readonly Environment[]; azure: Asked }>;

async function holder(
  check: Check,
  { release, environments, azure }: Around,
): Promise<Pick<Check, "heldBy">> {
  const environment = environmentOf(check, environments);
  if (check.kind !== "exclusiveLock" || environment === undefined) return {};
  const { items } = await azure.environments.deployments(environment);
  const heldBy = holderOf(items, release.id);
  return heldBy === undefined ? {} : { heldBy };
}
