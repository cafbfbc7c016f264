import type { Instant } from "../model/instant.ts";
import type { Reading } from "../model/reading.ts";
import { read } from "../model/reading.ts";
import type { DeploymentRecord } from "../model/record.ts";
import type { Release } from "../model/release.ts";
import { hasSucceeded } from "../model/judge-order.ts";
import type { Attempt, Stage } from "../model/stage.ts";
import type { StartFacts } from "../model/start-facts.ts";
import type { AzureDevOps, Found, Page } from "../ports.ts";
import { readingOf } from "./reading-of.ts";
import { primaryBuild, releaseOf } from "./release-of.ts";
import { withCarried } from "./run-facts.ts";

/** What the stage's environment runs now: the release, and what our step recorded when it came there. */
export type Current = Readonly<{ release: Release; record: Found<DeploymentRecord> }>;

type Known = Pick<AzureDevOps, "releases" | "builds" | "runs" | "evidences">;

const looksBack = 100;
// Each run costs a request for its timeline.
const looksBackAtRuns = 20;

/** The release of the same pipeline that succeeded last in this stage, whichever release is asked about. */
export async function currentIn(
  release: Release,
  stage: Stage,
  azure: Known,
): Promise<Reading<Current | undefined>> {
  return readingOf(lookFor(release, stage, azure));
}

async function lookFor(release: Release, stage: Stage, azure: Known): Promise<Current | undefined> {
  const last = currentAmong(stage, release, await releasesOf(release, azure));
  if (!last) return undefined;
  // The list knows no steps, and so not what was attached.
  const whole = last.id === release.id ? release : await wholeOf(last.id, azure);
  return { release: whole, record: await recordIn(whole, stage, azure) };
}

/** Where it is not told what a run carries, its builds cannot be compared: it is neither newer nor older then. */
async function wholeOf(id: Release["id"], azure: Known): Promise<Release> {
  return (await withCarried(await releaseOf(id, azure), azure)).release;
}

/** Whether the release is what one of its environments runs now; `unknown` where that could not be read. */
export async function isCurrentAnywhere(
  release: Release,
  azure: Pick<AzureDevOps, "releases" | "builds">,
): Promise<boolean | "unknown"> {
  const reached = release.stages.filter((stage) => cameHere(stage, release) !== undefined);
  if (reached.length === 0) return false;
  const listed = await readingOf(releasesOf(release, azure));
  if (listed.kind === "failed") return "unknown";
  return reached.some((stage) => currentAmong(stage, release, listed.value)?.id === release.id);
}

/** Which release came last to a stage: one of a list, or the release itself, which may be too old to be listed. */
export function currentAmong(stage: Stage, release: Release, { items }: Page<Release>): Release | undefined {
  const all = [release, ...items.filter(({ id }) => id !== release.id)];
  const here = all.flatMap((other) => {
    const same = counterpart(other, stage);
    const at = same && cameHere(same, other);
    return same && at !== undefined ? [{ other, at }] : [];
  });
  return here.sort((a, b) => b.at - a.at)[0]?.other;
}

/** The newest releases of a release's own pipeline. */
export function releasesOf(
  release: Release,
  { releases, builds }: Pick<AzureDevOps, "releases" | "builds">,
): Promise<Page<Release>> {
  const { id: pipelineId } = release.pipeline;
  return release.kind === "yaml"
    ? builds.runs({ pipelineId, top: looksBackAtRuns })
    : releases.list({ pipelineId, top: looksBack });
}

async function recordIn(
  whole: Release,
  stage: Stage,
  azure: Pick<AzureDevOps, "evidences">,
): Promise<Found<DeploymentRecord>> {
  const there = counterpart(whole, stage);
  const attempt = there && lastSuccess(there);
  return there && attempt ? azure.evidences.record(whole, there, attempt.number) : { kind: "absent" };
}

/** The same stage in another release of the pipeline, where it has it. */
export function counterpart(release: Release, stage: Stage): Stage | undefined {
  const { definitionId, id, name } = stage;
  if (definitionId !== undefined) return release.stages.find((other) => other.definitionId === definitionId);
  return (
    release.stages.find((other) => other.id === id) ?? release.stages.find((other) => other.name === name)
  );
}

/** When a release last succeeded in a stage. Where the list gives no attempts, its own age must do. */
export function cameHere(stage: Stage, release: Release): Instant | undefined {
  const attempt = lastSuccess(stage);
  if (attempt) return attempt.finishedOn ?? attempt.startedOn ?? attempt.queuedOn ?? release.createdOn;
  return hasSucceeded(stage.status.state) ? (release.modifiedOn ?? release.createdOn) : undefined;
}

/** The last attempt that succeeded. */
export function lastSuccess(stage: Stage): Attempt | undefined {
  return stage.attempts.findLast((attempt) => hasSucceeded(attempt.status.state));
}

/** Whether the release is newer or older than what runs there. */
export function directionOf(
  release: Release,
  current: Reading<Current | undefined>,
): NonNullable<StartFacts["direction"]> {
  return directionTo(release, current.kind === "failed" ? current : read(current.value?.release));
}

/** The same, where only the release that runs there is known. */
export function directionTo(
  release: Release,
  current: Reading<Release | undefined>,
): NonNullable<StartFacts["direction"]> {
  if (current.kind === "failed") return current;
  const there = current.value;
  return read(there ? { way: wayOf(release, there), current: there.name } : { way: "first" });
}

/** Newer or older by the builds of one pipeline and branch; `other` where they cannot be compared. */
export function wayOf(release: Release, there: Release): Way {
  const [mine, theirs] = [primaryBuild(release), primaryBuild(there)];
  const way = mine && theirs ? wayOfBuild(mine, theirs) : "other";
  // Both may carry the same first build, and differ in those beside it.
  return way === "same" ? wayBeside(release, there) : way;
}

function wayBeside(release: Release, there: Release): Way {
  const ways = release.artefacts.flatMap(({ build: mine }) => {
    const theirs = there.artefacts.find(({ build }) => build?.pipelineId === mine?.pipelineId)?.build;
    const way = mine && theirs ? wayOfBuild(mine, theirs) : "same";
    return way === "same" ? [] : [way];
  });
  const [way = "same"] = ways;
  return ways.every((one) => one === way) ? way : "other";
}

type Way = "newer" | "older" | "same" | "other";
type CarriedBuild = NonNullable<ReturnType<typeof primaryBuild>>;

function wayOfBuild(mine: CarriedBuild, theirs: CarriedBuild): Way {
  if (mine.id === theirs.id) return "same";
  if (mine.pipelineId !== theirs.pipelineId || mine.branch !== theirs.branch) return "other";
  return mine.id > theirs.id ? "newer" : "older";
}
