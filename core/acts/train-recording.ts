import { Failure, ended } from "../failure.ts";
import { bounded } from "../model/defuse.ts";
import {
  decisionsIn,
  isMadeFor,
  saidBy,
  type DecisionMeaning,
  type SaidChange,
} from "../model/train/decision-meaning.ts";
import { questionTitle } from "../model/train/decision-words.ts";
import { actOfDecision, countFault, type WaitingDecision } from "../model/train/waiting-decision.ts";
import type { AzureDevOps } from "../ports.ts";
import { inParallel } from "./in-parallel.ts";
import type { TrainKnown } from "./open-train.ts";
import { problemOf, readingOf } from "./reading-of.ts";
import { isOvertaken } from "./stored-documents.ts";
import { anchorLedger, closeItems, isOfTrain } from "./train-items.ts";
import { changeTrain, changeTurnover, type TrainActing } from "./trains.ts";

/** What recording needs. */
export type Recording = Readonly<{
  known: TrainKnown;
  azure: AzureDevOps;
  acting: TrainActing;
  meaning: DecisionMeaning;
}>;

/** What became of one decision, and what is to be said. */
export type Recorded = Readonly<{
  /** Overtaken: somebody else changed the train meanwhile, and it is to be seen whether anything is left to record. */
  outcome: "nothing" | "recorded" | "overtaken";
  problems: readonly string[];
}>;

type Said = Readonly<{ item: number; said: SaidChange }>;

/** Records the first change of a work item by which somebody who may decide did so. Any other change is not counted, and said. */
export async function recordOne(waiting: WaitingDecision, recording: Recording): Promise<Recorded> {
  const { known } = recording;
  const { all, isWhole, ...read } = await readSaid(waiting, recording);
  const counts = ({ said }: Said): string | undefined =>
    countFault(waiting, known.whole.train.value, said.by.id, known.roles);
  const first = all.find((one) => counts(one) === undefined);
  const before = all.filter((one) => first === undefined || one.said.on < first.said.on);
  const problems = [...read.problems, ...before.map((one) => notCounted(one, counts(one) ?? ""))];
  // An answer that could not be read may be the first one.
  if (first === undefined || !isWhole) return { outcome: "nothing", problems };
  const recorded = await record(waiting, first, recording);
  return { ...recorded, problems: [...problems, ...recorded.problems] };
}

type AllSaid = Readonly<{ all: readonly Said[]; isWhole: boolean; problems: readonly string[] }>;

/** What was said on the work items that were made to be asked on, the first of it first. */
async function readSaid(waiting: WaitingDecision, { known, azure, meaning }: Recording): Promise<AllSaid> {
  const items = known.items.kind === "read" ? known.items.value : [];
  // Nobody has touched one that is at its first revision.
  const touched = items.filter(({ id, revision }) => waiting.items.includes(id) && revision > 1);
  const read = await inParallel(touched, 4, async ({ id }) => ({
    id,
    changes: await readingOf(azure.workItems.changes(id)),
  }));
  const asked = { project: azure.project.name, title: titleOf(waiting, known), after: waiting.after };
  const told = read.flatMap(({ id, changes }) =>
    changes.kind === "read" ? [{ id, changes: changes.value, isIt: isMadeFor(asked, changes.value) }] : [],
  );
  const all = told.flatMap(({ id, changes, isIt }) =>
    isIt ? decisionsIn(meaning, changes).map((said) => ({ item: id, said })) : [],
  );
  const problems = [
    ...read.flatMap(({ id, changes }) => problemOf(`The changes of work item #${id}`, changes)),
    ...told.flatMap(({ id, isIt }) => (isIt ? [] : [strangeItem(id, waiting)])),
  ];
  return { all: all.sort((a, b) => a.said.on - b.said.on), isWhole: told.length === read.length, problems };
}

function titleOf({ ask }: WaitingDecision, { whole }: TrainKnown): string {
  return questionTitle(ask, whole.train.value.number);
}

function strangeItem(item: number, { what }: WaitingDecision): string {
  return `Work item #${item} was not made to ask for ${what}: nothing on it is counted.`;
}

function notCounted({ item, said }: Said, why: string): string {
  const answer = said.approved ? "yes" : "no";
  return `${nameOf(said)} said ${answer} on work item #${item}, which is not counted: ${why}`;
}

function nameOf({ by }: SaidChange): string {
  return bounded(by.name, 120);
}

async function record(waiting: WaitingDecision, first: Said, recording: Recording): Promise<Recorded> {
  const { known, azure, acting } = recording;
  const by: TrainActing = { ...acting, doing: { by: first.said.by.id, now: first.said.on } };
  const act = actOfDecision(waiting, first.item, first.said);
  const { number, revision } = known.whole.train.value;
  try {
    if ("train" in act) await changeTrain(number, revision, act.train, by);
    else if (waiting.kind !== "level") {
      await changeTurnover(number, { id: waiting.turnover, revision: waiting.revision }, act.turnover, by);
    }
  } catch (error) {
    if (isOvertaken(error)) return { outcome: "overtaken", problems: [] };
    if (!(error instanceof Failure)) throw error;
    const cause = `The decision of ${nameOf(first.said)} on work item #${first.item} could not be recorded`;
    const outcome = error.report.state === "nothing was changed" ? "nothing" : "recorded";
    return { outcome, problems: [`${cause}: ${ended(error.report.cause)}`] };
  }
  const anchored = await anchorLedger(known, azure, first.item);
  return { outcome: "recorded", problems: [...anchored, ...(await closeOthers(waiting, first, recording))] };
}

function closeOthers(
  waiting: WaitingDecision,
  { item, said }: Said,
  { known, azure, meaning }: Recording,
): Promise<readonly string[]> {
  const items = known.items.kind === "read" ? known.items.value : [];
  const others = items.filter(
    (one) => one.id !== item && waiting.items.includes(one.id) && isOfTrain(one, known),
  );
  const open = others.filter((one) => saidBy(meaning, one) === undefined);
  const comment = `${nameOf(said)} decided ${waiting.what} on #${item}: nothing is left to decide here.`;
  return closeItems(open, comment, meaning, azure);
}
