import { Failure, ended, refusal, type FailureReport } from "../failure.ts";
import { holdDays } from "../model/holds.ts";
import type { Link, ReleaseLinks } from "../model/links.ts";
import { protectionOf } from "../model/protection.ts";
import { type Build, readReleaseId, type Release, type ReleaseId } from "../model/release.ts";
import { withSettings } from "../model/stage-class.ts";
import { listed } from "../model/words.ts";
import type { AzureDevOps } from "../ports.ts";
import { firstLinks } from "./link-releases.ts";
import { carriesBuild, linksCollection, linksDocument, listLinks } from "./links-of.ts";
import { readingOf } from "./reading-of.ts";
import { numberOf, releaseOf } from "./release-of.ts";
import { releasesOfBuild } from "./releases-of-build.ts";
import { readSettings } from "./settings.ts";

type Deleting = Pick<AzureDevOps, "releases" | "builds" | "runs" | "leases" | "documents" | "project">;

/**
 * Deletes a release of either world. Everything is read again first, also what other releases say of it: refused (RM002) with
 * the sentence of `protectionOf`, also where links or settings cannot be read, and (RM041) when it is gone already. Azure
 * DevOps keeps the comment for classic releases only. Our holds on a run are given back before; where the run then stays
 * all the same, it is held anew.
 */
export async function deleteRelease(release: Release, comment: string, azure: Deleting): Promise<void> {
  const now = await releaseNow(release, azure);
  const { links, carriers } = await linksNow(now, azure);
  const guard = protectionOf(now, links);
  if (!guard.deletable) throw protectedBy(release, guard.because);
  await refuseCarried(release, carriers, azure);
  const number = numberOf(release.id);
  if (release.kind === "classic") await azure.releases.remove(number, comment.trim());
  else await removeRun(now, number, azure);
  await forget(release, azure);
}

async function removeRun(release: Release, run: number, { leases, runs }: Deleting): Promise<void> {
  const held = await leases.ours(run);
  try {
    for (const { id } of held) await leases.release(id);
    await runs.remove(run);
  } catch (error) {
    if (held.length > 0) await holdAgain(release, run, { leases, refused: error });
    throw error;
  }
}

/** The run stayed: so does its hold. Where that fails too, the person is told that nothing holds it. */
async function holdAgain(
  { pipeline }: Release,
  run: number,
  { leases, refused }: Pick<Deleting, "leases"> & Readonly<{ refused: unknown }>,
): Promise<void> {
  const taken = await readingOf(leases.take(run, pipeline.id, holdDays));
  if (taken.kind === "read" || !(refused instanceof Failure)) return;
  const cause = `${ended(refused.report.cause)} The run is not held any more: ${taken.why}`;
  throw new Failure({ ...refused.report, cause }, { cause: refused });
}

/** The release as it is now, its classes as the project's settings say. */
async function releaseNow(release: Release, azure: Deleting): Promise<Release> {
  try {
    const now = await releaseOf(release.id, azure);
    const { value } = await readSettings(now.project.id, azure.documents);
    return withSettings(now, value);
  } catch (error) {
    throw toldAs(release, error, (cause) => `Whether it may be deleted could not be read: ${cause}`);
  }
}

/** What is stored beside the release, and what others store of it: neither can free what the other protects. */
async function linksNow(
  release: Release,
  azure: Deleting,
): Promise<Readonly<{ links: ReleaseLinks | undefined; carriers: readonly ReleaseLinks[] }>> {
  const { links: all, unread } = await linksListed(release, azure);
  const mentions = [`${linksDocument(release.id)} `, `"${release.id}"`];
  if (unread.some((text) => mentions.some((mention) => text.includes(mention)))) {
    throw protectedBy(release, "What is stored of its links cannot be understood, so they may protect it");
  }
  const own = all.find((one) => one.release === release.id);
  const others = all.filter((one) => one.release !== release.id);
  const run = release.kind === "yaml" ? numberOf(release.id) : undefined;
  return {
    links: withOthers(own ?? firstLinks(release), others),
    carriers: others.filter((other) => run !== undefined && carriesBuild(other, run)),
  };
}

async function linksListed(release: Release, azure: Deleting): ReturnType<typeof listLinks> {
  try {
    return await listLinks(azure.project.id, azure);
  } catch (error) {
    throw toldAs(release, error, (cause) => `Whether it is linked to another could not be read: ${cause}`);
  }
}

function withOthers(own: ReleaseLinks, others: readonly ReleaseLinks[]): ReleaseLinks {
  const knows = (id: ReleaseId): boolean => [own.from, ...own.onward].some((link) => link?.release === id);
  const later = others.flatMap((other) =>
    other.from?.release === own.release && !knows(other.release) ? [endOf(other, other.from)] : [],
  );
  const earlier = others.flatMap((other) => {
    const link = other.onward.find(({ release }) => release === own.release);
    return link && !knows(other.release) ? [endOf(other, link)] : [];
  })[0];
  const from = own.from ?? earlier;
  return { ...own, ...(from === undefined ? {} : { from }), onward: [...own.onward, ...later] };
}

function endOf({ release, name, pipeline }: ReleaseLinks, { root, on }: Link): Link {
  return { release, name, pipeline: pipeline.name, root, on };
}

/** A run's artefacts may travel in releases that nobody linked. */
async function refuseCarried(
  release: Release,
  carriers: readonly ReleaseLinks[],
  azure: Deleting,
): Promise<void> {
  const known = readReleaseId(release.id);
  if (known?.kind !== "run") return;
  if (carriers.length > 0) {
    throw protectedBy(release, `Its artefacts travel in ${namesOf(carriers)}`);
  }
  const build = await azure.builds.get(known.number);
  if (build.retainedByRelease) throw protectedBy(release, "Its artefacts travel in a classic release");
  await refuseUnlinkedCarriers(release, build, azure);
}

/** Azure DevOps itself is asked, because a carrier that was never opened here stored nothing. */
async function refuseUnlinkedCarriers(release: Release, build: Build, azure: Deleting): Promise<void> {
  const { items, problems } = await releasesOfBuild(build, azure);
  const others = items.filter(({ id }) => id !== release.id);
  if (others.length > 0) throw protectedBy(release, `Its artefacts travel in ${namesOf(others)}`);
  if (problems.length === 0) return;
  throw protectedBy(release, `Whether its artefacts travel cannot be told: ${problems.join(" ")}`);
}

function namesOf(releases: readonly Pick<Release, "name" | "pipeline">[]): string {
  return listed(releases.slice(0, 10).map(({ name, pipeline }) => `${name} of ${pipeline.name}`));
}

/** What was stored beside a release that is gone would show it as broken. */
async function forget(release: Release, { documents, project }: Deleting): Promise<void> {
  try {
    await documents.remove(linksCollection(project.id), linksDocument(release.id));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const what = `${release.name} was deleted, but not what was stored beside it`;
    throw new Failure({ ...error.report, what, next: "Archive what is left of it" }, { cause: error });
  }
}

function toldAs(release: Release, error: unknown, cause: (own: string) => string): unknown {
  if (!(error instanceof Failure)) return error;
  const isGone = error.report.code === "RM041";
  return notDeleted(release, {
    code: error.report.code,
    cause: isGone ? "It is gone already: somebody else deleted it" : cause(error.report.cause),
    next: isGone ? "Go back to the list" : error.report.next,
    ...(error.report.ids === undefined ? {} : { ids: error.report.ids }),
  });
}

function protectedBy(release: Release, cause: string): Failure {
  const next = "Keep it: it is the proof of what was deployed. Archive it where it is in the way";
  return notDeleted(release, { code: "RM002", cause, next });
}

function notDeleted(
  { name, pipeline }: Release,
  told: Pick<FailureReport, "code" | "cause" | "next" | "ids">,
): Failure {
  return refusal({ ...told, what: `${name} was not deleted`, where: pipeline.name });
}
