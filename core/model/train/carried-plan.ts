import { bounded, quoted } from "../defuse.ts";
import { momentWords } from "../instant.ts";
import { counted } from "../words.ts";
import { onBoard, type ApplicationRelease } from "./application-release.ts";
import type { ExitCriterion } from "./exit-criterion.ts";
import type { OwnMilestone } from "./milestone.ts";
import type { Stamp } from "./refused.ts";
import type { Roles } from "./role.ts";
import { gateWords, type StageGate } from "./stage-gate.ts";
import type { Train } from "./train.ts";
import { levelsFault } from "./train-approval.ts";
import type { Turnover } from "./turnover.ts";

/** A train that was exported somewhere. */
export type CarriedDocuments = Readonly<{
  train: Train;
  releases: readonly ApplicationRelease[];
  turnovers: readonly Turnover[];
}>;

/** Who imports it, which id it gets, which people are known here, and who holds which role. */
export type CarryingIn = Readonly<{
  id: string;
  by: string;
  knows: (person: string) => boolean;
  roles: Roles;
}>;

/** What of a train of another project holds here, too. */
export type CarriedPlan = Readonly<{
  train: Train;
  releases: readonly ApplicationRelease[];
  /** What is left out or changed, in sentences. */
  leftOut: readonly string[];
  /** What was decided there, in sentences: it decides nothing here. */
  decided: readonly string[];
}>;

/**
 * The plan of a train of another project: its numbers of work items, releases, queries and pipelines would name something else
 * here, its people may be nobody, and who decided cannot be looked up. So it begins in scoping, with what holds everywhere.
 */
export function carriedPlan({ train, releases, turnovers }: CarriedDocuments, into: CarryingIn): CarriedPlan {
  const boarded = onBoard(releases);
  const gates = train.gates.map((gate) => gateHere(gate, into));
  const { schema, title, type, purpose, from, to } = train;
  return {
    train: {
      ...{ schema, id: into.id, revision: 1, number: train.number, title, type, purpose, from, to },
      ...{ manager: personHere(train.manager, into), phase: "scoping", environments: [] },
      gates: gates.map(({ gate }) => gate),
      milestones: train.milestones.map((one) => ({ ...milestoneHere(one, into), inherit: one.inherit })),
      tasks: train.tasks.map(({ id, title: what, owner }) => ({
        id,
        title: what,
        owner: personHere(owner, into),
      })),
    },
    releases: boarded.map((one) => releaseHere(one, boarded, into)),
    leftOut: [
      ...gates.flatMap(({ leftOut }) => leftOut),
      ...idsLeftOut(train, boarded, turnovers),
      ...peopleLeftOut({ train, releases, turnovers }, into),
    ],
    decided: bounding([...train.gates.flatMap(decidedAt), ...turnovers.map(wordsOfTurnover)]),
  };
}

// An entry of the ledger holds all of them.
const mostTold = 100;
const mostCharacters = 300;

function bounding(sentences: readonly string[]): readonly string[] {
  const left = sentences.length - mostTold;
  const told = sentences.slice(0, mostTold).map((one) => bounded(one, mostCharacters));
  return left > 0 ? [...told, `And ${left} more.`] : told;
}

function personHere(person: string, { knows, by }: CarryingIn): string {
  return knows(person) ? person : by;
}

function milestoneHere({ id, name, date, owner, gate }: OwnMilestone, into: CarryingIn): OwnMilestone {
  return { id, name, date, gate, owner: personHere(owner, into) };
}

function gateHere(
  { name, date, criteria, approvals }: StageGate,
  into: CarryingIn,
): Readonly<{ gate: StageGate; leftOut: readonly string[] }> {
  const levels = approvals.map(({ kind, approvers }) => ({ kind, approvers: approvers.filter(into.knows) }));
  const fault = levelsFault(levels, into.roles);
  const here = criteria.map((one) => ({ one, now: criterionHere(one, into) }));
  return {
    gate: {
      ...{ name, date, returned: [] },
      criteria: here.map(({ now }) => now),
      approvals: fault === undefined ? levels : [],
    },
    leftOut: [
      ...(fault === undefined ? [] : [`The approvals of the ${gateWords(name)}: ${fault}`]),
      ...here
        .filter(({ one, now }) => one.check.kind !== now.check.kind)
        .map(
          ({ one }) => `What ${quoted(one.text)} checks is of the other project: it is ticked by hand here.`,
        ),
    ],
  };
}

function criterionHere(
  { id, text, owner, daysBefore, check }: ExitCriterion,
  into: CarryingIn,
): ExitCriterion {
  const holds = check.kind === "workItems" || (check.kind === "approved" && into.knows(check.person));
  return { id, text, owner: personHere(owner, into), daysBefore, check: holds ? check : { kind: "manual" } };
}

function releaseHere(
  { id, title, application, owner, from, to, dependsOn, milestones }: ApplicationRelease,
  boarded: readonly ApplicationRelease[],
  into: CarryingIn,
): ApplicationRelease {
  return {
    ...{ schema: 1, id, revision: 1, train: into.id, title, from, to, phase: "scoping" },
    application: { name: application.name, pipelines: [] },
    owner: personHere(owner, into),
    dependsOn: dependsOn.filter((on) => boarded.some((one) => one.id === on)),
    milestones: milestones.map((one) => milestoneHere(one, into)),
    ...{ releases: [], inherited: [], workItems: [] },
  };
}

function idsLeftOut(
  { environments, tasks }: Train,
  boarded: readonly ApplicationRelease[],
  turnovers: readonly Turnover[],
): readonly string[] {
  const rows: readonly (readonly [number, string, string])[] = [
    [boarded.flatMap(({ releases }) => releases).length, "release", "that it carries"],
    [boarded.flatMap(({ workItems }) => workItems).length, "work item", "associated with it"],
    [boarded.flatMap(({ application }) => application.pipelines).length, "pipeline", "of its applications"],
    [environments.length, "environment", "reserved for it"],
    [turnovers.length, "turnover", "with all tasks"],
    [tasks.filter(({ stage }) => stage !== undefined).length, "stage", "that its usual tasks start"],
  ];
  return rows.filter(([number]) => number > 0).map(([number, what, of]) => `${counted(number, what)} ${of}.`);
}

function peopleLeftOut(documents: CarriedDocuments, { knows }: CarryingIn): readonly string[] {
  const { train, releases } = documents;
  const owners = [
    train.manager,
    ...train.gates.flatMap(({ criteria }) => criteria.map(({ owner }) => owner)),
    ...train.milestones.map(({ owner }) => owner),
    ...train.tasks.map(({ owner }) => owner),
    ...onBoard(releases).flatMap(({ owner, milestones }) => [owner, ...milestones.map((one) => one.owner)]),
  ];
  const strangers = new Set(owners.filter((one) => !knows(one))).size;
  if (strangers === 0) return [];
  const who = strangers === 1 ? "One person is" : `${strangers} people are`;
  return [`${who} not known in this organisation: what they led or owned is yours.`];
}

function decidedAt({ name, completed, passed, approvals, returned }: StageGate): readonly string[] {
  const gate = gateWords(name);
  return [
    ...returned.map(
      (one) => `Level ${one.level} of the ${gate} was rejected ${stampWords(one)}: ${quoted(one.comment)}`,
    ),
    ...(completed === undefined ? [] : [`The ${gate} was completed ${stampWords(completed)}.`]),
    ...approvals.flatMap(({ kind, approved }, at) =>
      approved === undefined
        ? []
        : [`Level ${at + 1} of the ${gate} (${kind}) was approved ${stampWords(approved)}.`],
    ),
    ...(passed === undefined ? [] : [`The ${gate} passed ${stampWords(passed)}.`]),
  ];
}

function stampWords({ by, on }: Stamp): string {
  return `on ${momentWords(on)} by ${by}`;
}

function wordsOfTurnover({ title, environment, state }: Turnover): string {
  return `The turnover ${quoted(title)} to ${quoted(environment)} was ${state}.`;
}
