import { isOpen } from "../model/holds.ts";
import type { Release, ReleaseId } from "../model/release.ts";
import type { AzureDevOps, Lease } from "../ports.ts";
import { readingOf } from "./reading-of.ts";
import { numberOf, releaseOf } from "./release-of.ts";
import { releasesOfBuild } from "./releases-of-build.ts";
import { isCurrentAnywhere } from "./start-current.ts";

/** What giving holds back needs: who else leans on the build is looked for first. */
export type Holding = Pick<AzureDevOps, "leases" | "documents" | "project" | "releases" | "builds" | "runs">;

/** The builds beneath a release: what it carries and, of a run, the run itself, whose manual stages need it. */
export function buildsBeneath({
  id,
  kind,
  pipeline,
  artefacts,
}: Release): readonly Readonly<{ id: number; pipelineId: number }>[] {
  const own = kind === "yaml" ? [{ id: numberOf(id), pipelineId: pipeline.id }] : [];
  const builds = [...own, ...artefacts.flatMap(({ build }) => build ?? [])];
  return builds.filter((one, at) => builds.findIndex((other) => other.id === one.id) === at);
}

/**
 * Gives our holds on a build back, unless another release that is open or current anywhere carries the same build. Where that
 * cannot be read, they stay.
 */
export async function giveBackHolds(
  held: readonly Lease[],
  build: number,
  { except, azure }: Readonly<{ except: ReleaseId; azure: Holding }>,
): Promise<void> {
  if (held.length === 0) return;
  const needed = await readingOf(isNeededByOthers(build, except, azure));
  if (needed.kind === "failed" || needed.value) return;
  await Promise.all(held.map(({ id }) => azure.leases.release(id)));
}

async function isNeededByOthers(build: number, except: ReleaseId, azure: Holding): Promise<boolean> {
  const { items, links, problems } = await releasesOfBuild(await azure.builds.get(build), azure);
  if (problems.length > 0) return true;
  const others = items.filter(({ id }) => id !== except);
  const linksOf = new Map(links.map((one) => [one.release, one]));
  if (others.some((one) => isOpen(one, linksOf.get(one.id)))) return true;
  return isOneCurrent(
    others.map(({ id }) => id),
    azure,
  );
}

/** Every doubt keeps the hold, and so does a release that is gone meanwhile. */
async function isOneCurrent(ids: readonly ReleaseId[], azure: Holding): Promise<boolean> {
  for (const id of ids) {
    if ((await isCurrentAnywhere(await releaseOf(id, azure), azure)) !== false) return true;
  }
  return false;
}
