import { addEntry, removeEntry } from "../../core/acts/calendar.ts";
import { inParallel } from "../../core/acts/in-parallel.ts";
import { actingOn, type TrainKnown } from "../../core/acts/open-train.ts";
import { askThose } from "../../core/acts/train-asking.ts";
import { askApprovers, decideLevel } from "../../core/acts/train-decisions.ts";
import type { Kept } from "../../core/acts/stored-documents.ts";
import { afterAct } from "../../core/acts/train-after-act.ts";
import {
  addApplicationRelease,
  changeApplicationRelease,
  changeTrain,
  keepTemplate,
} from "../../core/acts/trains.ts";
import { Failure, refusal } from "../../core/failure.ts";
import type { ReleaseAct } from "../../core/model/train/act-on-release.ts";
import type { TrainAct } from "../../core/model/train/act-on-train.ts";
import { carriedId } from "../../core/model/train/carried-release.ts";
import type { Train } from "../../core/model/train/train.ts";
import { counted } from "../../core/model/words.ts";
import type { DueQuestion } from "../../core/model/train/due-question.ts";
import type { Desk, Doing } from "../shared/doing.ts";
import { newProblems, releasesOf } from "../shared/train-known.ts";
import type { About } from "./about.ts";
import { itemsFrom } from "./findings.ts";
import { actOf, type ItemSource, type Order, refusalOf } from "./order.ts";

/** How the page of a train weighs what its reader wants, and does it. */
export const trainDesk: Desk<About, Order> = { refusal: refusalOf, perform };

/**
 * Does what the reader wants, and gives what went wrong beside it, in sentences. Refused as the rules say (RM001), and (RM042)
 * where somebody changed the same thing since it was read.
 */
async function perform(order: Order, doing: Doing): Promise<readonly string[]> {
  const { known, azure, world } = doing;
  switch (order.of) {
    case "ask":
      return newProblems(known, await askApprovers(known, azure, world, order.gate));
    case "askPerson":
      return newProblems(
        known,
        await askThose((due) => asksAbout(due, order.criterion), known, azure, world),
      );
    case "decide":
      return newProblems(known, await decideLevel(known, azure, world, order));
    case "train":
    case "giveUp":
      return afterAct(known, await onTrain(actOf(order), doing), azure, world.now);
    default:
      await performPlain(order, doing);
      return [];
  }
}

type Plain = Exclude<Order, { of: "ask" | "askPerson" | "decide" | "train" | "giveUp" }>;

async function performPlain(order: Plain, doing: Doing): Promise<unknown> {
  const { known, azure, world } = doing;
  switch (order.of) {
    case "release":
      return onRelease(order.id, order.act, doing);
    case "items":
      return associate(order.id, order.from, doing);
    case "carry":
      return carry(order, doing);
    case "board":
      return addApplicationRelease(numberOf(known), order.draft, actingOn(known, azure, world));
    case "template":
      return keepTemplate(known.whole.train.value, order, actingOn(known, azure, world));
    case "reserve":
      return reserve(order, doing);
  }
}

function asksAbout(due: DueQuestion, criterion: string): boolean {
  if (due.kind !== "person") return false;
  const act = due.act([]);
  return act.kind === "askPerson" && act.criterion === criterion;
}

function numberOf({ whole }: TrainKnown): number {
  return whole.train.value.number;
}

function onTrain(act: TrainAct, { known, azure, world }: Doing): Promise<Kept<Train>> {
  const { number, revision } = known.whole.train.value;
  return changeTrain(number, revision, act, actingOn(known, azure, world));
}

async function onRelease(id: string, act: ReleaseAct, { known, azure, world }: Doing): Promise<void> {
  const seen = releasesOf({ known }).find((one) => one.id === id);
  const revision = seen?.revision ?? 0;
  await changeApplicationRelease(numberOf(known), { id, revision }, act, actingOn(known, azure, world));
}

/** Other projects are named as people call them, and kept by their ids: names change. */
async function carry({ id, releases, others }: Extract<Order, { of: "carry" }>, doing: Doing): Promise<void> {
  const { azure, known } = doing;
  const kept = releasesOf({ known }).find((one) => one.id === id)?.releases ?? [];
  const theirs = await inParallel(others, 4, async ({ release, project: named }) => {
    const asBefore = carriedId({ release, project: named });
    if (kept.includes(asBefore)) return asBefore;
    const { project } = await azure.elsewhere(named);
    return project.id === azure.project.id ? release : carriedId({ release, project: project.id });
  });
  await onRelease(id, { kind: "carry", releases: [...releases, ...theirs] }, doing);
}

/** Those that are associated already stay. */
async function associate(id: string, from: ItemSource, doing: Doing): Promise<void> {
  const { known, azure } = doing;
  const release = releasesOf({ known }).find((one) => one.id === id);
  const found = await itemsFrom(from, release?.releases ?? [], azure);
  const before = release?.workItems ?? [];
  const added = found.filter((item) => !before.includes(item));
  if (added.length === 0) throw nothingNew(release?.title ?? id, found.length);
  await onRelease(id, { kind: "associate", workItems: [...before, ...new Set(added)] }, doing);
}

/** The reservation first: without it the train could not hold the environment. Where the train does not take it, it goes again. */
async function reserve(order: Extract<Order, { of: "reserve" }>, doing: Doing): Promise<void> {
  const { known, azure, world } = doing;
  const { entry, acknowledged } = order;
  const fault = refusalOf({ known, now: world.now }, order);
  if (fault !== undefined) throw notReserved(fault);
  // Nothing is written in the calendar by a page that could not write in the ledger.
  actingOn(known, azure, world);
  await addEntry(azure.project.id, entry, azure.documents, { now: world.now, acknowledged });
  try {
    await onTrain(actOf(order), doing);
  } catch (error) {
    const isUnchanged = error instanceof Failure && error.report.state === "nothing was changed";
    if (isUnchanged) await removeEntry(azure.project.id, entry.id, azure.documents).catch(stays);
    throw error;
  }
}

function stays(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  const what = "The train did not take the reservation, which stays in the calendar";
  const half = { what, state: "it was partly changed", retry: "not safe" } as const;
  throw new Failure({ ...error.report, ...half, next: "Remove it in the calendar" }, { cause: error });
}

function notReserved(cause: string): Error {
  const next = "Do what the sentence asks for, or ask somebody who may";
  return refusal({ code: "RM001", what: "Nothing was reserved", where: "the train", cause, next });
}

function nothingNew(title: string, found: number): Error {
  const cause =
    found === 0
      ? "No work item was found there"
      : `All ${counted(found, "work item")} are associated already`;
  const next = "Choose others";
  return refusal({ code: "RM001", what: "No work item was associated", where: title, cause, next });
}
