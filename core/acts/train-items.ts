import { Failure, ended, refusal } from "../failure.ts";
import { decisionMeaning, stateFor, type DecisionMeaning } from "../model/train/decision-meaning.ts";
import { questionWords, trainTag, type Question } from "../model/train/decision-words.ts";
import { anchorsIn, anchorText, type LedgerHead } from "../model/train/ledger.ts";
import { decidingItemsIn } from "../model/train/named-in.ts";
import { isRefused } from "../model/train/refused.ts";
import type { AzureDevOps } from "../ports.ts";
import type { WorkItem } from "../ports-of-work-items.ts";
import { inParallel } from "./in-parallel.ts";
import type { TrainKnown, TrainWorld } from "./open-train.ts";
import { readingOf } from "./reading-of.ts";
import { readHead } from "./train-ledger.ts";

/** The work items that were made, each for its person, and who could not be asked, in sentences. */
export type ItemsMade = Readonly<{
  made: readonly Readonly<{ person: string; item: WorkItem }>[];
  problems: readonly string[];
}>;

/** What decisions look like in this project. Refused (RM001) where settings and process do not fit. */
export async function meaningIn(
  { settings }: Pick<TrainKnown, "settings">,
  { workItems, project }: Pick<AzureDevOps, "workItems" | "project">,
): Promise<DecisionMeaning> {
  const meaning = decisionMeaning(settings.decisions, await workItems.types());
  if (!isRefused(meaning)) return meaning;
  throw refusal({
    code: "RM001",
    what: "Nothing can be decided on work items",
    where: `project ${project.name}`,
    cause: meaning.refused,
    next: "Choose type and states of work items in the settings of release trains",
  });
}

/** Makes one work item for each person. Who could not be asked is said; fails where nobody could be. */
export async function makeItems(
  known: TrainKnown,
  azure: AzureDevOps,
  { address }: TrainWorld,
  { people, question }: Readonly<{ people: readonly string[]; question: Question }>,
): Promise<ItemsMade> {
  const train = known.whole.train.value;
  const meaning = await meaningIn(known, azure);
  const words = questionWords(train, question, meaning, address);
  const made: ItemsMade["made"][number][] = [];
  const failures: Readonly<{ name: string; failure: Failure }>[] = [];
  for (const id of people) {
    const assignedTo = known.people.find((one) => one.id === id) ?? { id, name: id };
    try {
      const order = { ...words, type: meaning.type, assignedTo, tags: [trainTag(train.number)] };
      made.push({ person: id, item: await azure.workItems.create(order) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push({ name: assignedTo.name, failure: error });
    }
  }
  const [first] = failures;
  if (made.length === 0 && first) throw first.failure;
  const problems = failures.map(
    ({ name, failure }) => `${name} could not be asked: ${ended(failure.report.cause)}`,
  );
  return { made, problems };
}

/** Whether a work item was made for the train: whoever edits extension data must not make others close what was never asked. */
export function isOfTrain({ tags }: Pick<WorkItem, "tags">, { whole }: Pick<TrainKnown, "whole">): boolean {
  return tags.includes(trainTag(whole.train.value.number));
}

/** Closes work items on which nothing is left to decide. What could not be closed is said. */
export async function closeItems(
  items: readonly Pick<WorkItem, "id" | "revision" | "tags">[],
  comment: string,
  meaning: DecisionMeaning,
  { workItems }: Pick<AzureDevOps, "workItems">,
): Promise<readonly string[]> {
  const closed = await inParallel(items, 4, async (item) => {
    const to = { ...stateFor(meaning, false, item.tags), comment };
    return { item, done: await readingOf(workItems.move(item, to)) };
  });
  return closed.flatMap(({ item, done }) =>
    done.kind === "failed" ? [`Work item #${item.id} could not be closed: ${done.why}`] : [],
  );
}

/** Keeps the end of the ledger in a comment of a work item, where whoever edits extension data does not reach it. Gives what failed. */
export async function anchorLedger(
  { whole }: Pick<TrainKnown, "whole">,
  { documents, workItems }: Pick<AzureDevOps, "documents" | "workItems">,
  item: number,
): Promise<readonly string[]> {
  const { id, number } = whole.train.value;
  const kept = await readingOf(
    readHead(id, documents).then((head) => workItems.comment(item, anchorText(number, head))),
  );
  return kept.kind === "read"
    ? []
    : [`The end of the ledger was not kept in work item #${item}: ${kept.why}`];
}

/** The ends of the ledger that work items keep. Refused where one of them cannot be read: it may be the one that counts. */
export async function anchoredHeads(
  known: Pick<TrainKnown, "whole" | "items">,
  { workItems }: Pick<AzureDevOps, "workItems">,
): Promise<readonly LedgerHead[]> {
  const { number } = known.whole.train.value;
  const { items, whole } = known;
  if (items.kind === "failed" && decidingItemsIn([whole.train, whole.turnovers.kept]).length > 0)
    throw headsUnread(number, items.why);
  const changes = await inParallel(decidingItems(known), 4, ({ id }) => workItems.changes(id));
  return changes.flat().flatMap(({ comment = "" }) => anchorsIn(number, comment));
}

function headsUnread(number: number, why: string): Error {
  return refusal({
    code: "RM001",
    what: "What work items keep of the ledger was not read",
    where: `release train ${number}`,
    cause: `The work items could not be read: ${why}`,
    next: "Look again once they can be",
  });
}

/** Keeps the end of the ledger in the latest work item on which the train was decided. Gives what failed, or that there is none. */
export function anchorLatest(
  known: Pick<TrainKnown, "whole" | "items">,
  azure: Pick<AzureDevOps, "documents" | "workItems">,
): Promise<readonly string[]> {
  const [latest] = decidingItems(known).sort((a, b) => b.id - a.id);
  if (latest !== undefined) return anchorLedger(known, azure, latest.id);
  return Promise.resolve([
    "The end of the ledger was not kept anywhere else: no work item decides on the train.",
  ]);
}

function decidingItems({ whole, items }: Pick<TrainKnown, "whole" | "items">): WorkItem[] {
  const ids = decidingItemsIn([whole.train, whole.turnovers.kept]);
  return items.kind === "read" ? items.value.filter(({ id }) => ids.includes(id)) : [];
}
