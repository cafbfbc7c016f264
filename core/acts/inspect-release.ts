import type { CalendarEntry } from "../model/calendar.ts";
import type { VariableGroup } from "../model/connection.ts";
import type { Instant } from "../model/instant.ts";
import { withLeaning } from "../model/leans-on.ts";
import { failed, type Reading } from "../model/reading.ts";
import type { DeploymentRecord } from "../model/record.ts";
import type { Release, ReleaseId } from "../model/release.ts";
import type { Seal } from "../model/seal.ts";
import type { Settings } from "../model/settings.ts";
import { withSettings } from "../model/stage-class.ts";
import type { Attempt, Stage, State } from "../model/stage.ts";
import type { AzureDevOps, Found, HistoryEntry, Lease, PublishedArtefact } from "../ports.ts";
import { withReasons } from "./attempt-reasons.ts";
import { readCalendar } from "./calendar.ts";
import { readingOf } from "./reading-of.ts";
import { numberOf, primaryBuild, releaseOf } from "./release-of.ts";
import { withChecks } from "./run-checks.ts";
import { asRun, withCarried } from "./run-facts.ts";
import { isDisabled, type RunTold, withRunTold } from "./run-told.ts";
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
  calendar: Reading<readonly CalendarEntry[]>;
  seals: readonly SealOfBuild[];
  records: readonly RecordOfAttempt[];
  /** What the primary build has published, now. */
  published: Reading<readonly PublishedArtefact[]>;
  leases: Reading<readonly Lease[]>;
  groups: Reading<readonly VariableGroup[]>;
  history: Reading<readonly HistoryEntry[]>;
  /** Until when the artefacts are held, as far as holds could be read. */
  kept: Readonly<{ until?: Instant; forever: boolean }>;
  /** A run's pipeline is disabled: Azure DevOps starts nothing of it. */
  disabled: boolean;
  /** What else could not be read, a sentence each. */
  problems: readonly string[];
}>;

/** The parts of Azure DevOps that a release is read from. */
export type Inspected = Pick<
  AzureDevOps,
  "releases" | "builds" | "runs" | "environments" | "evidences" | "leases" | "documents" | "connections"
>;

// Every record costs two requests.
const mostRecords = 30;
const forever = 36_500 * 86_400_000;

/** Reads a release and everything around it: first the release, then all the rest at once. */
export async function inspectRelease(id: ReleaseId, azure: Inspected): Promise<Dossier> {
  const { release, problems } = await withCarried(await releaseOf(id, azure), azure);
  const presumed = primaryBuild(release)?.id;
  const [settings, calendar, seals, records, bytes, groups, told] = await Promise.all([
    readingOf(readSettings(release.project.id, azure.documents)),
    readingOf(readCalendar(release.project.id, azure.documents)),
    sealsOf(release, azure),
    recordsOf(release, azure),
    bytesOf(presumed, azure),
    readingOf(azure.connections.list()),
    toldOf(release, azure),
  ]);
  const known = asRun({
    release: told.release,
    settings: settings.kind === "read" ? { kind: "read", value: settings.value.value } : settings,
    calendar,
    seals: [...seals, ...unreadSeals(release, problems)],
    records,
    ...bytes,
    groups,
    history: told.history,
    disabled: told.disabled,
    kept: keptOf(release, bytes.leases),
    problems: [...problems, ...told.problems],
  });
  return withTravelling(withOwnSettings(known), presumed, azure);
}

type Bytes = Pick<Dossier, "published" | "leases">;

async function bytesOf(buildId: number | undefined, azure: Inspected): Promise<Bytes> {
  if (buildId === undefined) return { published: nothing, leases: nothing };
  const [published, leases] = await Promise.all([
    readingOf(azure.builds.artefacts(buildId)),
    readingOf(azure.leases.ofRun(buildId)),
  ]);
  return { published, leases };
}

/** Records and seals may tell that another build travels than was presumed: then that one's artefacts count. */
async function withTravelling(
  dossier: Dossier,
  presumed: number | undefined,
  azure: Inspected,
): Promise<Dossier> {
  const travels = primaryBuild(dossier.release)?.id;
  if (travels === presumed) return dossier;
  const bytes = await bytesOf(travels, azure);
  return { ...dossier, ...bytes, kept: keptOf(dossier.release, bytes.leases) };
}

function withOwnSettings(dossier: Dossier): Dossier {
  const { settings, release } = dossier;
  if (settings.kind === "failed") return dossier;
  return { ...dossier, release: withLeaning(withSettings(release, settings.value)) };
}

/** A run of which it is not known what it carries has a seal that could not be read: nothing of it counts as good. */
function unreadSeals({ id }: Release, [problem]: readonly string[]): readonly SealOfBuild[] {
  if (problem === undefined) return [];
  const reading = failed(problem);
  return [{ alias: "what the run carries", buildId: numberOf(id), reading }];
}

type Told = RunTold & Pick<Dossier, "history" | "disabled">;

/** Why stages were started, and who is asked: Azure DevOps keeps a history of classic releases only. */
async function toldOf(release: Release, azure: Inspected): Promise<Told> {
  if (release.kind === "yaml") {
    const [told, disabled] = await Promise.all([
      withRunTold(release, azure).then((run) => withChecks(run, azure)),
      isDisabled(release, azure),
    ]);
    return { ...told, history: nothing, disabled };
  }
  const history = await readingOf(azure.releases.history(numberOf(release.id)));
  const known = history.kind === "read" ? withReasons(release, history.value) : release;
  return { release: known, history, problems: [], disabled: false };
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
