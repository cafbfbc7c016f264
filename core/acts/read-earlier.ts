import { readReleaseId, type Release } from "../model/release.ts";
import type { DeploymentRecord } from "../model/record.ts";
import type { Reading } from "../model/reading.ts";
import type { Stage } from "../model/stage.ts";
import type { AzureDevOps, Found } from "../ports.ts";
import { readingOf } from "./reading-of.ts";

/** The record of a stage that comes before, or why there is none. */
export type RecordBefore = Readonly<{ stage: Stage; record: Reading<Found<DeploymentRecord>> }>;

/** What was deployed before: in the stages before this one, and in this stage itself. */
export type Earlier = Readonly<{
  before: readonly RecordBefore[];
  /** The newest record of this stage: of an earlier attempt, else of an earlier release. */
  here: Reading<DeploymentRecord | undefined>;
  /** The newest record of an earlier attempt at this stage in this release. */
  again?: DeploymentRecord;
}>;

type Read = Pick<AzureDevOps, "releases" | "builds" | "evidences">;

/** So many releases back are looked through for the last deployment to this stage. */
const mostReleases = 20;

/** Reads the records that this start leans on. What cannot be read is said as that, never as absence. */
export async function readEarlier(
  release: Release,
  stage: Stage,
  attempt: number,
  azure: Read,
): Promise<Earlier> {
  const stages = stage.after.flatMap((name) => release.stages.filter((one) => one.name === name));
  const before: RecordBefore[] = [];
  for (const one of stages) before.push({ stage: one, record: await readingOf(newest(release, one, azure)) });
  const again = await readingOf(found(newest(release, until(stage, attempt), azure)));
  const known = again.kind === "read" ? again.value : undefined;
  const here = known === undefined ? await readingOf(inEarlierReleases(release, stage, azure)) : again;
  return { before, here, ...(known === undefined ? {} : { again: known }) };
}

/** The stage with its attempts before this one only. */
function until(stage: Stage, attempt: number): Stage {
  return { ...stage, attempts: stage.attempts.filter(({ number }) => number < attempt) };
}

/** The record of the last attempt that left one, the successful ones first. */
async function newest(release: Release, stage: Stage, azure: Read): Promise<Found<DeploymentRecord>> {
  const newestFirst = [...stage.attempts].sort((a, b) => b.number - a.number);
  const good = newestFirst.filter(({ status }) => status.state.startsWith("succeeded"));
  let last: Found<DeploymentRecord> = { kind: "absent" };
  for (const { number } of [...good, ...newestFirst.filter((one) => !good.includes(one))]) {
    const record = await azure.evidences.record(release, stage, number);
    if (record.kind === "found") return record;
    if (last.kind === "absent") last = record;
  }
  return last;
}

async function found(reading: Promise<Found<DeploymentRecord>>): Promise<DeploymentRecord | undefined> {
  const record = await reading;
  return record.kind === "found" ? record.value : undefined;
}

async function inEarlierReleases(
  release: Release,
  stage: Stage,
  azure: Read,
): Promise<DeploymentRecord | undefined> {
  for (const other of await earlierReleases(release, azure)) {
    const same = other.stages.find(({ name }) => name === stage.name);
    if (!same?.status.state.startsWith("succeeded")) continue;
    const whole = await wholeRelease(other, azure);
    const attempted = whole.stages.find(({ name }) => name === stage.name);
    const record = attempted && (await found(newest(whole, attempted, azure)));
    if (record) return record;
  }
  return undefined;
}

async function earlierReleases(release: Release, azure: Read): Promise<readonly Release[]> {
  const query = { pipelineId: release.pipeline.id, top: mostReleases };
  const { items } = await (release.kind === "classic"
    ? azure.releases.list(query)
    : azure.builds.runs(query));
  return items.filter(({ id }) => id !== release.id);
}

/** A list knows no plans; the release itself does. */
function wholeRelease(release: Release, azure: Read): Promise<Release> {
  const id = readReleaseId(release.id)?.number ?? 0;
  return release.kind === "classic" ? azure.releases.get(id) : azure.builds.run(id);
}
