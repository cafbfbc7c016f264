import { ended, Failure, refusal } from "../failure.ts";
import { actOnTrain } from "../model/train/act-on-train.ts";
import { actOnTurnover } from "../model/train/act-on-turnover.ts";
import type { AskedItem } from "../model/train/asked-item.ts";
import { dueQuestions, type DueQuestion } from "../model/train/due-question.ts";
import { isRefused } from "../model/train/refused.ts";
import type { AzureDevOps } from "../ports.ts";
import { actingOn, openTrain, type TrainKnown, type TrainWorld } from "./open-train.ts";
import { isOvertaken } from "./stored-documents.ts";
import { anchorLedger, closeItems, makeItems, meaningIn } from "./train-items.ts";
import { changeTrain, changeTurnover, factsOf, type TrainActing } from "./trains.ts";

/** Whatever waits for people who were not asked yet, and that this person may ask them: asks them. */
export async function askDue(known: TrainKnown, azure: AzureDevOps, world: TrainWorld): Promise<TrainKnown> {
  const due = dueNow(known).filter((one) => askFault(one, known, azure, world) === undefined);
  if (due.length === 0) return known;
  try {
    return await askAll(due, known, azure, world);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const now = await openTrain(known.whole.train.value.number, azure, world.now);
    const problem = `${error.report.what}: ${ended(error.report.cause)}`;
    return { ...now, problems: [...now.problems, problem] };
  }
}

function dueNow({ whole, roles }: TrainKnown): readonly DueQuestion[] {
  const turnovers = whole.turnovers.kept.map(({ value }) => value);
  return dueQuestions(whole.train.value, turnovers, roles);
}

/** Asks those of whom that is so. Refused (RM001) where nobody is left to be asked, or this person may not ask them. */
export async function askThose(
  isIt: (due: DueQuestion) => boolean,
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld,
): Promise<TrainKnown> {
  const due = dueNow(known).filter(isIt);
  const fault = due.length === 0 ? "Nobody is to be asked who was not asked already." : undefined;
  const cause =
    fault ?? due.map((one) => askFault(one, known, azure, world)).find((one) => one !== undefined);
  if (cause === undefined) return askAll(due, known, azure, world);
  const where = `release train ${known.whole.train.value.number}`;
  const next = "Do what the sentence asks for, or ask somebody who may";
  throw refusal({ code: "RM001", what: "Nobody was asked", where, cause, next });
}

/** The one sentence why I may not ask; absent where I may. Asked before any work item is made. */
function askFault(
  due: DueQuestion,
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld,
): string | undefined {
  const facts = factsOf(known.whole, actingOn(known, azure, world));
  const items = due.people.map((person, at) => ({ person, item: Number.MAX_SAFE_INTEGER - at }));
  const outcome =
    due.kind === "turnover" || due.kind === "task"
      ? facts.turnovers
          .filter(({ id }) => id === due.turnover)
          .map((one) => actOnTurnover(one, due.act(items), facts, known.roles))[0]
      : actOnTrain(known.whole.train.value, due.act(items), facts, known.roles);
  return outcome !== undefined && isRefused(outcome) ? outcome.refused : undefined;
}

async function askAll(
  all: readonly DueQuestion[],
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld,
): Promise<TrainKnown> {
  const { number } = known.whole.train.value;
  let now = known;
  const problems: string[] = [];
  for (const due of all) {
    problems.push(...(await askOne(due, now, azure, world)));
    now = await openTrain(number, azure, world.now);
  }
  return { ...now, problems: [...now.problems, ...problems] };
}

async function askOne(
  due: DueQuestion,
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld,
): Promise<readonly string[]> {
  const { made, problems } = await makeItems(known, azure, world, due);
  const asked = made.map(({ person, item: { id } }) => ({ person, item: id }));
  try {
    await keepAsked(due, asked, known, actingOn(known, azure, world));
  } catch (error) {
    // Where it is not certain that nothing was stored, the work items may be those that count.
    if (!isUnchanged(error)) throw error;
    const items = made.map(({ item }) => item);
    const left = await closeItems(items, askedInVain, await meaningIn(known, azure), azure);
    if (!isOvertaken(error)) throw error;
    return left;
  }
  const [first] = asked;
  const anchored = first === undefined ? [] : await anchorLedger(known, azure, first.item);
  return [...problems, ...anchored];
}

const askedInVain = "The train was changed at the same moment: nothing is to be decided here.";

function isUnchanged(error: unknown): boolean {
  return error instanceof Failure && error.report.state === "nothing was changed";
}

async function keepAsked(
  due: DueQuestion,
  asked: readonly AskedItem[],
  { whole }: TrainKnown,
  acting: TrainActing,
): Promise<void> {
  const { number, revision } = whole.train.value;
  if (due.kind === "level" || due.kind === "person") {
    await changeTrain(number, revision, due.act(asked), acting);
    return;
  }
  const seen = whole.turnovers.kept.find(({ value }) => value.id === due.turnover)?.value;
  await changeTurnover(number, { id: due.turnover, revision: seen?.revision ?? 0 }, due.act(asked), acting);
}
