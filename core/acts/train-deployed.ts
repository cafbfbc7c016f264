import type { Deployment, Environment } from "../model/deployment.ts";
import { momentsOf } from "../model/deployment-moments.ts";
import { instant } from "../model/instant.ts";
import { sameName } from "../model/ordinal.ts";
import { failed, read, type Reading } from "../model/reading.ts";
import type { Release, ReleaseId } from "../model/release.ts";
import type { Settings } from "../model/settings.ts";
import type { CriterionFact } from "../model/train/evaluate-criterion.ts";
import type { CriterionCheck } from "../model/train/exit-criterion.ts";
import { whereWas } from "../model/where-what.ts";
import type { AzureDevOps, Page } from "../ports.ts";
import { rationed, type Ration } from "./rationed.ts";
import { readSettings } from "./settings.ts";

type Check = Extract<CriterionCheck, { kind: "deployed" }>;
type Attempts = Readonly<{ items: readonly Deployment[]; whole: boolean }>;

/** What reading needs besides the ration. */
export type DeployedWorld = Readonly<{
  azure: Pick<AzureDevOps, "project" | "releases" | "environments" | "documents">;
  release: (id: ReleaseId) => Promise<Reading<Release>>;
}>;

// Of a hundred attempts each: what is further back was replaced long ago, or is said not to be known.
const mostPages = 3;

/** What an environment runs now, among the releases of the asked one's own pipeline: applications share environments. */
export function deployedReader(
  ration: Ration,
  { azure, release }: DeployedWorld,
): (check: Check) => Promise<Reading<CriterionFact>> {
  const settings = rationed(ration, () => readSettings(azure.project.id, azure.documents));
  const attemptsOf = attemptsReader(ration, azure);
  return async (check) => {
    const naming = await settings("all");
    const asked = await release(check.release);
    if (asked.kind === "failed") return asked;
    if (naming.kind === "failed") return naming;
    const found = await attemptsOf(asked.value, check.environment);
    if (found.kind === "failed") return found;
    return currentOf(check, found.value, { release: asked.value, settings: naming.value.value });
  };
}

function attemptsReader(
  ration: Ration,
  { releases, environments }: DeployedWorld["azure"],
): (release: Release, environment: string) => Promise<Reading<Attempts>> {
  const classic = rationed(ration, (pipelineId: number) =>
    attempts((next) => releases.deployments({ pipelineId, ...(next === undefined ? {} : { next }) })),
  );
  const listed = rationed(ration, () => environments.list());
  const known = new Map<string, Environment>();
  const yaml = rationed(ration, async (name: string) => {
    const place = known.get(name);
    return place ? attempts((next) => environments.deployments(place, next)) : { items: [], whole: true };
  });
  return async (release, environment) => {
    if (release.kind === "classic") return classic(release.pipeline.id);
    const places = await listed("all");
    if (places.kind === "failed") return places;
    const place = places.value.find(({ name }) => sameName(name, environment));
    if (place === undefined) return read({ items: [], whole: true });
    known.set(place.name, place);
    return yaml(place.name);
  };
}

async function attempts(page: (next?: string) => Promise<Page<Deployment>>): Promise<Attempts> {
  const items: Deployment[] = [];
  let next: string | undefined;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const found = await page(next);
    items.push(...found.items);
    next = found.next;
    if (next === undefined) return { items, whole: true };
  }
  return { items, whole: false };
}

type Known = Readonly<{ release: Release; settings: Settings }>;

function currentOf(
  { environment }: Check,
  { items, whole }: Attempts,
  { release, settings }: Known,
): Reading<CriterionFact> {
  // As it was read: by a clock that is behind, what has just ended would not be there yet.
  const current = whereWas(placed(items, release), environment, { settings }).find(
    ({ pipeline }) => pipeline.kind === release.kind && pipeline.id === release.pipeline.id,
  );
  if (current === undefined && !whole) {
    return failed(`nothing of its pipeline is among the latest ${items.length} deployments`);
  }
  if (current === undefined) return read({ kind: "deployed", environment });
  const since = instant(momentsOf(current).ended);
  return read({ kind: "deployed", environment, current: { release: current.release, since } });
}

/** A classic deployment is told by its stage; where that deploys to, the pipeline's stages say. */
function placed(items: readonly Deployment[], { kind, stages }: Release): readonly Deployment[] {
  if (kind !== "classic") return items;
  return items.map((one) => {
    const stage = stages.find(({ name }) => sameName(name, one.stage));
    return stage === undefined ? one : { ...one, environment: stage.environment };
  });
}
