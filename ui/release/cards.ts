import type { Dossier } from "../../core/acts/inspect-release.ts";
import { environmentsOf, keyIn, matchEnvironment } from "../../core/model/group-keys.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { Release } from "../../core/model/release.ts";
import type { Attempt, Stage, StageTrigger, Step } from "../../core/model/stage.ts";
import { addressKeys } from "../../core/model/target.ts";
import { classWords, listed } from "../../core/model/words.ts";
import type { Sign } from "../shared/icons.tsx";
import { hasPassed, isMoving, signOfState } from "../shared/signs.ts";
import { connectionOf, isReady, lastAttempt, progressOf, spokenState, unmet } from "../shared/stage-facts.ts";

/** One stage as a card of the picture. */
export type Card = Readonly<{
  name: string;
  /** How many stages lie before it, at most: its column in the picture. */
  column: number;
  class: string;
  environment: string;
  trigger: Readonly<{ kind: StageTrigger; words: string }>;
  sign: Sign;
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
  approvals: readonly Readonly<{ id: string; who: string; when: "before" | "after" }>[];
  /** What the button says. Absent where the hub starts nothing. */
  deploy?: Readonly<{ words: "Deploy" | "Redeploy"; because?: string }>;
  cancel: boolean;
  hint?: string;
  logs?: string;
}>;

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

function deployButton(release: Release, stage: Stage): Card["deploy"] {
  if (release.kind === "yaml") return undefined;
  const state = stage.status.state;
  const words = stage.attempts.length > 0 && !isReady(release, stage) ? "Redeploy" : "Deploy";
  if (isMoving(state)) return { words, because: `${stage.name} is being deployed now.` };
  if (state === "waitingForApproval") return { words, because: `${stage.name} waits for an approval.` };
  if (release.status === "abandoned") return { words, because: `${release.name} was abandoned.` };
  return { words };
}

function hintOf(release: Release, stage: Stage): string | undefined {
  if (stage.attempts.length > 0 && stage.status.state !== "notDeployed") return undefined;
  const missing = unmet(release, stage);
  if (missing.length > 0) return `Waits for ${listed(missing)} to succeed`;
  if (release.kind === "yaml" && isReady(release, stage)) return "Can be started in Azure DevOps";
  return isReady(release, stage) && stage.trigger === "manual" ? "Waiting for you to start it" : undefined;
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

function waitingApprovals(stage: Stage, attempt: Attempt | undefined): Card["approvals"] {
  const all = attempt?.approvals ?? [];
  return all
    .filter((one) => one.status === "pending" && !one.automatic)
    .map((one) => ({ id: one.id, who: one.approver?.name ?? stage.name, when: one.when }));
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  const out: { [P in K]?: V } = {};
  if (value !== undefined) out[key] = value;
  return out;
}

function cardOf(dossier: Dossier, stage: Stage): Card {
  const { release } = dossier;
  const attempt = stage.status.state === "notDeployed" ? undefined : lastAttempt(stage);
  return {
    name: stage.name,
    column: columnOf(release.stages, stage),
    class: classWords(stage.class),
    environment: stage.environment,
    trigger: { kind: stage.trigger, words: triggers[stage.trigger] },
    sign: isReady(release, stage) ? "waiting" : signOfState(stage.status.state),
    words: spokenState(stage.status, attempt).words,
    wire: stage.status.wire,
    ...timesOf(stage, attempt),
    ...progress(stage, attempt),
    warnings: issues(attempt, "warning"),
    errors: hasPassed(stage.status.state) ? [] : issues(attempt, "error"),
    ...optional("target", host(targetOf(dossier, stage))),
    ...optional("connection", connectionOf(release, stage)),
    approvals: waitingApprovals(stage, attempt),
    ...optional("deploy", deployButton(release, stage)),
    cancel: release.kind === "classic" && isMoving(stage.status.state),
    ...optional("hint", hintOf(release, stage)),
    ...optional("logs", logOf(attempt)),
  };
}

/** The picture of a release: its stages in the columns of their way. */
export function cardsOf(dossier: Dossier): readonly (readonly Card[])[] {
  const columns: Card[][] = [];
  for (const stage of dossier.release.stages) {
    const card = cardOf(dossier, stage);
    (columns[card.column] ??= []).push(card);
  }
  return columns.filter((column) => column.length > 0);
}
