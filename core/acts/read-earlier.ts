import type { Release } from "../model/release.ts";
import type { DeploymentRecord } from "../model/record.ts";
import type { Reading } from "../model/reading.ts";
import type { Stage } from "../model/stage.ts";
import type { AzureDevOps, Found } from "../ports.ts";
import { readingOf } from "./reading-of.ts";
import { releaseOf } from "./release-of.ts";
import { wholeRelease } from "./run-facts.ts";
import { counterpart, currentAmong, releasesOf, unseenIn, type Unseen } from "./start-current.ts";

/** The record of a stage that comes before, or why there is none. */
export type RecordBefore = Readonly<{ stage: Stage; record: Reading<Found<DeploymentRecord>> }>;

/** What was deployed before: in the stages before this one, and in this stage itself. */
export type Earlier = Readonly<{
  before: readonly RecordBefore[];
  /** The newest record of this stage: of an earlier attempt, else of an earlier release. */
  here: Reading<DeploymentRecord | undefined>;
  /** The newest record of an earlier attempt at this stage in this release. */
  again?: DeploymentRecord;
  /** The release that the stage runs now; this one where it does. */
  current: Reading<Release | Unseen | undefined>;
}>;

type Read = Pick<AzureDevOps, "releases" | "builds" | "runs" | "evidences">;

// Each costs a request, and more for its records, one after the other.
const mostSearched = 20;

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
  const listed = await readingOf(releasesOf(release, azure));
  const here =
    known === undefined
      ? await mapped(listed, ({ items }) => inReleases(items.slice(0, mostSearched), release, stage, azure))
      : again;
  const current = await mapped(listed, async (page): Promise<Release | Unseen | undefined> => {
    const last = currentAmong(stage, release, page);
    if (last === undefined) return unseenIn(stage, release, page);
    return last.id === release.id ? release : wholeRelease(last.id, azure);
  });
  return { before, here, current, ...(known === undefined ? {} : { again: known }) };
}

async function mapped<T, U>(reading: Reading<T>, use: (value: T) => Promise<U>): Promise<Reading<U>> {
  return reading.kind === "failed" ? reading : readingOf(use(reading.value));
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

/** The record of the newest other release that succeeded in this stage. */
async function inReleases(
  items: readonly Release[],
  release: Release,
  stage: Stage,
  azure: Read,
): Promise<DeploymentRecord | undefined> {
  for (const other of items.filter(({ id }) => id !== release.id)) {
    const same = counterpart(other, stage);
    if (!same?.status.state.startsWith("succeeded")) continue;
    const whole = await releaseOf(other.id, azure);
    const attempted = counterpart(whole, stage);
    const record = attempted && (await found(newest(whole, attempted, azure)));
    if (record) return record;
  }
  return undefined;
}
