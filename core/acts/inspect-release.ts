import type { VariableGroup } from "../model/connection.ts";
import type { Instant } from "../model/instant.ts";
import type { Reading } from "../model/reading.ts";
import type { DeploymentRecord } from "../model/record.ts";
import { readReleaseId, type Release, type ReleaseId } from "../model/release.ts";
import type { Seal } from "../model/seal.ts";
import type { Settings } from "../model/settings.ts";
import { withSettings } from "../model/stage-class.ts";
import type { Attempt, Stage, State } from "../model/stage.ts";
import type { AzureDevOps, Found, HistoryEntry, Lease, PublishedArtefact } from "../ports.ts";
import { withReasons } from "./attempt-reasons.ts";
import { readingOf } from "./reading-of.ts";
import { primaryBuild, releaseOf } from "./release-of.ts";
import { readSettings } from "./settings.ts";

/** The seal of one of the builds that a release carries. */
export type SealOfBuild = Readonly<{ alias: string; buildId: number; reading: Reading<Found<Seal>> }>;

/** What our task recorded of one attempt. */
export type RecordOfAttempt = Readonly<{
  stage: string;
  attempt: number;
  reading: Reading<Found<DeploymentRecord>>;
}>;

/** Everything that is known about one release. What could not be read says why. */
export type Dossier = Readonly<{
  /** With the project's settings laid over it. */
  release: Release;
  settings: Reading<Settings>;
  seals: readonly SealOfBuild[];
  records: readonly RecordOfAttempt[];
  /** What the primary build has published, now. */
  published: Reading<readonly PublishedArtefact[]>;
  leases: Reading<readonly Lease[]>;
  groups: Reading<readonly VariableGroup[]>;
  history: Reading<readonly HistoryEntry[]>;
  /** Until when the artefacts are held, as far as holds could be read. */
  kept: Readonly<{ until?: Instant; forever: boolean }>;
}>;

/** The parts of Azure DevOps that a release is read from. */
export type Inspected = Pick<
  AzureDevOps,
  "releases" | "builds" | "evidences" | "leases" | "documents" | "connections"
>;

// Every record costs two requests.
const mostRecords = 30;
const forever = 36_500 * 86_400_000;

/** Reads a release and everything around it: first the release, then all the rest at once. */
export async function inspectRelease(id: ReleaseId, azure: Inspected): Promise<Dossier> {
  const release = await releaseOf(id, azure);
  const buildId = primaryBuild(release)?.id;
  const [settings, seals, records, published, leases, groups, history] = await Promise.all([
    readingOf(readSettings(release.project.id, azure.documents)),
    sealsOf(release, azure),
    recordsOf(release, azure),
    buildId === undefined ? nothing : readingOf(azure.builds.artefacts(buildId)),
    buildId === undefined ? nothing : readingOf(azure.leases.ofRun(buildId)),
    readingOf(azure.connections.list()),
    readingOf(historyOf(id, azure)),
  ]);
  const known = history.kind === "read" ? withReasons(release, history.value) : release;
  return {
    release: settings.kind === "read" ? withSettings(known, settings.value.value) : known,
    settings: settings.kind === "read" ? { kind: "read", value: settings.value.value } : settings,
    seals,
    records,
    published,
    leases,
    groups,
    history,
    kept: keptOf(release, leases),
  };
}

const nothing = { kind: "read", value: [] } as const;

function sealsOf(release: Release, azure: Inspected): Promise<readonly SealOfBuild[]> {
  return Promise.all(
    release.artefacts.flatMap(({ alias, build }) => (build ? [sealOf(alias, build.id, azure)] : [])),
  );
}

async function sealOf(alias: string, buildId: number, azure: Inspected): Promise<SealOfBuild> {
  return { alias, buildId, reading: await readingOf(azure.evidences.seal(buildId)) };
}

const over: readonly State[] = ["succeeded", "succeededWithWarnings", "failed", "cancelled"];

function recordsOf(release: Release, azure: Inspected): Promise<readonly RecordOfAttempt[]> {
  const finished = release.stages
    .filter((stage) => stage.deploy !== undefined)
    .flatMap((stage) =>
      stage.attempts
        .filter(({ status }) => over.includes(status.state))
        .map((attempt) => ({ stage, attempt })),
    )
    .sort((a, b) => (a.attempt.queuedOn ?? 0) - (b.attempt.queuedOn ?? 0));
  return Promise.all(
    finished.slice(-mostRecords).map(({ stage, attempt }) => recordOf(release, stage, attempt, azure)),
  );
}

async function recordOf(
  release: Release,
  stage: Stage,
  attempt: Attempt,
  azure: Inspected,
): Promise<RecordOfAttempt> {
  const reading = await readingOf(azure.evidences.record(release, stage, attempt.number));
  return { stage: stage.name, attempt: attempt.number, reading };
}

/** Azure DevOps keeps a history of classic releases only. */
async function historyOf(id: ReleaseId, azure: Inspected): Promise<readonly HistoryEntry[]> {
  const known = readReleaseId(id);
  return known?.kind === "classic" ? azure.releases.history(known.number) : [];
}

function keptOf(release: Release, leases: Reading<readonly Lease[]>): Dossier["kept"] {
  const ends = leases.kind === "read" ? leases.value.map((lease) => lease.validUntil) : [];
  const until = ends.reduce<Instant | undefined>(
    (last, end) => (last === undefined || end > last ? end : last),
    undefined,
  );
  // Azure DevOps itself shows a hold of a hundred years as “for ever”.
  const isForever =
    release.protection.keptForever || (until !== undefined && until - release.createdOn > forever);
  return { ...(until === undefined ? {} : { until }), forever: isForever };
}
