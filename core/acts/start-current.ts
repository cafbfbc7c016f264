import { quoted } from "../model/defuse.ts";
import type { Instant } from "../model/instant.ts";
import type { Reading } from "../model/reading.ts";
import { read } from "../model/reading.ts";
import type { DeploymentRecord } from "../model/record.ts";
import type { Release } from "../model/release.ts";
import { hasSucceeded } from "../model/judge-order.ts";
import type { Attempt, Stage } from "../model/stage.ts";
import type { Direction } from "../model/start-facts.ts";
import type { AzureDevOps, Found, Page } from "../ports.ts";
import { readingOf } from "./reading-of.ts";
import { primaryBuild } from "./release-of.ts";
import { wholeRelease } from "./run-facts.ts";

/** What the stage's environment runs now: the release, and what our step recorded when it came there. */
export type Current = Readonly<{ release: Release; record: Found<DeploymentRecord> }>;

/** No release was found there, and why there may be one all the same. */
export type Unseen = Readonly<{ unseen: string }>;

/** What runs there, as far as it was read and found. */
export function seenIn(current: Reading<Current | Unseen | undefined>): Current | undefined {
  return current.kind === "read" && current.value && "release" in current.value ? current.value : undefined;
}

type Known = Pick<AzureDevOps, "releases" | "builds" | "runs" | "evidences">;

const looksBack = 100;
// Each run costs a request for its timeline.
const looksBackAtRuns = 20;

/** The release of the same pipeline that succeeded last in this stage, whichever release is asked about. */
export async function currentIn(
  release: Release,
  stage: Stage,
  azure: Known,
): Promise<Reading<Current | Unseen | undefined>> {
  return readingOf(lookFor(release, stage, azure));
}

async function lookFor(release: Release, stage: Stage, azure: Known): Promise<Current | Unseen | undefined> {
  const listed = await releasesOf(release, azure);
  const last = currentAmong(stage, release, listed);
  if (!last) return unseenIn(stage, release, listed);
  // The list knows no steps, and so not what was attached, nor which builds a run carries.
  const whole = last.id === release.id ? release : await wholeRelease(last.id, azure);
  return { release: whole, record: await recordIn(whole, stage, azure) };
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

/** Why something may run in a stage although no release of a list succeeded there. Absent: nothing speaks for it. */
export function unseenIn(stage: Stage, release: Release, { items, next }: Page<Release>): Unseen | undefined {
  for (const other of items) {
    const lost = other.stages.find((one) => cameHere(one, other) !== undefined && !counterpart(release, one));
    if (lost !== undefined) {
      const was = `${quoted(other.name)} succeeded in ${quoted(lost.name)}, which this release does not have`;
      return { unseen: `${was}: ${quoted(stage.name)} may be that stage under another name` };
    }
  }
  if (next === undefined) return undefined;
  const looked = `The newest ${items.length} releases of the pipeline were looked at`;
  return { unseen: `${looked}, and none of them succeeded in ${quoted(stage.name)}; older ones may have` };
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
  current: Reading<Current | Unseen | undefined>,
): Reading<Direction> {
  if (current.kind === "failed") return current;
  const there = current.value;
  return directionTo(release, read(there && "release" in there ? there.release : there));
}

/** The same, where only the release that runs there is known. */
export function directionTo(
  release: Release,
  current: Reading<Release | Unseen | undefined>,
): Reading<Direction> {
  if (current.kind === "failed") return current;
  const there = current.value;
  if (there && "unseen" in there) return read({ way: "unseen", because: there.unseen });
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
