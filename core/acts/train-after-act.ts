import type { CalendarEntry } from "../model/calendar.ts";
import { quoted } from "../model/defuse.ts";
import type { Instant } from "../model/instant.ts";
import { askingItems } from "../model/train/asking-items.ts";
import { saidBy } from "../model/train/decision-meaning.ts";
import { hasEnded, type Train } from "../model/train/train.ts";
import { isDeployed, type Turnover } from "../model/train/turnover.ts";
import type { AzureDevOps } from "../ports.ts";
import { endEntry, listCalendar } from "./calendar.ts";
import type { TrainKnown } from "./open-train.ts";
import { problemOf, readingOf } from "./reading-of.ts";
import type { Kept } from "./stored-documents.ts";
import { anchorLatest, closeItems, isOfTrain, meaningIn } from "./train-items.ts";
import { dropTimes } from "./train-schedule.ts";

type Whole = TrainKnown["whole"];

/** What an act left of the train: with the train itself, or one of its turnovers, as it is by now. */
export function withChanged(whole: Whole, changed: Kept<Train> | Kept<Turnover>): Whole {
  if (isTurnover(changed)) {
    const kept = whole.turnovers.kept.map((one) => (one.value.id === changed.value.id ? changed : one));
    return { ...whole, turnovers: { ...whole.turnovers, kept } };
  }
  return { ...whole, train: changed };
}

function isTurnover(changed: Kept<Train> | Kept<Turnover>): changed is Kept<Turnover> {
  return "train" in changed.value;
}

/**
 * What goes with an act: work items on which nothing is asked any more are closed with a comment, stages that were given a
 * time for it lose it, reservations that the train needs no longer end at `now`, and after what counts the end of the ledger is
 * kept in a work item. Gives what of it failed, in sentences.
 */
export async function afterAct(
  known: TrainKnown,
  changed: Kept<Train> | Kept<Turnover>,
  azure: AzureDevOps,
  now: Instant,
): Promise<readonly string[]> {
  const after = { ...known, whole: withChanged(known.whole, changed) };
  const closed = await closeLeft(known, after, azure, overWords(changed));
  const dropped = await dropTimes(known.whole, after.whole, azure);
  const left = await endReservations(known.whole, after.whole, azure, now);
  return [
    ...closed,
    ...dropped,
    ...left,
    ...(counts(known.whole, after.whole) ? await anchorLatest(after, azure) : []),
  ];
}

async function closeLeft(
  before: TrainKnown,
  after: TrainKnown,
  azure: AzureDevOps,
  why: string,
): Promise<readonly string[]> {
  const still = new Set(askedIn(after.whole));
  const left = askedIn(before.whole).filter((id) => !still.has(id));
  if (left.length === 0) return [];
  const closing = await readingOf(
    (async () => {
      const [meaning, items] = await Promise.all([meaningIn(before, azure), azure.workItems.get(left)]);
      const open = items.filter((one) => isOfTrain(one, before) && saidBy(meaning, one) === undefined);
      return closeItems(open, `${why} Nothing is left to decide here.`, meaning, azure);
    })(),
  );
  const ids = left.map((id) => `#${id}`).join(", ");
  return closing.kind === "read" ? closing.value : problemOf(`Whether ${ids} must be closed`, closing);
}

async function endReservations(
  before: Whole,
  after: Whole,
  { project, documents }: Pick<AzureDevOps, "project" | "documents">,
  now: Instant,
): Promise<readonly string[]> {
  const still = reservedBy(after);
  const left = reservedBy(before).filter((id) => !still.includes(id));
  if (left.length === 0) return [];
  const listed = await readingOf(listCalendar(project.id, documents));
  if (listed.kind === "failed")
    return problemOf("The calendar, which may still reserve for the train,", listed);
  const told = listed.value.unread
    .filter(({ id }) => left.includes(id))
    .map(({ id, why }) => notEnded(`reservation ${id}`, why));
  for (const one of listed.value.kept) {
    if (!left.includes(one.entry.id) || !isReservedFor(before, one.entry)) continue;
    const ending = await readingOf(endEntry(project.id, one, documents, now));
    if (ending.kind === "failed") told.push(notEnded(`reservation ${quoted(one.entry.title)}`, ending.why));
  }
  return told;
}

function reservedBy({ train: { value } }: Whole): readonly string[] {
  return hasEnded(value) ? [] : value.environments.map(({ entry }) => entry);
}

/** What is kept for others, too, or was made something else in the calendar, is not the train's to end. */
function isReservedFor({ train: { value } }: Whole, entry: CalendarEntry): boolean {
  return (
    entry.kind === "reservation" && entry.for.every(({ kind, id }) => kind === "train" && id === value.id)
  );
}

function notEnded(what: string, why: string): string {
  return `The ${what} is still in the calendar and can be ended there: ${why}`;
}

function askedIn({ train, turnovers }: Whole): readonly number[] {
  return askingItems(
    train.value,
    turnovers.kept.map(({ value }) => value),
  );
}

function overWords(changed: Kept<Train> | Kept<Turnover>): string {
  if (isTurnover(changed)) {
    const { title, state } = changed.value;
    return `The turnover ${quoted(title)} is ${state} and asks for it no longer.`;
  }
  const { number, phase } = changed.value;
  return hasEnded(changed.value)
    ? `Release train ${number} is ${phase}.`
    : `Release train ${number} asks for it no longer.`;
}

/** Whether a gate was completed, a turnover came to its environment or was closed, or the train has ended. */
export function counts(before: Whole, after: Whole): boolean {
  return marksOf(after).some((mark) => !marksOf(before).includes(mark));
}

function marksOf({ train: { value: train }, turnovers }: Whole): readonly string[] {
  return [
    ...(hasEnded(train) ? [train.phase] : []),
    ...train.gates.filter(({ completed }) => completed !== undefined).map(({ name }) => name),
    ...turnovers.kept
      .filter(({ value }) => isDeployed(value))
      .map(({ value: { id, state } }) => `${id} ${state}`),
  ];
}
