import type { Instant } from "../../core/model/instant.ts";
import type { TrainAct } from "../../core/model/train/act-on-train.ts";
import { phases, type Phase } from "../../core/model/train/application-release.ts";
import { milestonesOf } from "../../core/model/train/milestone.ts";
import { type CalendarEntry, concerns, conflictsOf, spanAt } from "../../core/model/calendar.ts";
import type { Train, TrainEnvironment } from "../../core/model/train/train.ts";
import { onBoard } from "../../core/model/train/application-release.ts";
import { classWords, counted } from "../../core/model/words.ts";
import { duration } from "../shared/time.ts";
import { gateTitles, phaseWords, typeWords } from "../shared/train-words.ts";
import { releasesOf, trainOf, whoIs } from "../shared/train-known.ts";
import { formFor, type Making } from "../shared/form.ts";
import { type About, type Offer, whyNot } from "./about.ts";
import type { Order } from "./order.ts";
import { cancelForm, closeForm, milestoneForm, moveMilestoneForm, planForm } from "./forms-of-train.ts";
import { reserveForm, templateForm } from "./forms-of-train.ts";

/** One phase in the bar. */
export type PhaseStep = Readonly<{ name: string; words: string; isCurrent: boolean; isDone: boolean }>;

/** The top of the page. */
export type Head = Readonly<{
  title: string;
  facts: readonly Readonly<{ name: string; words: string }>[];
  from: Instant;
  to: Instant;
  purpose: string;
  steps: readonly PhaseStep[];
  /** How it ended, in a sentence. */
  ended?: string;
  offers: readonly Offer[];
}>;

/** What the form would come to, tried with something that could be typed. */
export function formOffer(
  words: string,
  about: About,
  {
    probe,
    form,
    ...more
  }: Readonly<{ probe: Order; form: Making<About, Order>; label?: string; danger?: boolean }>,
): Offer {
  return { words, ...more, form, ...whyNot(about, probe) };
}

/** Something that is done at once. */
export function orderOffer(
  words: string,
  about: About,
  { order, said, label }: Readonly<{ order: Order; said: string; label: string }>,
): Offer {
  return { words, label, order, said, ...whyNot(about, order) };
}

function stepsOf(phase: Phase): readonly PhaseStep[] {
  const at = phases.findIndex((one) => one === phase);
  return phases.map((one, place) => {
    const isDone = place < at || (phase === "closed" && one === "closed");
    const words = isDone ? "done" : place === at ? "now" : "to come";
    return { name: phaseWords[one], words, isCurrent: place === at, isDone };
  });
}

/** The top of the page, and what can be done to the train as a whole. */
export function headOf(about: About): Head {
  const { known } = about;
  const train = known.whole.train.value;
  const { number, title, type, phase, manager, from, to, purpose, ended } = train;
  const end = ended && `${phaseWords[phase]} by ${whoIs(about, ended.by)}: ${ended.reason || "no comment"}`;
  return {
    title: `#${number} ${title}`,
    ...{ from, to, purpose, steps: stepsOf(phase) },
    facts: [
      { name: "Type", words: typeWords[type] },
      { name: "Phase", words: phaseWords[phase] },
      { name: "Manager", words: whoIs(about, manager) },
    ],
    ...(end === undefined ? {} : { ended: end }),
    offers: headOffers(train, about),
  };
}

/** The order to do something to the train itself. */
export function onTrain(act: TrainAct): Order {
  return { of: "train", act };
}

function headOffers(train: Train, about: About): readonly Offer[] {
  return [
    formOffer("Plan…", about, { probe: onTrain({ kind: "plan" }), form: (now) => planForm(trainOf(now)) }),
    formOffer("Close…", about, { probe: onTrain({ kind: "close", comment: "" }), form: closeForm }),
    formOffer("Cancel…", about, { probe: onTrain({ kind: "cancel", reason: "x" }), form: cancelForm }),
    formOffer("Keep as template…", about, {
      probe: { of: "template", id: train.id, name: train.title },
      form: (now) => templateForm(trainOf(now), now),
    }),
  ];
}

/** One milestone of the train as a line. */
export type MilestoneRow = Readonly<{
  id: string;
  name: string;
  gate: string;
  date: Instant;
  late?: string;
  owner: string;
  /** How far it is, in words. */
  words: string;
  isReached: boolean;
  offers: readonly Offer[];
}>;

type Milestone = Train["milestones"][number];

/** Who has reached a milestone that every application release reaches on its own. */
function inheritedWords(milestone: Milestone, { known }: About): Pick<MilestoneRow, "words" | "isReached"> {
  const live = onBoard(releasesOf({ known }));
  const reached = live.filter((release) =>
    milestonesOf(known.whole.train.value, release).some(
      ({ id, reached }) => id === milestone.id && reached !== undefined,
    ),
  );
  const words = `reached by ${reached.length} of ${counted(live.length, "application release")}`;
  return { words, isReached: live.length > 0 && reached.length === live.length };
}

function milestoneRow(milestone: Milestone, about: About): MilestoneRow {
  const { id, name, gate, date, owner, reached, inherit } = milestone;
  const by = reached && `reached by ${whoIs(about, reached.by)}`;
  const own = { words: by ?? "not reached", isReached: reached !== undefined };
  const state = inherit ? inheritedWords(milestone, about) : own;
  const isLate = !state.isReached && date < about.now;
  return {
    ...{ id, name, date, gate: gateTitles[gate], owner: whoIs(about, owner), ...state },
    ...(isLate ? { late: duration(about.now - date) } : {}),
    offers: milestoneOffers(milestone, about),
  };
}

function milestoneOffers(milestone: Milestone, about: About): readonly Offer[] {
  const { id, name, date, inherit } = milestone;
  const reach = onTrain({ kind: "reachMilestone", milestone: id });
  const move = onTrain({ kind: "moveMilestone", milestone: id, date });
  const remove = onTrain({ kind: "removeMilestone", milestone: id });
  const reached = `The milestone “${name}” is reached.`;
  const gone = `The milestone “${name}” is removed.`;
  return [
    ...(inherit
      ? []
      : [orderOffer("Reached", about, { order: reach, said: reached, label: `Reached: ${name}` })]),
    formOffer("Move…", about, {
      ...{ probe: move, label: `Move… ${name}` },
      form: formFor((now) => trainOf(now).milestones.find((one) => one.id === id), moveMilestoneForm),
    }),
    orderOffer("Remove", about, { order: remove, said: gone, label: `Remove ${name}` }),
  ];
}

/** The milestones of the train, and how one is added. */
export type MilestonesShown = Readonly<{ rows: readonly MilestoneRow[]; add: Offer }>;

/** The train's milestones by date. */
export function milestonesShown(about: About): MilestonesShown {
  const train = about.known.whole.train.value;
  const open = train.gates.find(({ completed }) => completed === undefined)?.name ?? "production";
  const { id, manager: owner, from: date } = train;
  const milestone = { id, name: "x", owner, date, gate: open, inherit: false };
  const rows = [...train.milestones].sort((a, b) => a.date - b.date).map((one) => milestoneRow(one, about));
  const probe = onTrain({ kind: "addMilestone", milestone });
  return {
    rows,
    add: formOffer("Add milestone…", about, { probe, form: (now) => milestoneForm(trainOf(now), now) }),
  };
}

/** One reserved environment as a line. */
export type EnvironmentRow = Readonly<{
  name: string;
  class: string;
  /** Absent: the reservation is not in the calendar any more, or it could not be read. */
  span?: Readonly<{ from: Instant; to?: Instant }>;
  fault?: string;
  offer: Offer;
}>;

function environmentRow({ name, class: of, entry }: TrainEnvironment, about: About): EnvironmentRow {
  const { calendar } = about.known.facts;
  const order: Order = { of: "giveUp", name };
  const offer = orderOffer("Give up", about, {
    ...{ order, label: `Give up ${name}`, said: `${name} is given up, and its reservation has ended.` },
  });
  const row = { name, class: classWords(of), offer };
  if (calendar.kind === "failed") return { ...row, fault: `The calendar could not be read: ${calendar.why}` };
  const found = calendar.value.find(({ id }) => id === entry);
  if (found === undefined) return { ...row, fault: "Its reservation is not in the calendar any more." };
  const span = found.to === undefined ? { from: found.from } : { from: found.from, to: found.to };
  const fault = reservationFault(found, { names: [name], class: of }, about);
  return { ...row, span, ...(fault === undefined ? {} : { fault }) };
}

/** What keeps the train from deploying there though it is reserved. */
function reservationFault(
  entry: CalendarEntry,
  place: Parameters<typeof concerns>[1],
  { known, now }: About,
): string | undefined {
  const all = known.facts.calendar.kind === "read" ? known.facts.calendar.value : [];
  if (entry.to !== undefined && entry.to < now) return "Its reservation is over.";
  const met = conflictsOf(entry, all, now).map(({ title }) => `“${title}”`);
  if (met.length > 0) return `It meets ${met.join(", ")}: neither may deploy then.`;
  const begins = entry.from > now ? entry.from : now;
  const frozen = all.filter((one) => {
    const span = one.kind === "freeze" && concerns(one, place) ? spanAt(one, begins) : undefined;
    return span !== undefined && (entry.to === undefined || span.from < entry.to);
  });
  const names = frozen.map(({ title }) => `“${title}”`).join(", ");
  return frozen.length === 0 ? undefined : `${names} lies in it: nobody may deploy then.`;
}

/** The reserved environments, and how one more is. */
export type EnvironmentsShown = Readonly<{ rows: readonly EnvironmentRow[]; reserve: Offer }>;

/** The environments that are reserved for the train. */
export function environmentsShown(about: About): EnvironmentsShown {
  const train = about.known.whole.train.value;
  const { order, typed } = reserveForm(train, about);
  const probe = order({ ...typed, environment: "any", reason: "x", acknowledged: "yes" }, about);
  return {
    rows: train.environments.map((one) => environmentRow(one, about)),
    reserve: {
      words: "Reserve…",
      form: (now) => reserveForm(trainOf(now), now),
      ...(typeof probe === "string" ? {} : whyNot(about, probe)),
    },
  };
}
