import { calendarFact } from "../../core/acts/broken-glass.ts";
import type { Dossier } from "../../core/acts/inspect-release.ts";
import { primarySeal } from "../../core/acts/start-bytes.ts";
import { startConnection } from "../../core/acts/start-connection.ts";
import { environmentsOf, keyIn, matchEnvironment } from "../../core/model/group-keys.ts";
import type { Instant } from "../../core/model/instant.ts";
import { stoppedBy } from "../../core/model/judge-calendar.ts";
import { read } from "../../core/model/reading.ts";
import type { Attempt, Stage, StageTrigger, Step } from "../../core/model/stage.ts";
import { addressKeys } from "../../core/model/target.ts";
import type { WhyNot } from "../../core/model/why-words.ts";
import { classWords } from "../../core/model/words.ts";
import type { Sign } from "../shared/icons.tsx";
import { hasPassed, isMoving, signOfState } from "../shared/signs.ts";
import { connectionOf, isReady, lastAttempt, progressOf, spokenState, whyOf } from "../shared/stage-facts.ts";
import { type Offers, offersOf } from "./offers.ts";

/** One stage as a card of the picture. */
export type Card = Readonly<{
  name: string;
  /** How many stages lie before it, at most: its column in the picture. */
  column: number;
  class: string;
  environment: string;
  /** `next`: when its schedule comes next. */
  trigger: Readonly<{ kind: StageTrigger; words: string; next?: Instant }>;
  sign: Sign;
  /** It waits for a person to start it, and may be started. */
  ready: boolean;
  words: string;
  wire: string;
  at?: Instant;
  /** It runs since then. */
  since?: Instant;
  took?: number;
  progress?: Readonly<{ done: number; total: number; step?: string; stepSince?: Instant }>;
  warnings: readonly string[];
  errors: readonly string[];
  target?: string;
  connection?: string;
  /** Why it does not run. */
  why?: WhyNot;
  /** What the calendar has against deploying it now. */
  stopped?: WhyNot;
  logs?: string;
}> &
  Offers;

const triggers: Readonly<Record<StageTrigger, string>> = {
  automatic: "Starts by itself",
  manual: "Started by hand",
  scheduled: "Starts on a schedule",
};

/** How many stages lie before this one, on its longest way. */
export function columnOf(stages: readonly Stage[], stage: Stage, seen: readonly string[] = []): number {
  const before = stages.filter((one) => stage.after.includes(one.name) && !seen.includes(one.name));
  return Math.max(0, ...before.map((one) => 1 + columnOf(stages, one, [...seen, stage.name])));
}

/** The log that a person looks for: the failed step's, else that of the step that runs or did the most. */
function logOf(attempt: Attempt | undefined): string | undefined {
  const logged = attempt?.steps.filter((step) => step.logUrl !== undefined) ?? [];
  const took = ({ startedOn, finishedOn }: Step): number => (finishedOn ?? 0) - (startedOn ?? 0);
  const failed = logged.find((step) => step.status.state === "failed");
  const longest = logged.toSorted((a, b) => took(b) - took(a))[0];
  return (failed ?? logged.find((step) => isMoving(step.status.state)) ?? longest)?.logUrl;
}

function recordedTarget(dossier: Dossier, stage: Stage): string | undefined {
  const record = dossier.records.findLast((one) => one.stage === stage.name)?.reading;
  return record?.kind === "read" && record.value.kind === "found" ? record.value.value.target.url : undefined;
}

/** An address as one reads it: without `https://` and the last slash. */
function host(address: string | undefined): string | undefined {
  return address?.replace(/^https?:\/\//i, "").replace(/\/$/, "");
}

/** Where the stage's artefacts go: what the record says, else what the connection says now. */
function targetOf(dossier: Dossier, stage: Stage): string | undefined {
  const recorded = recordedTarget(dossier, stage);
  if (recorded !== undefined || dossier.groups.kind === "failed") return recorded;
  const name = connectionOf(dossier.release, stage)?.toLowerCase();
  const group = dossier.groups.value.find((one) => one.name.toLowerCase() === name);
  if (!group) return undefined;
  const environments = environmentsOf(
    group,
    dossier.release.stages.map((one) => one.environment),
  );
  const environment = matchEnvironment(stage.environment, environments) ?? stage.environment;
  const [address] = addressKeys(stage.deploy?.target ?? "").flatMap(
    (key) => keyIn(group, key, environment, environments)?.value ?? [],
  );
  return address;
}

function timesOf(stage: Stage, attempt: Attempt | undefined): Pick<Card, "at" | "since" | "took"> {
  const start = attempt?.startedOn ?? attempt?.queuedOn;
  if (!attempt || start === undefined) return {};
  if (isMoving(stage.status.state)) return { since: start };
  if (attempt.finishedOn === undefined) return { at: start };
  return { at: attempt.finishedOn, took: attempt.finishedOn - start };
}

function progress(stage: Stage, attempt: Attempt | undefined): Pick<Card, "progress"> {
  const found = progressOf(attempt);
  if (!found || !isMoving(stage.status.state)) return {};
  const { current } = found;
  return {
    progress: {
      done: found.done,
      total: found.total,
      ...(current ? { step: current.name } : {}),
      ...(current?.startedOn === undefined ? {} : { stepSince: current.startedOn }),
    },
  };
}

function issues(attempt: Attempt | undefined, level: "warning" | "error"): readonly string[] {
  const all = attempt?.steps.flatMap((step) => step.issues) ?? [];
  return all.filter((issue) => issue.level === level).map((issue) => issue.text);
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  const out: { [P in K]?: V } = {};
  if (value !== undefined) out[key] = value;
  return out;
}

/** What is known besides the dossier. */
export type Besides = Readonly<{
  /** Artefacts that can no longer be fetched. */
  gone: readonly string[];
  /** It is for looking only. */
  readOnly: boolean;
  now: Instant;
}>;

type Stopped = WhyNot | undefined;

/** A stage that no person starts obeys holds, too. */
function stoppedIn(dossier: Dossier, stage: Stage, now: Instant): Stopped {
  const byItself = stage.trigger !== "manual";
  return stoppedBy({
    now,
    stage,
    calendar: calendarFact(dossier.calendar, dossier.release, dossier),
    automatic: read({ byItself, how: "", allowed: false }),
  });
}

function whyIn(dossier: Dossier, stage: Stage, { gone }: Besides, stopped: Stopped): WhyNot | undefined {
  const connection = startConnection(dossier, stage, primarySeal(dossier)?.connection)?.fact;
  return whyOf(dossier.release, stage, {
    artefacts: read({ gone, keptForever: false, retainedByRelease: false }),
    pipelineDisabled: dossier.disabled,
    ...optional("stopped", stopped),
    ...(connection === undefined ? {} : { connection }),
  });
}

/** A moment that has passed is not the next one, whatever is told. */
function triggerOf({ trigger: kind, untold, scheduleNext }: Stage, now: Instant): Card["trigger"] {
  const next = scheduleNext !== undefined && scheduleNext > now ? scheduleNext : undefined;
  return { kind, words: untold ?? triggers[kind], ...optional("next", next) };
}

function cardOf(dossier: Dossier, stage: Stage, besides: Besides): Card {
  const { release } = dossier;
  const ready = isReady(release, stage);
  const stopped = stoppedIn(dossier, stage, besides.now);
  const attempt = stage.status.state === "notDeployed" ? undefined : lastAttempt(stage);
  return {
    name: stage.name,
    column: columnOf(release.stages, stage),
    class: classWords(stage.class),
    environment: stage.environment,
    trigger: triggerOf(stage, besides.now),
    sign: ready ? "waiting" : signOfState(stage.status.state),
    ready,
    words: spokenState(stage.status, attempt).words,
    wire: stage.status.wire,
    ...timesOf(stage, attempt),
    ...progress(stage, attempt),
    warnings: issues(attempt, "warning"),
    errors: hasPassed(stage.status.state) ? [] : issues(attempt, "error"),
    ...optional("target", host(targetOf(dossier, stage))),
    ...optional("connection", connectionOf(release, stage)),
    ...offersOf(release, stage, besides.readOnly),
    ...optional("why", whyIn(dossier, stage, besides, stopped)),
    ...optional("stopped", besides.readOnly ? undefined : stopped),
    ...optional("logs", logOf(attempt)),
  };
}

/** The picture of a release: its stages in the columns of their way. */
export function cardsOf(dossier: Dossier, besides: Besides): readonly (readonly Card[])[] {
  const columns: Card[][] = [];
  for (const stage of dossier.release.stages) {
    const card = cardOf(dossier, stage, besides);
    (columns[card.column] ??= []).push(card);
  }
  return columns.filter((column) => column.length > 0);
}
