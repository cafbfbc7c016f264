import type { TrainKnown } from "../../core/acts/open-train.ts";
import { factsOf } from "../../core/acts/trains.ts";
import type { CalendarEntry } from "../../core/model/calendar.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { ReleaseId } from "../../core/model/release.ts";
import type { StageClass } from "../../core/model/stage.ts";
import { actOnRelease, newApplicationRelease } from "../../core/model/train/act-on-release.ts";
import type { ReleaseAct, ReleaseDraft } from "../../core/model/train/act-on-release.ts";
import { actOnTrain, type TrainAct } from "../../core/model/train/act-on-train.ts";
import type { ApplicationRelease } from "../../core/model/train/application-release.ts";
import { isRefused, refused } from "../../core/model/train/refused.ts";
import type { GateName } from "../../core/model/train/stage-gate.ts";
import { templateOf } from "../../core/model/train/template.ts";
import type { TrainApproval } from "../../core/model/train/train-approval.ts";
import { gateOf } from "../../core/model/train/train.ts";
import type { AboutTrain } from "../shared/form.ts";
import { boardOf, releasesOf, lockedFault } from "../shared/train-known.ts";

/** Where the ids of work items come from: typed, a stored query by its id, or the builds of the releases that it carries. */
export type ItemSource =
  | Readonly<{ by: "ids"; ids: readonly number[] }>
  | Readonly<{ by: "query"; query: string }>
  | Readonly<{ by: "builds"; except: readonly number[] }>;

/** A release of another project, which is named by its name or its id. */
export type NamedRelease = Readonly<{ release: ReleaseId; project: string }>;

/** Something that the reader wants to be done. */
export type Order =
  | Readonly<{ of: "train"; act: TrainAct }>
  | Readonly<{ of: "release"; id: string; act: ReleaseAct }>
  | Readonly<{ of: "board"; draft: ReleaseDraft }>
  | Readonly<{ of: "items"; id: string; from: ItemSource }>
  | Readonly<{ of: "carry"; id: string; releases: readonly ReleaseId[]; others: readonly NamedRelease[] }>
  | Readonly<{ of: "template"; id: string; name: string }>
  | Readonly<{ of: "reserve"; entry: CalendarEntry; class: StageClass; acknowledged: boolean }>
  | Readonly<{ of: "giveUp"; name: string }>
  | Readonly<{ of: "ask"; gate: GateName }>
  /** The person whom a criterion names. */
  | Readonly<{ of: "askPerson"; criterion: string }>
  | Readonly<{ of: "decide"; gate: GateName; level: number; approve: boolean; comment: string }>;

/** What acts of the reader are decided from now. */
export function factsNow({ facts, me, whole }: TrainKnown, now: Instant): ReturnType<typeof factsOf> {
  return factsOf(whole, { facts, doing: { by: me.id, now } });
}

/** The one sentence why the order would be refused, by the very rules that hold when it is done; absent where it would not. */
export function refusalOf(
  about: Pick<AboutTrain, "known" | "now" | "cannot">,
  order: Order,
): string | undefined {
  const { known, now } = about;
  const locked = lockedFault(about);
  if (locked !== undefined) return locked;
  const outcome = tried(known, order, now);
  if (isRefused(outcome)) return outcome.refused;
  return order.of === "decide" && !isAsked(known, order)
    ? "Nobody was asked yet: ask the approvers."
    : undefined;
}

function isAsked({ whole }: TrainKnown, { gate, level }: Extract<Order, { of: "decide" }>): boolean {
  return gateOf(whole.train.value, gate)?.approvals[level - 1]?.items !== undefined;
}

function tried(known: TrainKnown, order: Order, now: Instant): object {
  const { roles } = known;
  const train = known.whole.train.value;
  const facts = factsNow(known, now);
  switch (order.of) {
    case "release":
      return onRelease(known, order.id, order.act, now);
    case "items":
      return onRelease(known, order.id, { kind: "associate", workItems: idsOf(order.from) }, now);
    case "carry":
      return onRelease(known, order.id, { kind: "carry", releases: order.releases }, now);
    case "board":
      return newApplicationRelease(order.draft, facts, roles);
    case "template":
      return templateOf(train, order, facts, roles);
    default:
      return actOnTrain(train, stampedAct(known, order), facts, roles);
  }
}

function idsOf(from: ItemSource): readonly number[] {
  return from.by === "ids" ? from.ids : [];
}

type OnTrain = Exclude<Order, { of: "release" | "items" | "carry" | "board" | "template" }>;

/** With the work items that come with being done: asking makes them, and deciding changes one. */
function stampedAct(known: TrainKnown, order: OnTrain): TrainAct {
  if (order.of === "askPerson") return { kind: "askPerson", criterion: order.criterion, item: 1 };
  if (order.of === "decide") return decideAct(known, order);
  if (order.of !== "ask") return actOf(order);
  return askAct(order.gate, gateOf(known.whole.train.value, order.gate)?.approvals ?? []);
}

function decideAct({ whole, me }: TrainKnown, order: Extract<Order, { of: "decide" }>): TrainAct {
  const { gate, level, approve, comment } = order;
  const items = gateOf(whole.train.value, gate)?.approvals[level - 1]?.items;
  const mine = items?.find(({ person }) => person === me.id);
  const act = { kind: "decide", gate, level, approve, comment } as const;
  return mine === undefined ? act : { ...act, change: { item: mine.item, revision: 1 } };
}

/** Of the approvers of the level that waits, those who were not asked yet. */
function askAct(gate: GateName, approvals: readonly TrainApproval[]): TrainAct {
  const waits = approvals.findIndex(({ approved }) => approved === undefined);
  const { approvers = [], items = [] } = approvals[waits] ?? {};
  const unasked = approvers.filter((id) => !items.some(({ person }) => person === id));
  return {
    ...{ kind: "ask", gate, level: waits + 1 },
    items: unasked.map((person, at) => ({ person, item: Number.MAX_SAFE_INTEGER - at })),
  };
}

/** The act upon the train that the order comes to. */
export function actOf(order: Exclude<OnTrain, { of: "ask" | "askPerson" | "decide" }>): TrainAct {
  if (order.of === "train") return order.act;
  if (order.of === "giveUp") return { kind: "giveUpEnvironment", name: order.name };
  const { entry, acknowledged } = order;
  const name = entry.environments[0] ?? "";
  return { kind: "reserveEnvironment", name, class: order.class, entry, acknowledged };
}

function onRelease(known: TrainKnown, id: string, act: ReleaseAct, now: Instant): object {
  const release = releasesOf({ known }).find((one) => one.id === id);
  if (release === undefined) return refused("It is not on the train any more.");
  return actOnRelease(release, act, factsNow(known, now), known.roles);
}

/** Those that one application release may depend on. */
export function othersOf(known: TrainKnown, id: string): readonly ApplicationRelease[] {
  const all = boardOf({ known });
  const mine = all.find((one) => one.id === id);
  return all.filter((one) => one.id !== id && mine?.dependsOn.includes(one.id) !== true);
}
