import type { Instant } from "../../core/model/instant.ts";
import type { CarriedId } from "../../core/model/train/carried-release.ts";
import type { Turnover, TurnoverState } from "../../core/model/train/turnover.ts";
import { trainOf, turnoversOf, whoIs } from "../shared/train-known.ts";
import { type About, type Offer, releaseName, titleOf } from "./order.ts";
import { offersOf } from "./forms-of-acts.ts";
import { type ScheduledStart, scheduledStart } from "./scheduled-start.ts";
import { contentOffers, type TaskLine, taskLines } from "./tasks.ts";
import { type Item, itemOf, lateWords, stateWords } from "./turnover.ts";

/** A release of Azure DevOps by its name. `hidden`: why it is not visible to the reader. */
export type Carried = Readonly<{ id: CarriedId; name: string; hidden?: string }>;

/** One change of state. */
export type Move = Readonly<{ words: string; by: string; on: Instant; reason: string; item?: number }>;

/** A turnover as it is drawn. */
export type Shown = Readonly<{
  title: string;
  train: Readonly<{ number: number; title: string }>;
  isProduction: boolean;
  environment: string;
  state: TurnoverState;
  scheduled?: Instant;
  late?: string;
  parts: readonly Readonly<{ title: string; releases: readonly Carried[] }>[];
  leftOut: readonly Readonly<{ title: string; reason: string }>[];
  promotedFrom?: Readonly<{ id: string; title: string }>;
  workItems: readonly Item[];
  /** The work items on which it is accepted, each with who decides there. */
  deciding: readonly Item[];
  tasks: readonly TaskLine[];
  /** Every change of state, the latest first. */
  moves: readonly Move[];
  offers: readonly Offer[];
  /** What can be done with tasks and work items of a draft. */
  contents: readonly Offer[];
  start?: ScheduledStart;
  /** What could not be read. */
  problems: readonly string[];
}>;

/** A turnover as it is drawn; absent where the train has none of that id. */
export function shownOf(about: About, id: string): Shown | undefined {
  const turnover = turnoversOf(about).find((one) => one.id === id);
  if (turnover === undefined) return undefined;
  const { number, title } = trainOf(about);
  const { kind, environment, state, scheduled, included, leftOut } = turnover;
  const late = lateWords(turnover, about.now);
  const start = scheduledStart(about, turnover);
  return {
    ...{ title: turnover.title, train: { number, title }, environment, state },
    isProduction: kind === "production",
    ...(scheduled === undefined ? {} : { scheduled }),
    ...(late === undefined ? {} : { late }),
    parts: included.map((one) => ({
      title: titleOf(about, one.id),
      releases: carriedOf(about, one.releases),
    })),
    leftOut: leftOut.map((one) => ({ title: titleOf(about, one.id), reason: one.reason })),
    ...promotionOf(about, turnover),
    workItems: turnover.workItems.map((item) => itemOf(about, item)),
    deciding: decidingOf(about, turnover),
    tasks: taskLines(about, turnover),
    moves: turnover.moves.map((move) => moveOf(about, move)).reverse(),
    offers: offersOf(about, turnover),
    contents: contentOffers(about, turnover),
    ...(start === undefined ? {} : { start }),
    problems: about.known.problems,
  };
}

function carriedOf(about: About, ids: readonly CarriedId[]): readonly Carried[] {
  return ids.map((id) => {
    const read = about.releases.get(id);
    return { id, name: releaseName(about, id), ...(read?.kind === "failed" ? { hidden: read.why } : {}) };
  });
}

function promotionOf(about: About, { promotedFrom }: Turnover): Pick<Shown, "promotedFrom"> {
  if (promotedFrom === undefined) return {};
  const title = turnoversOf(about).find(({ id }) => id === promotedFrom)?.title;
  return { promotedFrom: { id: promotedFrom, title: title ?? "a turnover that is not on the train" } };
}

function decidingOf(about: About, { state, items = [] }: Turnover): readonly Item[] {
  if (state !== "delivered") return [];
  return items.map(({ person, item }) => {
    const found = itemOf(about, item);
    return { ...found, words: `${whoIs(about, person)} decides on ${found.words}` };
  });
}

function moveOf(about: About, { by, on, state, reason, change }: Turnover["moves"][number]): Move {
  const item = change === undefined ? {} : { item: change.item };
  return { words: stateWords[state], by: whoIs(about, by), on, reason, ...item };
}
