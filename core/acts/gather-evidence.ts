import { Failure } from "../failure.ts";
import { secondToCome } from "../model/break-glass.ts";
import { compareFingerprints } from "../model/fingerprint.ts";
import { verdictOf, type Finding, type Verdict } from "../model/evidence.ts";
import type { Instant } from "../model/instant.ts";
import { judgeStart } from "../model/judge-start.ts";
import { failed, read, type Reading } from "../model/reading.ts";
import type { Build, Release } from "../model/release.ts";
import { defaultSettings } from "../model/settings.ts";
import type { Sha256 } from "../model/sha256.ts";
import { hasOwnSchedule, type Stage, type State } from "../model/stage.ts";
import type { StartFacts } from "../model/start-facts.ts";
import type { AzureDevOps } from "../ports.ts";
import { fingerprintOf } from "./hashing.ts";
import type { Dossier } from "./inspect-release.ts";
import { calendarFact } from "./broken-glass.ts";
import { readingOf } from "./reading-of.ts";
import { primaryBuild, stageOf } from "./release-of.ts";
import { artefactsFact, bytesFact, primarySeal, recordOf, sealFacts, stagesBefore } from "./start-bytes.ts";
import { startConnection, type StartConnection } from "./start-connection.ts";
import { currentIn, directionOf, lastSuccess, seenIn, type Current, type Unseen } from "./start-current.ts";
import { withTrainReservations } from "./train-reservations.ts";
import { startPlan, type PlanLine, type StartPlan } from "./start-plan.ts";
import { policiesOf } from "./start-policies.ts";

/** What a sheet was made from: a start is refused when it is something else by then. */
export type Seen = Readonly<{ modifiedOn?: Instant; state: State; attempts: number }>;

/** The evidence sheet of one start: what would happen, what is known about it, and what that allows. */
export type StartSheet = Readonly<{
  release: Release;
  stage: Stage;
  /** The connection's own name for the place. */
  environment: string;
  target?: Readonly<{ url: string; spn?: string }>;
  connection?: Readonly<{ id: number; name: string; chosenBy: string }>;
  /** In the order of deployment; empty where nothing is known for want of a seal. */
  plan: readonly PlanLine[];
  /** Names of artefacts that are never deployed. */
  leftOut: readonly string[];
  findings: readonly Finding[];
  verdict: Verdict;
  /** The calendar stands in the way: what holds for a reason that breaks the glass. */
  inSpite?: Pick<StartSheet, "findings" | "verdict">;
  /** The secret cannot arrive by itself, and the stage has the variable by which it can be given. */
  asksSecret: boolean;
  /** What must be typed, for production only. */
  nameToType?: string;
  /** What the environment runs now. */
  current: Reading<Current | Unseen | undefined>;
  seen: Seen;
}>;

/** What gathering needs of the world. Without `sha256` nothing counts as verified. `at`: it starts then, and is judged for then. */
export type EvidenceWorld = Readonly<{ now: Instant; at?: Instant; sha256?: Sha256 }>;

type Gathered = Pick<AzureDevOps, "releases" | "builds" | "runs" | "evidences" | "permissions" | "documents">;

/** Gathers everything that is known about starting a stage, and judges it by the one rule. */
export async function gatherEvidence(
  inspected: Dossier,
  stageName: string,
  azure: Gathered,
  world: EvidenceWorld,
): Promise<StartSheet> {
  const { release } = inspected;
  const when = world.at ?? world.now;
  const calendar = await withTrainReservations(inspected.calendar, release, azure.documents, when);
  const dossier = { ...inspected, calendar };
  const stage = stageOf(release, stageName, "The evidence was not gathered");
  const seal = primarySeal(dossier);
  const connection = startConnection(dossier, stage, seal?.connection);
  const plan = seal && startPlan(seal.artefacts, stage);
  const [build, current, permission, seals, bytes, drift] = await Promise.all([
    buildNow(release, azure),
    currentIn(release, stage, azure),
    permissionFor(release, stage, azure),
    sealFacts(dossier.seals, world.sha256),
    bytesFact(dossier, stage, world.sha256),
    driftFact(dossier, stage, connection, world.sha256),
  ]);
  const about = { dossier, stage, connection, plan, current };
  const facts: StartFacts = {
    ...standing(about, when),
    automatic: startedHow(stage, world.at),
    permission,
    seals,
    bytes,
    ...(drift === undefined ? {} : { drift }),
    artefacts: artefactsFact(dossier, build),
    ...places(about),
  };
  const findings = judgeStart(facts);
  return { ...sheetOf(about, findings), ...inSpiteOf(facts, findings) };
}

function inSpiteOf(facts: StartFacts, judged: readonly Finding[]): Pick<StartSheet, "inSpite"> {
  const { calendar } = facts;
  const stands = judged.some(({ id, level }) => id === "calendar" && level === "block");
  if (!stands || calendar?.kind !== "read") return {};
  const breakGlass = { reason: "", second: secondToCome };
  const findings = judgeStart({ ...facts, calendar: read({ ...calendar.value, breakGlass }) });
  return { inSpite: { findings, verdict: verdictOf(findings) } };
}

type About = Readonly<{
  dossier: Dossier;
  stage: Stage;
  connection: StartConnection | undefined;
  plan: StartPlan | undefined;
  current: Reading<Current | Unseen | undefined>;
}>;

function standing({ dossier, stage }: About, now: Instant): StartFacts {
  const settings = dossier.settings.kind === "read" ? dossier.settings.value : defaultSettings;
  const { name, environment, class: stageClass } = stage;
  return {
    now,
    stage: { name, environment, class: stageClass, kind: dossier.release.kind },
    policies: policiesOf(settings, stage.deploy),
    release: read(dossier.release.status),
    pipelineDisabled: dossier.disabled,
    running: read(stage.status),
    before: read(stagesBefore(dossier, stage)),
    calendar: calendarFact(dossier.calendar, dossier.release, dossier),
    settings: dossier.settings,
  };
}

/** A stage with a schedule of its own looks the same to the task, whoever gave it a time. */
function startedHow(stage: Stage, at: Instant | undefined): NonNullable<StartFacts["automatic"]> {
  if (at === undefined) return read({ byItself: false, how: "You start it by hand.", allowed: false });
  return hasOwnSchedule(stage)
    ? read({ byItself: true, how: "The stage has a schedule of its own.", allowed: false })
    : read({ byItself: false, how: "You give it its time.", allowed: false });
}

function places({ dossier, connection, plan, current }: About): Partial<StartFacts> {
  return {
    ...(connection === undefined ? {} : connectionFacts(connection, current)),
    ...(plan === undefined ? {} : { plan: read(plan.fact) }),
    direction: directionOf(dossier.release, current),
  };
}

function connectionFacts(connection: StartConnection, current: About["current"]): Partial<StartFacts> {
  const { fact, secret, target } = connection;
  const place = target && { url: target.url, acknowledged: false, ...placeBefore(current) };
  return {
    connection: fact,
    ...(secret === undefined ? {} : { secret }),
    ...(place === undefined ? {} : { target: read(place) }),
  };
}

/** Where the environment's last deployment went, as its record says. */
function placeBefore(current: About["current"]): { before?: { id: string; url: string } } {
  const record = seenIn(current)?.record;
  if (record?.kind !== "found") return {};
  const { id, url } = record.value.target;
  return { before: { id, url } };
}

/** Absent where the build was deleted. */
async function buildNow(release: Release, azure: Gathered): Promise<Reading<Build | undefined>> {
  const id = primaryBuild(release)?.id;
  if (id === undefined) return failed("The release carries no build.");
  return readingOf(
    azure.builds.get(id).catch((error: unknown) => {
      if (error instanceof Failure && error.report.code === "RM041") return undefined;
      throw error;
    }),
  );
}

function permissionFor(release: Release, stage: Stage, azure: Gathered): Promise<"yes" | "no" | "unknown"> {
  const { id, path = "\\" } = release.pipeline;
  if (release.kind === "yaml") return azure.permissions.queueBuilds(id);
  if (stage.definitionId === undefined) return Promise.resolve("unknown");
  return azure.permissions.deployStage({ id, path }, stage.definitionId);
}

/** The group now against what it was when the stage before used it; for a first stage, when this one did. */
async function driftFact(
  dossier: Dossier,
  stage: Stage,
  connection: StartConnection | undefined,
  sha256: Sha256 | undefined,
): Promise<StartFacts["drift"]> {
  if (!connection?.group) return undefined;
  const known = dossier.release.stages.filter((one) => stage.after.includes(one.name) && lastSuccess(one));
  const since = known.at(-1) ?? stage;
  const record = await recordOf(dossier, since, sha256);
  if (record.kind === "failed") return record;
  if (record.value.kind !== "found") return read({ drifts: [] });
  if (!sha256) return failed("This page cannot hash: it is not served over https.");
  const now = await fingerprintOf(connection.group, sha256);
  return read({ since: since.name, drifts: compareFingerprints(record.value.value.connection, now) });
}

function sheetOf(about: About, findings: readonly Finding[]): StartSheet {
  const { stage, connection, plan, dossier } = about;
  const environment = connection?.environment ?? stage.environment;
  return {
    release: dossier.release,
    stage,
    environment,
    ...(connection === undefined ? {} : whereTo(connection)),
    ...(plan === undefined ? { plan: [], leftOut: [] } : { plan: plan.lines, leftOut: plan.leftOut }),
    findings,
    verdict: verdictOf(findings),
    asksSecret: connection?.secret?.kind === "asked",
    ...(stage.class === "production" ? { nameToType: environment } : {}),
    current: about.current,
    seen: seenOf(dossier.release, stage),
  };
}

function whereTo({ group, target, named }: StartConnection): Pick<StartSheet, "connection" | "target"> {
  return {
    ...(target === undefined ? {} : { target }),
    ...(group === undefined
      ? {}
      : { connection: { id: group.id, name: group.name, chosenBy: named.chosenBy } }),
  };
}

/** What of a release and a stage must still be the same when the start is sent. */
export function seenOf(release: Release, stage: Stage): Seen {
  return {
    ...(release.modifiedOn === undefined ? {} : { modifiedOn: release.modifiedOn }),
    state: stage.status.state,
    attempts: stage.attempts.length,
  };
}
