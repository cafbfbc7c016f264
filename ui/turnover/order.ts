import type { TrainKnown } from "../../core/acts/open-train.ts";
import { factsOf } from "../../core/acts/trains.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { Reading } from "../../core/model/reading.ts";
import { readReleaseId, type Release, type ReleaseId } from "../../core/model/release.ts";
import { actOnTurnover, newTurnover, promotedTurnover } from "../../core/model/train/act-on-turnover.ts";
import type { PromotionDraft, TurnoverAct, TurnoverDraft } from "../../core/model/train/act-on-turnover.ts";
import { onBoard, type ApplicationRelease } from "../../core/model/train/application-release.ts";
import { isRefused, refused } from "../../core/model/train/refused.ts";
import type { Train } from "../../core/model/train/train.ts";
import type { Turnover } from "../../core/model/train/turnover.ts";

/** Something that the reader wants to be done. */
export type Order =
  /** `workItems`: those that are associated with it at once. */
  | Readonly<{ of: "new"; draft: TurnoverDraft; workItems: readonly number[] }>
  | Readonly<{ of: "promote"; from: string; draft: PromotionDraft }>
  /** Those who must decide or do what comes next get their work items. */
  | Readonly<{ of: "ask"; id: string }>
  | Readonly<{ of: "turnover"; id: string; act: TurnoverAct }>;

/** The releases of Azure DevOps that a turnover names, as far as they could be read. */
export type ReleasesRead = ReadonlyMap<ReleaseId, Reading<Release>>;

/** What everything on the page is decided from. `newId` gives a GUID that nothing has yet. */
export type About = Readonly<{
  known: TrainKnown;
  now: Instant;
  newId: () => string;
  releases: ReleasesRead;
}>;

/** The train itself. */
export function trainOf({ known }: Pick<About, "known">): Train {
  return known.whole.train.value;
}

/** The application releases that are on the train. */
export function boardOf({ known }: Pick<About, "known">): readonly ApplicationRelease[] {
  return onBoard(known.whole.releases.kept.map(({ value }) => value));
}

/** All turnovers of the train that could be read. */
export function turnoversOf({ known }: Pick<About, "known">): readonly Turnover[] {
  return known.whole.turnovers.kept.map(({ value }) => value);
}

/** Somebody's name. */
export function whoIs({ known }: Pick<About, "known">, id: string): string {
  return known.people.find((one) => one.id === id)?.name ?? "somebody whose name is not known";
}

/** An application release's title. */
export function titleOf({ known }: Pick<About, "known">, id: string): string {
  const found = known.whole.releases.kept.find(({ value }) => value.id === id);
  return found?.value.title ?? "an application release that is not on the train";
}

/** A release's name; what kind it is and its number where the name is not known. */
export function releaseName({ releases }: Pick<About, "releases">, id: ReleaseId): string {
  const read = releases.get(id);
  const parts = readReleaseId(id);
  if (read?.kind === "read") return read.value.name;
  return parts === undefined ? id : `${parts.kind === "run" ? "Run" : "Release"} ${parts.number}`;
}

type Deciding = Pick<About, "known" | "now">;

/** The one sentence why the order would be refused, by the very rules that hold when it is done; absent where it would not. */
export function refusalOf(about: Deciding, order: Order): string | undefined {
  const { releases, turnovers } = about.known.whole;
  if (releases.unread.length + turnovers.unread.length > 0)
    return "A part of the train cannot be read: nothing is changed before it can.";
  const unasked = order.of === "turnover" ? unaskedFault(about, order.id, order.act) : undefined;
  if (unasked !== undefined) return unasked;
  const outcome = tried(about, order);
  return isRefused(outcome) ? outcome.refused : undefined;
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
