import type { ConnectionFault } from "./connection.ts";
import { quoted } from "./defuse.ts";
import { hasSucceeded } from "./judge-order.ts";
import type { Reading } from "./reading.ts";
import type { Release } from "./release.ts";
import type { Stage, State } from "./stage.ts";
import type { StageBefore, StartFacts } from "./start-facts.ts";
import {
  approvalCause,
  checkCause,
  environmentGone,
  failedCause,
  rejectedCause,
  skippedCause,
} from "./why-stopped.ts";
import { clause, few, lastAttempt, lowered, plain, said, type WhyNot } from "./why-words.ts";
import { listed, stateWords } from "./words.ts";

/**
 * What is known about a stage that may not be running. A fact that a door cannot have is left out and says nothing; one that
 * could not be read is `failed`.
 */
export type WaitingFacts = Readonly<{
  stage: Reading<Stage>;
  pipelineDisabled?: boolean;
  /** What the calendar has against it. */
  stopped?: WhyNot;
}> &
  Pick<StartFacts, "release" | "before" | "artefacts" | "connection">;

/** Why a stage does not run. Absent for one that runs or that ended well. What is not known is said, never guessed. */
export function whyNot(facts: WaitingFacts): WhyNot | undefined {
  const { stage } = facts;
  if (stage.kind === "failed") return said(`Whether it runs is not known: ${clause(stage.why)}`);
  const why = standing[stage.value.status.state];
  return why && (endOf(facts, stage.value) ?? why(facts, stage.value));
}

type Cause = (facts: WaitingFacts, stage: Stage) => WhyNot | undefined;

const standing: Readonly<Record<State, Cause | undefined>> = {
  notDeployed: notBegun,
  waitingForManualStart: notBegun,
  waitingForApproval: (_, stage) => approvalCause(stage),
  waitingForCheck: (_, stage) => checkCause(stage),
  scheduled: (facts, stage) => disabled(facts) ?? scheduled(stage),
  queued: (facts, stage) => disabled(facts) ?? queued(stage),
  inProgress: undefined,
  succeeded: undefined,
  succeededWithWarnings: undefined,
  failed: (_, stage) => failedCause(stage),
  rejected: (_, stage) => rejectedCause(stage),
  cancelled: () => said("It was cancelled, and nobody has started it again"),
  skipped: (facts, stage) => skippedCause(stage) ?? skippedAfter(facts, stage),
  unknownStillRunning: undefined,
  unknown: (_, { status }) => said(`Whether it runs is not known: Azure DevOps says ${stateWords(status)}`),
};

/** Azure DevOps gives no reason for a stage that was left out when the run was queued, nor for one whose way was cut off. */
function skippedAfter(facts: WaitingFacts, { attempts }: Stage): WhyNot {
  const before = beforeWords(facts);
  if (before !== undefined) return said(`It was skipped, and ${before}`);
  return attempts.length === 0
    ? said("It was left out when the run was queued, or by a person: no condition decided it")
    : said("It was skipped, and Azure DevOps does not say why");
}

/** The states of a stage that has not begun, whatever it waits for. */
export const waits: readonly State[] = [
  "notDeployed",
  "waitingForManualStart",
  "waitingForApproval",
  "waitingForCheck",
  "scheduled",
  "queued",
];

/** What no waiting mends, whatever else the stage waits for. */
function endOf({ release, artefacts }: WaitingFacts, stage: Stage): WhyNot | undefined {
  if (!waits.includes(stage.status.state)) return undefined;
  const dead = release?.kind === "read" ? deadReleases[release.value] : undefined;
  if (dead !== undefined) return said(dead);
  const environment = environmentGone(stage);
  if (environment !== undefined) {
    return said(`Azure DevOps no longer has its environment ${quoted(environment)}`);
  }
  return artefacts?.kind === "read" ? goneCause(artefacts.value.gone) : undefined;
}

function goneCause(gone: readonly string[]): WhyNot | undefined {
  return gone.length === 0
    ? undefined
    : said(`Its artefacts are gone: ${few(gone.map((name) => quoted(name)))}`);
}

type ReleaseState = Release["status"] | "deleted";

const deadReleases: Readonly<Partial<Record<ReleaseState, string>>> = {
  deleted: "The release is deleted",
  abandoned: "The release is abandoned, so nothing more of it is started",
  draft: "The release is a draft, which is started in Azure DevOps first",
};

function disabled({ pipelineDisabled }: WaitingFacts): WhyNot | undefined {
  return pipelineDisabled ? said("Its pipeline is disabled") : undefined;
}

function notBegun(facts: WaitingFacts, stage: Stage): WhyNot {
  const byHand = stage.trigger === "manual" || stage.status.state === "waitingForManualStart";
  const before = beforeWords(facts);
  if (before !== undefined) return said(byHand ? `It is started by hand, and ${before}` : before);
  return disabled(facts) ?? facts.stopped ?? (byHand ? startCause(facts) : undefined) ?? laterCause(stage);
}

/** What is not as it should be before the stage, as a clause. */
function beforeWords({ before }: WaitingFacts): string | undefined {
  if (before?.kind === "failed")
    return `whether the stages before it succeeded is not known: ${clause(before.why)}`;
  const unmet = (before?.value ?? []).filter(({ status }) => !hasSucceeded(status.state));
  return unmet.length === 0 ? undefined : unmetWords(unmet);
}

function unmetWords(unmet: readonly StageBefore[]): string {
  const names = listed(unmet.map(({ name }) => quoted(name)));
  const states = listed(unmet.map(({ status }) => lowered(stateWords(status))));
  return `${names} ${unmet.length === 1 ? "has" : "have"} not succeeded yet: ${states}`;
}

function startCause({ connection }: WaitingFacts): WhyNot {
  const value = connection?.kind === "read" ? connection.value : undefined;
  const [fault] = value?.faults ?? [];
  if (value && fault) return said(connectionWords(value.name, value.faults, fault));
  return said(`It is started by hand, and nobody has started it`);
}

function connectionWords(name: string, faults: readonly ConnectionFault[], first: ConnectionFault): string {
  const missing = faults.filter(({ kind }) => kind === "missing").map(({ variable }) => plain(variable));
  return missing.length > 0
    ? `The connection ${quoted(name)} lacks ${few(missing)}`
    : `The connection ${quoted(name)} cannot be used: ${clause(first.text)}`;
}

function laterCause(stage: Stage): WhyNot {
  if (stage.trigger === "scheduled" || stage.scheduledFor !== undefined) return scheduled(stage);
  return /dependentOnManualQueue/i.test(stage.status.wire)
    ? said("A stage before it is started by hand, and nobody has started that")
    : said(stage.untold ?? "It has not begun, and Azure DevOps does not say why");
}

function scheduled(stage: Stage): WhyNot {
  const deferred = lastAttempt(stage)?.approvals.find(({ deferredUntil }) => deferredUntil !== undefined);
  const until = stage.scheduledFor ?? deferred?.deferredUntil ?? stage.scheduleNext;
  return until === undefined
    ? said("It is scheduled, and Azure DevOps does not say for when")
    : said("It is scheduled", until);
}

/** A run's stage counts as queued only while its jobs wait for agents; a classic one tells for what it waits. */
function queued({ status, definitionId }: Stage): WhyNot {
  if (definitionId === undefined || /queuedForAgent/i.test(status.wire)) {
    return said("It waits for an agent, which is to take its job");
  }
  if (/queuedForPipeline/i.test(status.wire)) {
    return said("It waits until the organisation may run one more job at the same time");
  }
  return /, queued$/i.test(status.wire)
    ? said("It is queued behind other deployments to this stage")
    : said("It is queued, and Azure DevOps does not say for what");
}
