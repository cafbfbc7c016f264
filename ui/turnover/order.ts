import { factsOf } from "../../core/acts/trains.ts";
import type { Reading } from "../../core/model/reading.ts";
import { readReleaseId, type Release } from "../../core/model/release.ts";
import { actOnTurnover, newTurnover, promotedTurnover } from "../../core/model/train/act-on-turnover.ts";
import type { PromotionDraft, TurnoverAct, TurnoverDraft } from "../../core/model/train/act-on-turnover.ts";
import { type CarriedId, readCarriedId } from "../../core/model/train/carried-release.ts";
import type { DeploymentTask } from "../../core/model/train/deployment-task.ts";
import { isRefused, refused } from "../../core/model/train/refused.ts";
import type { Turnover } from "../../core/model/train/turnover.ts";
import {
  type AboutTrain,
  type FormOf,
  formFor,
  type Making,
  type OfferOf,
  reasoned,
} from "../shared/form.ts";
import type { TakingOf } from "../shared/offer-view.tsx";
import { turnoversOf, lockedFault } from "../shared/train-known.ts";

/** Something that the reader wants to be done. */
export type Order =
  /** `workItems`: those that are associated with it at once. */
  | Readonly<{ of: "new"; draft: TurnoverDraft; workItems: readonly number[] }>
  | Readonly<{ of: "promote"; from: string; draft: PromotionDraft }>
  /** Those who must decide or do what comes next get their work items. */
  | Readonly<{ of: "ask"; id: string }>
  | Readonly<{ of: "turnover"; id: string; act: TurnoverAct }>;

/** The releases of Azure DevOps that a turnover names, as far as they could be read. */
export type ReleasesRead = ReadonlyMap<CarriedId, Reading<Release>>;

/** What everything on the page is decided from. */
export type About = AboutTrain & Readonly<{ releases: ReleasesRead }>;

/** A form of the page. */
export type Form = FormOf<About, Order>;

/** Something that can be done on the page. */
export type Offer = OfferOf<About, Order>;

/** How it is done from a part of the page. */
export type Taking = TakingOf<Offer>;

/** An application release's title. */
export function titleOf({ known }: Pick<About, "known">, id: string): string {
  const found = known.whole.releases.kept.find(({ value }) => value.id === id);
  return found?.value.title ?? "an application release that is not on the train";
}

/** A release's name; what kind it is and its number where the name is not known. Of one of another project it is said. */
export function releaseName({ releases }: Pick<About, "releases">, id: CarriedId): string {
  const read = releases.get(id);
  const isOther = readCarriedId(id)?.project !== undefined;
  if (read?.kind !== "read") return `${numberWords(id)}${isOther ? " in another project" : ""}`;
  return `${read.value.name}${isOther ? ` in ${read.value.project.name}` : ""}`;
}

function numberWords(id: CarriedId): string {
  const parts = readReleaseId(readCarriedId(id)?.release ?? "");
  return parts === undefined ? id : `${parts.kind === "run" ? "Run" : "Release"} ${parts.number}`;
}

type Deciding = Pick<About, "known" | "now" | "cannot">;

/** The one sentence why the order would be refused, by the very rules that hold when it is done; absent where it would not. */
export function refusalOf(about: Deciding, order: Order): string | undefined {
  const locked = lockedFault(about);
  if (locked !== undefined) return locked;
  const unasked = order.of === "turnover" ? unaskedFault(about, order.id, order.act) : undefined;
  if (unasked !== undefined) return unasked;
  const outcome = tried(about, order);
  return isRefused(outcome) ? outcome.refused : undefined;
}

/** `because`, where the order would be refused. */
export function becauseOf(about: About, order: Order): Readonly<{ because?: string }> {
  return reasoned(refusalOf(about, order));
}

/** A form of the turnover as it is by then. */
export function formOf(
  { id }: Pick<Turnover, "id">,
  make: (about: About, turnover: Turnover) => Form,
): Making<About, Order> {
  return formFor(
    (about) => turnoversOf(about).find((one) => one.id === id),
    (turnover, about) => make(about, turnover),
  );
}

/** A form of one of its tasks as it is by then. */
export function taskFormOf(
  turnover: Pick<Turnover, "id">,
  { id }: Pick<DeploymentTask, "id">,
  make: (about: About, turnover: Turnover, task: DeploymentTask) => Form,
): Making<About, Order> {
  return (about) => {
    const found = turnoversOf(about).find((one) => one.id === turnover.id);
    const task = found?.tasks.find((one) => one.id === id);
    return found && task && make(about, found, task);
  };
}

function tried(about: Deciding, order: Order): object {
  const { roles } = about.known;
  const { known, now } = about;
  const facts = factsOf(known.whole, { doing: { by: known.me.id, now }, facts: known.facts });
  if (order.of === "new") return newTurnover(order.draft, facts, roles);
  const id = order.of === "promote" ? order.from : order.id;
  const turnover = facts.turnovers.find((one) => one.id === id);
  if (turnover === undefined) return refused("It is not on the train any more.");
  if (order.of === "promote") return promotedTurnover(turnover, order.draft, facts, roles);
  const act = order.of === "ask" ? askOf(turnover) : decided(turnover, order.act, facts.by);
  return actOnTurnover(turnover, act, facts, roles);
}

// Whom and what it is about is known once the work items are made.
const toCome = { person: "", item: 0 } as const;

function askOf({ state, tasks }: Turnover): TurnoverAct {
  if (state === "delivered") return { kind: "ask", items: [toCome] };
  const next = tasks.find(waitsUnasked);
  return { kind: "askTask", task: next?.id ?? "", item: toCome.item };
}

/** A decision with the change that the reader's own work item will have, where they were asked on one. */
function decided(turnover: Turnover, act: TurnoverAct, me: string): TurnoverAct {
  if (act.kind !== "accept" && act.kind !== "reject" && act.kind !== "finishTask") return act;
  const item = act.kind === "finishTask" ? itemOfTask(turnover, act.task) : itemOf(turnover, me);
  return item === undefined ? act : { ...act, change: { item, revision: 1 } };
}

function itemOfTask({ tasks }: Turnover, task: string): number | undefined {
  return tasks.find(({ id }) => id === task)?.item;
}

function itemOf({ items = [] }: Turnover, me: string): number | undefined {
  return items.find(({ person }) => person === me)?.item;
}

/** A decision is a change of a work item, which must be there. */
function unaskedFault(about: Deciding, id: string, act: TurnoverAct): string | undefined {
  const turnover = turnoversOf(about).find((one) => one.id === id);
  if (turnover === undefined) return undefined;
  if (act.kind === "accept" || act.kind === "reject")
    return asksAcceptance(turnover) ? "The release engineers were not asked yet." : undefined;
  const task = act.kind === "finishTask" && turnover.tasks.find((one) => one.id === act.task);
  return task && waitsUnasked(task) ? "Its owner was not asked yet: it has no work item." : undefined;
}

function waitsUnasked({ state, stage, item }: Turnover["tasks"][number]): boolean {
  return state === "actionable" && stage === undefined && item === undefined;
}

function asksAcceptance({ state, items = [] }: Turnover): boolean {
  return state === "delivered" && items.length === 0;
}

/** Whether somebody has something to decide or to do and was not asked yet. */
export function asksSomebody(turnover: Turnover): boolean {
  const { state, tasks } = turnover;
  return asksAcceptance(turnover) || (state === "deploying" && tasks.some(waitsUnasked));
}
