import { refusal } from "../failure.ts";
import { actOnTrain } from "../model/train/act-on-train.ts";
import { actOnTurnover } from "../model/train/act-on-turnover.ts";
import { saidBy, stateFor } from "../model/train/decision-meaning.ts";
import { isRefused, type Refused } from "../model/train/refused.ts";
import type { GateName } from "../model/train/stage-gate.ts";
import { actOfDecision, levelThatWaits, waitingDecisions } from "../model/train/waiting-decision.ts";
import type { WaitingDecision } from "../model/train/waiting-decision.ts";
import type { AzureDevOps } from "../ports.ts";
import type { WorkItem } from "../ports-of-work-items.ts";
import { actingOn, openTrain, type TrainKnown, type TrainWorld } from "./open-train.ts";
import { askDue, askThose } from "./train-asking.ts";
import { meaningIn } from "./train-items.ts";
import { recordOne, type Recorded } from "./train-recording.ts";
import { factsOf } from "./trains.ts";

/** Somebody's yes or no, given in the hub. `comment`: asked for with a no. */
export type Answer = Readonly<{ approve: boolean; comment: string }>;

/** An answer to a level of a gate's approvals; the first is 1. */
export type LevelAnswer = Answer & Readonly<{ gate: GateName; level: number }>;

/** An answer to a turnover that is delivered, or to a manual task: whether it was done. */
export type TurnoverAnswer = Answer & Readonly<{ turnover: string; task?: string }>;

/**
 * Asks the approvers of the level that waits: a work item each, which is theirs to decide. Refused (RM001) where the gate
 * does not wait, or everybody was asked. Who could not be asked is said in `problems`, and may be asked again.
 */
export function askApprovers(
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld,
  gate: GateName,
): Promise<TrainKnown> {
  const waits = levelThatWaits(known.whole.train.value)?.gate === gate;
  return askThose((due) => waits && due.kind === "level", known, azure, world);
}

/**
 * Decides a level: brings one's own work item to the state that says so, which Azure DevOps stamps, then records it. Refused
 * (RM001) as the rules say, before anything is changed, and where nobody was asked yet.
 */
export function decideLevel(
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld,
  { gate, level, ...answer }: LevelAnswer,
): Promise<TrainKnown> {
  return decide((one) => one.kind === "level" && one.gate === gate && one.level === level, known, azure, {
    world,
    answer,
  });
}

/** Accepts or rejects a turnover that is delivered, or says of a manual task whether it was done. Refused as `decideLevel` is. */
export function decideTurnover(
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld,
  { turnover, task, ...answer }: TurnoverAnswer,
): Promise<TrainKnown> {
  const isIt = (one: WaitingDecision): boolean =>
    task === undefined
      ? one.kind === "turnover" && one.turnover === turnover
      : one.kind === "task" && one.turnover === turnover && one.task === task;
  return decide(isIt, known, azure, { world, answer });
}

/**
 * Records what was decided on work items, wherever that was done, and asks whoever is asked next. Gives the train as it is
 * then, or absent where there was nothing to record and nothing to say.
 */
export function recordDecisions(
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld,
): Promise<TrainKnown | undefined> {
  return recordAll(known, azure, world, tries);
}

const tries = 3;

async function recordAll(
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld,
  left: number,
): Promise<TrainKnown | undefined> {
  const waiting = waitingIn(known);
  if (waiting.length === 0) return undefined;
  const meaning = await meaningIn(known, azure);
  const recording = { known, azure, acting: actingOn(known, azure, world), meaning };
  const all: Recorded[] = [];
  for (const one of waiting) all.push(await recordOne(one, recording));
  const problems = all.flatMap((one) => one.problems);
  const outcomes = all.map(({ outcome }) => outcome);
  if (outcomes.every((one) => one === "nothing"))
    return problems.length === 0 ? undefined : withProblems(known, problems);
  const now = await openTrain(known.whole.train.value.number, azure, world.now);
  const again = outcomes.includes("overtaken") && left > 1;
  const then = again ? ((await recordAll(now, azure, world, left - 1)) ?? now) : now;
  return withProblems(await askNext(outcomes, then, azure, world), problems);
}

/** Whoever records asks: what somebody else recorded, they ask for. */
async function askNext(
  outcomes: readonly Recorded["outcome"][],
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld,
): Promise<TrainKnown> {
  return outcomes.includes("recorded") ? askDue(known, azure, world) : known;
}

function waitingIn({ whole: { train, turnovers } }: TrainKnown): readonly WaitingDecision[] {
  return waitingDecisions(
    train.value,
    turnovers.kept.map(({ value }) => value),
  );
}

function withProblems(known: TrainKnown, problems: readonly string[]): TrainKnown {
  return { ...known, problems: [...new Set([...known.problems, ...problems])] };
}

const what = "Nothing was decided";

type Deciding = Readonly<{ world: TrainWorld; answer: Answer }>;

async function decide(
  isIt: (one: WaitingDecision) => boolean,
  opened: TrainKnown,
  azure: AzureDevOps,
  { world, answer }: Deciding,
): Promise<TrainKnown> {
  const known = await withItems(opened, azure, world);
  const waiting = sameIn(known, opened, isIt);
  const item = waiting && mine(waiting, known);
  if (waiting === undefined || item === undefined) throw notAsked(known);
  const meaning = await meaningIn(known, azure);
  refuseUnfit(waiting, item, { known, azure, world, answer });
  if (saidBy(meaning, item) === answer.approve) throw saidAlready(item);
  const to = { ...stateFor(meaning, answer.approve, item.tags), comment: answer.comment };
  const moved = await azure.workItems.move(item, to);
  const seen = { ...known, items: withItem(known.items, moved) };
  const recorded = await recordDecisions(seen, azure, world);
  if (recorded !== undefined) return recorded;
  const said = `Your decision stands on work item #${item.id}; it is recorded when the train is opened next.`;
  return withProblems(seen, [said]);
}

/** With the work items, where somebody decides before the page has read them. */
async function withItems(opened: TrainKnown, azure: AzureDevOps, { now }: TrainWorld): Promise<TrainKnown> {
  return opened.items.kind === "read" ? opened : openTrain(opened.whole.train.value.number, azure, now);
}

/** What waits as the reader saw it. Another delivery, or another round of approvals, asks on other work items. */
function sameIn(
  known: TrainKnown,
  opened: TrainKnown,
  isIt: (one: WaitingDecision) => boolean,
): WaitingDecision | undefined {
  const items = waitingIn(opened).find(isIt)?.items.join();
  return waitingIn(known).find((one) => isIt(one) && one.items.join() === items);
}

/** The work item on which I decide: my own; a task has one for all who may do it. */
function mine(waiting: WaitingDecision, { items, me }: TrainKnown): WorkItem | undefined {
  if (items.kind === "failed") throw notRead(items.why);
  const own = items.value.filter(({ id }) => waiting.items.includes(id));
  return waiting.kind === "task" ? own[0] : own.find(({ id }) => waiting.people[id] === me.id);
}

function refuseUnfit(
  waiting: WaitingDecision,
  { id, revision }: WorkItem,
  { known, azure, world, answer }: Deciding & Readonly<{ known: TrainKnown; azure: AzureDevOps }>,
): void {
  const acting = actingOn(known, azure, world);
  const said = { approved: answer.approve, comment: answer.comment, revision: revision + 1 };
  const act = actOfDecision(waiting, id, said, "");
  const facts = factsOf(known.whole, acting);
  const outcome = ((): object | Refused => {
    if ("train" in act) return actOnTrain(known.whole.train.value, act.train, facts, known.roles);
    const turnover = facts.turnovers.find((one) => waiting.kind !== "level" && one.id === waiting.turnover);
    return turnover === undefined ? {} : actOnTurnover(turnover, act.turnover, facts, known.roles);
  })();
  if (!isRefused(outcome)) return;
  const next = "Do what the sentence asks for, or ask somebody who may";
  throw refusal({ code: "RM001", what, where: waiting.what, cause: outcome.refused, next });
}

function notAsked({ whole }: TrainKnown): Error {
  return refusal({
    code: "RM001",
    what,
    where: `release train ${whole.train.value.number}`,
    cause: "No work item asks you for this decision, or the one that does is deleted or not visible to you",
    next: "Ask the people who decide, so that each of them has a work item",
  });
}

function notRead(why: string): Error {
  const cause = `The work items could not be read: ${why}`;
  return refusal({ code: "RM001", what, where: "the train", cause, next: "Reload and decide then" });
}

function saidAlready({ id, state }: WorkItem): Error {
  return refusal({
    code: "RM042",
    what,
    where: `work item ${id}`,
    cause: `It is ${state} already, by somebody whose change does not count`,
    next: "Set it back on its own page, and decide then",
  });
}

function withItem(items: TrainKnown["items"], moved: WorkItem): TrainKnown["items"] {
  if (items.kind === "failed") return items;
  return { ...items, value: items.value.map((one) => (one.id === moved.id ? moved : one)) };
}
