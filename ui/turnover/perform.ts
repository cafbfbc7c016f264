import { actingOn, type TrainKnown } from "../../core/acts/open-train.ts";
import { afterAct, withChanged } from "../../core/acts/train-after-act.ts";
import { askDue } from "../../core/acts/train-asking.ts";
import { decideTurnover } from "../../core/acts/train-decisions.ts";
import { addTurnover, changeTurnover, promoteTurnover } from "../../core/acts/trains.ts";
import { Failure } from "../../core/failure.ts";
import type { TurnoverAct } from "../../core/model/train/act-on-turnover.ts";
import type { Turnover } from "../../core/model/train/turnover.ts";
import type { Desk, Doing } from "../shared/doing.ts";
import { newProblems, trainOf } from "../shared/train-known.ts";
import { type About, type Order, refusalOf } from "./order.ts";

/** How pages of turnovers weigh what their reader wants, and do it. What was made is shown at once. */
export const turnoverDesk: Desk<About, Order> = {
  refusal: refusalOf,
  perform,
  leadsTo: (order, about) =>
    order.of === "new" || order.of === "promote"
      ? { view: "turnover", train: trainOf(about).number, turnover: order.draft.id }
      : undefined,
};

/**
 * Does what the reader wants, and asks whoever has something to decide or to do then. Gives what of the asking failed, in
 * sentences. Refused as the rules say (RM001), and (RM042) where somebody changed the same thing since it was read.
 */
async function perform(order: Order, doing: Doing): Promise<readonly string[]> {
  const { known, azure, world } = doing;
  const acting = actingOn(known, azure, world);
  const { number } = known.whole.train.value;
  switch (order.of) {
    case "new":
      await create(order, doing);
      return [];
    case "promote":
      await promoteTurnover(number, seen(known, order.from), order.draft, acting);
      return [];
    case "ask":
      return newProblems(known, await askDue(known, azure, world));
    case "turnover":
      return newProblems(known, await actUpon(order.id, order.act, doing));
  }
}

async function create(order: Extract<Order, { of: "new" }>, { known, azure, world }: Doing): Promise<void> {
  const acting = actingOn(known, azure, world);
  const { number } = known.whole.train.value;
  const { value } = await addTurnover(number, order.draft, acting);
  const { workItems } = order;
  if (workItems.length === 0) return;
  try {
    await changeTurnover(number, value, { kind: "associate", workItems, open: false }, acting);
  } catch (error) {
    throw error instanceof Failure ? halfCreated(error) : error;
  }
}

/** What counts is decided on the reader's own work item. */
async function actUpon(id: string, act: TurnoverAct, { known, azure, world }: Doing): Promise<TrainKnown> {
  switch (act.kind) {
    case "accept":
      return decideTurnover(known, azure, world, { turnover: id, approve: true, comment: act.comment });
    case "reject":
      return decideTurnover(known, azure, world, { turnover: id, approve: false, comment: act.reason });
    case "finishTask": {
      const { task, succeeded: approve, note: comment } = act;
      return decideTurnover(known, azure, world, { turnover: id, task, approve, comment });
    }
    default: {
      const { number } = known.whole.train.value;
      const after = await changeTurnover(number, seen(known, id), act, actingOn(known, azure, world));
      const now = { ...known, whole: withChanged(known.whole, after) };
      const [told, asked] = [await afterAct(known, after, azure, world.now), await askDue(now, azure, world)];
      return { ...asked, problems: [...asked.problems, ...told] };
    }
  }
}

function seen({ whole }: TrainKnown, id: string): Pick<Turnover, "id" | "revision"> {
  const found = whole.turnovers.kept.find(({ value }) => value.id === id);
  return { id, revision: found?.value.revision ?? 0 };
}

function halfCreated(error: Failure): Failure {
  const what = "The turnover is created, and its work items are not associated";
  const half = { what, state: "it was partly changed", retry: "not safe" } as const;
  const next = "Associate them on the turnover's own page";
  return new Failure({ ...error.report, ...half, next }, { cause: error });
}
