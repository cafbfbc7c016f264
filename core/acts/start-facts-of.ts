import type { Fingerprint } from "../model/connection.ts";
import { compareFingerprints } from "../model/fingerprint.ts";
import type { Instant } from "../model/instant.ts";
import { failed, read, type Reading } from "../model/reading.ts";
import type { DeploymentRecord } from "../model/record.ts";
import type { Seal } from "../model/seal.ts";
import { hasOwnSchedule, type Attempt, type Stage } from "../model/stage.ts";
import type { Believed, StartFacts, TargetFact } from "../model/start-facts.ts";
import type { PlannedArtefact, TargetIdentity } from "../model/target.ts";
import type { Found } from "../ports.ts";
import { calendarFact } from "./broken-glass.ts";
import type { Earlier, RecordBefore } from "./read-earlier.ts";
import { directionTo } from "./start-current.ts";
import { isSameEnvironment, type Floors, type Start } from "./read-start.ts";
import type { Selection } from "./select-artefacts.ts";

/** What a task knows when it is about to deploy: the bytes are proved and the target has said who it is. */
export type Known = Readonly<{
  start: Start;
  seal: Seal;
  selection: Selection;
  connection: Readonly<{ name: string; fingerprint: Fingerprint }>;
  target: TargetIdentity;
  acknowledgedTarget: string;
  earlier: Earlier;
  plan: readonly PlannedArtefact[];
  floors: Floors;
  now: Instant;
}>;

/** The facts of a task's start, for the one rule that every door obeys. */
export function startFactsOf(known: Known): StartFacts {
  const { start, seal, selection, earlier } = known;
  return {
    now: known.now,
    stage: { name: start.stage.name, environment: start.environment, class: start.stage.class },
    policies: start.policies,
    release: read(start.release.status),
    before: read(earlier.before.map(({ stage }) => stageBefore(stage))),
    bytes: { root: seal.root, before: earlier.before.filter(hasRun).map(bytesBefore), altered: read([]) },
    connection: read({ name: known.connection.name, faults: [] }),
    drift: driftOf(known),
    target: targetOf(known),
    direction: directionTo(start.release, earlier.current),
    automatic: automaticOf(start, known.floors),
    calendar: calendarFact(start.calendar, start.release, start),
    plan: read({
      deployed: known.plan.filter(({ action }) => action !== "refuse").map(({ artefact }) => artefact),
      leftOut: selection.leftOut.map(({ artefact, why }) => ({ name: artefact.name, why })),
      refused: known.plan
        .filter(({ action }) => action === "refuse")
        .map(({ artefact, text }) => ({ name: artefact, why: text })),
      clashes: selection.clashes,
    }),
    settings: start.settings,
  };
}

function stageBefore(stage: Stage): { name: string; status: Stage["status"]; finishedOn?: Instant } {
  const finishedOn = stage.attempts.at(-1)?.finishedOn;
  return { name: stage.name, status: stage.status, ...(finishedOn === undefined ? {} : { finishedOn }) };
}

/** A stage that never ran, or does not use our task, has no record to lean on: nothing is missing then. */
function hasRun({ stage }: RecordBefore): boolean {
  return stage.attempts.length > 0 && stage.deploy !== undefined;
}

function bytesBefore({ stage, record }: RecordBefore): {
  stage: string;
  record: Reading<Believed<{ root: string }>>;
} {
  if (record.kind === "failed") return { stage: stage.name, record };
  const { value } = record;
  const believed: Believed<{ root: string }> =
    value.kind === "found" ? { kind: "found", value: { root: value.value.seal.root } } : value;
  return { stage: stage.name, record: read(believed) };
}

function driftOf({ earlier, connection }: Known): NonNullable<StartFacts["drift"]> {
  const unreadable = earlier.before.find(({ record }) => record.kind === "failed");
  if (unreadable?.record.kind === "failed") return unreadable.record;
  const before = earlier.before.flatMap(({ record }) => foundIn(record)).at(-1) ?? earlier.again;
  if (before === undefined) return read({ drifts: [] });
  const drifts = compareFingerprints(before.connection, connection.fingerprint);
  return read({ since: before.stage.name, drifts });
}

function foundIn(record: Reading<Found<DeploymentRecord>>): DeploymentRecord[] {
  return record.kind === "read" && record.value.kind === "found" ? [record.value.value] : [];
}

/**
 * Only a deployment through the same group is compared: whoever chooses another group means another target, which is how
 * one pipeline serves several families of environments.
 */
function targetOf(known: Known): Reading<TargetFact> {
  const { earlier, target, connection, start } = known;
  if (earlier.here.kind === "failed") return earlier.here;
  const last = earlier.here.value;
  const comparable = last?.connection.group.id === connection.fingerprint.group.id ? last : undefined;
  const others = earlier.before
    .flatMap(({ record }) => foundIn(record))
    .filter(({ environment }) => !isSameEnvironment(environment, start.environment))
    .map((record) => ({ environment: record.environment, id: record.target.id }));
  return read({
    url: target.url,
    id: target.id,
    ...(comparable === undefined ? {} : { before: { id: comparable.target.id, url: comparable.target.url } }),
    others,
    acknowledged: [target.id, target.url, target.name].includes(known.acknowledgedTarget.trim()),
  });
}

function automaticOf(start: Start, floors: Floors): NonNullable<StartFacts["automatic"]> {
  const allowed = floors.automaticProduction === "allow";
  const approver = start.attempt?.approvals.find(byPerson);
  if (approver === undefined)
    return start.release.kind === "yaml" ? runStarted(start, allowed) : attemptStarted(start, allowed);
  return read({ byItself: false, how: `${approver.decidedBy?.name ?? "Somebody"} approved it.`, allowed });
}

/** A stage that was started by hand looks automatic while it runs: only the job's variables tell who pressed the button. */
function runStarted({ stage, startedBy }: Start, allowed: boolean): NonNullable<StartFacts["automatic"]> {
  if (startedBy !== undefined) return read({ byItself: false, how: `${startedBy} started it.`, allowed });
  return stage.trigger === "manual"
    ? read({ byItself: false, how: "The stage waits for a person.", allowed })
    : read({ byItself: true, how: "The stage has neither manual trigger nor approval.", allowed });
}

function attemptStarted({ attempt, stage }: Start, allowed: boolean): NonNullable<StartFacts["automatic"]> {
  if (attempt === undefined || attempt.startedBy === "unknown")
    return failed("Azure DevOps does not say what started this attempt");
  const { startedBy, requestedBy } = attempt;
  // A stage without a schedule of its own begins at a time only where somebody gave it one.
  if (startedBy === "schedule" && !hasOwnSchedule(stage) && requestedBy !== undefined)
    return read({ byItself: false, how: `${requestedBy.name} gave it its time.`, allowed });
  return read({ byItself: attempt.startedBy !== "person", how: startedWords[attempt.startedBy], allowed });
}

const startedWords = {
  person: "Somebody started it by hand.",
  trigger: "The stage before ended, and that started it.",
  schedule: "A schedule started it.",
  redeploy: "A redeploy trigger started it.",
} as const;

function byPerson(approval: Attempt["approvals"][number]): boolean {
  return approval.when === "before" && approval.status === "approved" && !approval.automatic;
}
