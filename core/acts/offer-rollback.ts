import { Failure } from "../failure.ts";
import type { Instant } from "../model/instant.ts";
import { failed, type Reading } from "../model/reading.ts";
import type { Release, ReleaseId } from "../model/release.ts";
import type { Stage } from "../model/stage.ts";
import { listed } from "../model/words.ts";
import type { AzureDevOps } from "../ports.ts";
import { inParallel } from "./in-parallel.ts";
import { readingOf } from "./reading-of.ts";
import { withCarried } from "./run-facts.ts";
import type { RunTold } from "./run-told.ts";
import { primaryBuild, releaseOf, stageOf } from "./release-of.ts";
import { cameHere, counterpart, currentAmong, releasesOf, wayOf } from "./start-current.ts";

/** Whether the sealed bytes of a release can still be deployed, or why not. */
export type Bytes = "there" | Readonly<{ gone: string }>;

/** A release that a stage ran well before, and that it can go back to. */
export type RollbackCandidate = Readonly<{
  release: Release;
  /** The stage as that release names it. */
  stage: string;
  build?: Readonly<{ id: number; number: string }>;
  deployedOn: Instant;
  bytes: Reading<Bytes>;
}>;

/** What a stage can go back to, newest deployment first. */
export type RollbackOffer = Readonly<{
  /** What runs there now; the release itself where it is the one. */
  current: Release;
  stage: Stage;
  environment: string;
  candidates: readonly RollbackCandidate[];
}>;

type Known = Pick<AzureDevOps, "releases" | "builds" | "runs" | "evidences">;

/** So many are offered: each costs two requests. What a run carries takes one or two more. */
const mostCandidates = 10;
const atOnce = 4;

/**
 * Looks for what a stage can go back to: earlier releases of the same pipeline, of an older build, that succeeded there. Of each
 * it is told whether its bytes still exist. Nothing is changed.
 */
export async function offerRollback(id: ReleaseId, stage: string, azure: Known): Promise<RollbackOffer> {
  const release = await releaseOf(id, azure);
  const there = stageOf(release, stage, `${stage} was not looked at`);
  const page = await releasesOf(release, azure);
  const current = await withCarried(currentAmong(there, release, page) ?? release, azure);
  const before = [release, ...page.items]
    .filter((one, at, all) => all.findIndex((other) => other.id === one.id) === at)
    .flatMap((one) => ranWell(one, there))
    .sort((a, b) => b.deployedOn - a.deployedOn);
  const told = await inParallel(before, atOnce, async (one) => ({
    ...one,
    ...(await withCarried(one.release, azure)),
  }));
  const older = told.filter((one) => isOlder(one, current)).slice(0, mostCandidates);
  const candidates = await inParallel(older, atOnce, (one) => candidateOf(one, azure));
  return { current: current.release, stage: there, environment: there.environment, candidates };
}

type Ran = Pick<RollbackCandidate, "release" | "stage" | "deployedOn">;

function ranWell(release: Release, stage: Stage): readonly Ran[] {
  const same = counterpart(release, stage);
  const deployedOn = same && cameHere(same, release);
  return same === undefined || deployedOn === undefined ? [] : [{ release, stage: same.name, deployedOn }];
}

/** One of which it could not be read what it carries may be it: its evidence looks again. */
function isOlder({ release, problems }: RunTold, current: RunTold): boolean {
  if (release.id === current.release.id) return false;
  const isKnown = problems.length === 0 && current.problems.length === 0;
  return !isKnown || wayOf(release, current.release) === "older";
}

async function candidateOf(
  { release, stage, deployedOn, problems }: Ran & RunTold,
  azure: Known,
): Promise<RollbackCandidate> {
  const travelling = await readingOf(travellingBuild(release, azure));
  const id = travelling.kind === "read" ? travelling.value : undefined;
  const source = release.artefacts.find(({ build }) => build !== undefined && build.id === id);
  const build = source?.build && { id: source.build.id, number: source.version };
  const bytes: Reading<Bytes> =
    problems.length > 0
      ? failed(problems.join(" "))
      : travelling.kind === "failed"
        ? travelling
        : await readingOf(bytesOf(id, azure).catch(asGone));
  return { release, stage, deployedOn, bytes, ...(build === undefined ? {} : { build }) };
}

/** A run may carry builds that are never deployed: the first that was sealed is the one whose artefacts travel. */
async function travellingBuild(release: Release, azure: Known): Promise<number | undefined> {
  const first = primaryBuild(release)?.id;
  const carried = release.artefacts.flatMap(({ build }) => build?.id ?? []);
  if (release.kind === "classic" || carried.length < 2) return first;
  const seals = await inParallel(carried, atOnce, (id) => azure.evidences.seal(id));
  return carried.find((_, at) => seals[at]?.kind === "found") ?? first;
}

async function bytesOf(id: number | undefined, azure: Known): Promise<Bytes> {
  if (id === undefined) return { gone: "it carries no build" };
  const [seal, published] = await Promise.all([azure.evidences.seal(id), azure.builds.artefacts(id)]);
  if (seal.kind === "absent") return { gone: "its build is not sealed" };
  if (seal.kind === "notBelieved") return { gone: `its seal is not believed: ${seal.because}` };
  const names = new Set(published.map(({ name }) => name));
  const lost = seal.value.artefacts.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  return lost.length === 0 ? "there" : { gone: `of its build, ${listed(lost)} cannot be fetched any more` };
}

/** A build that is gone is an answer, not a failure. */
function asGone(error: unknown): Bytes {
  if (error instanceof Failure && error.report.code === "RM041") return { gone: "its build was deleted" };
  throw error;
}
