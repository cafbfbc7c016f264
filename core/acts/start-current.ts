import type { Reading } from "../model/reading.ts";
import { read } from "../model/reading.ts";
import type { DeploymentRecord } from "../model/record.ts";
import { readReleaseId, type Release } from "../model/release.ts";
import { hasSucceeded } from "../model/judge-order.ts";
import type { Attempt, Stage } from "../model/stage.ts";
import type { StartFacts } from "../model/start-facts.ts";
import type { AzureDevOps, Found } from "../ports.ts";
import { readingOf } from "./reading-of.ts";
import { primaryBuild } from "./release-of.ts";

/** What the stage's environment runs now: the release, and what our step recorded when it came there. */
export type Current = Readonly<{ release: Release; record: Found<DeploymentRecord> }>;

const looksBack = 100;

/** The release of the same pipeline that succeeded last in this stage, whichever release is asked about. */
export async function currentIn(
  release: Release,
  stage: Stage,
  azure: Pick<AzureDevOps, "releases" | "evidences">,
): Promise<Reading<Current | undefined>> {
  return readingOf(lookFor(release, stage, azure));
}

async function lookFor(
  release: Release,
  stage: Stage,
  azure: Pick<AzureDevOps, "releases" | "evidences">,
): Promise<Current | undefined> {
  const { items } = await azure.releases.list({ pipelineId: release.pipeline.id, top: looksBack });
  const here = items.flatMap((other) => {
    const same = counterpart(other.id === release.id ? release : other, stage);
    const at = same && cameHere(same, other);
    return same && at !== undefined ? [{ other, at }] : [];
  });
  const last = here.sort((a, b) => b.at - a.at)[0]?.other;
  const number = last && readReleaseId(last.id)?.number;
  if (!last || number === undefined) return undefined;
  // The list knows no steps, and so not what was attached.
  const whole = last.id === release.id ? release : await azure.releases.get(number);
  return { release: whole, record: await recordIn(whole, stage, azure) };
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

function counterpart(release: Release, stage: Stage): Stage | undefined {
  return release.stages.find((other) =>
    stage.definitionId === undefined ? other.name === stage.name : other.definitionId === stage.definitionId,
  );
}

/** When a release last succeeded in a stage. Where the list gives no attempts, its own age must do. */
function cameHere(stage: Stage, release: Release): number | undefined {
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
  if (current.kind === "failed") return current;
  if (!current.value) return read({ way: "first" });
  const there = current.value.release;
  return read({ way: wayOf(release, there), current: there.name });
}

function wayOf(release: Release, there: Release): "newer" | "older" | "same" | "other" {
  const [mine, theirs] = [primaryBuild(release), primaryBuild(there)];
  if (!mine || !theirs) return "other";
  if (mine.id === theirs.id) return "same";
  if (mine.pipelineId !== theirs.pipelineId || mine.branch !== theirs.branch) return "other";
  return mine.id > theirs.id ? "newer" : "older";
}
