import type { Instant } from "../../core/model/instant.ts";
import { instant } from "../../core/model/instant.ts";
import { onBoard, rankOf, scheduleWarnings } from "../../core/model/train/application-release.ts";
import type { ApplicationRelease, Phase } from "../../core/model/train/application-release.ts";
import { milestonesOf } from "../../core/model/train/milestone.ts";
import type { Stamp } from "../../core/model/train/refused.ts";
import { gateOf, hasEnded, type Train } from "../../core/model/train/train.ts";
import { dateOf, dayOf, duration } from "../shared/time.ts";
import { gateTitles, phaseWords } from "../shared/train-words.ts";

/** How something stands against its date. Each has words and a shape of its own: colour alone never tells it. */
export type Standing = "done" | "now" | "late" | "coming";

/** One phase as a bar. Places and widths are parts of a hundred of the whole width. */
export type Bar = Readonly<{
  key: string;
  name: string;
  from: Instant;
  to: Instant;
  place: number;
  width: number;
  state: Standing;
  words: string;
}>;

/** One gate or milestone as a mark. */
export type Mark = Readonly<{
  key: string;
  kind: "gate" | "milestone";
  name: string;
  at: Instant;
  place: number;
  /** Names that would lie upon each other stand in lanes of their own, 0 the first. */
  lane: number;
  /** There is no room to its right: its name stands to its left. */
  isLeft: boolean;
  state: Exclude<Standing, "now">;
  words: string;
}>;

/** The train, or one application release. */
export type Row = Readonly<{
  key: string;
  kind: "train" | "release";
  title: string;
  words: string;
  bars: readonly Bar[];
  marks: readonly Mark[];
  lanes: number;
}>;

/** A train and what travels on it over the time that they take. */
export type Timeline = Readonly<{
  ticks: readonly Readonly<{ at: Instant; place: number; words: string }>[];
  /** Absent: today lies outside. */
  today?: number;
  rows: readonly Row[];
}>;

/** So many pixels the chart has at least: names find room in it, and a small laptop shows it whole. */
export const leastWidth = 880;

const longestName = 32;

type Range = Readonly<{ from: Instant; to: Instant }>;
type Planned = Readonly<{ key: string; name: string; at: Instant; done: Stamp | undefined }>;

/** Each phase, and the gate whose date ends it. */
const spans = [
  { phase: "scoping", gate: "scoping" },
  { phase: "construction", gate: "development" },
  { phase: "verification", gate: "qa" },
  { phase: "production", gate: undefined },
] as const;

/** The timeline, drawn of values alone. Dates are told in the reader's own zone. */
export function timelineOf(train: Train, releases: readonly ApplicationRelease[], now: Instant): Timeline {
  const live = onBoard(releases);
  const range = rangeOf(train, live, now);
  const drawing = { range, now };
  const today = placeIn(range, now);
  return {
    ticks: ticksOf(range).map((at) => ({ at, place: placeIn(range, at), words: tickWords(at, range) })),
    ...(today >= 0 && today <= 100 ? { today } : {}),
    rows: [trainRow(train, drawing), ...live.map((release) => releaseRow(train, release, drawing))],
  };
}

/** From the first date to the last; a train that is late goes on until now. */
function rangeOf(train: Train, live: readonly ApplicationRelease[], now: Instant): Range {
  const dates = [train, ...live].flatMap(({ from, to }) => [from, to]);
  const marks = live.flatMap((release) => milestonesOf(train, release).map(({ date }) => date));
  const gates = [...train.gates, ...train.milestones].map(({ date }) => date);
  const all = [...dates, ...marks, ...gates, ...(hasEnded(train) || now < train.from ? [] : [now])];
  return { from: instant(Math.min(...all)), to: instant(Math.max(...all)) };
}

function placeIn({ from, to }: Range, at: Instant): number {
  return ((at - from) / Math.max(1, to - from)) * 100;
}

type Drawing = Readonly<{ range: Range; now: Instant }>;

function trainRow(train: Train, drawing: Drawing): Row {
  const gates = train.gates.map(({ name, date, passed }) => ({
    ...{ key: `gate ${name}`, name: gateTitles[name], at: date, done: passed },
  }));
  const milestones = train.milestones
    .filter(({ inherit }) => !inherit)
    .map(({ id, name, date, reached }) => ({ key: `milestone ${id}`, name, at: date, done: reached }));
  return {
    ...{ key: train.id, kind: "train", title: train.title, words: phaseWords[train.phase] },
    bars: barsOf(train, train, drawing),
    ...marksOf([...gates, ...milestones], drawing),
  };
}

function releaseRow(train: Train, release: ApplicationRelease, drawing: Drawing): Row {
  const milestones = milestonesOf(train, release).map(({ id, name, date, reached, origin }) => ({
    ...{ key: `milestone ${id}`, at: date, done: reached },
    name: origin === "own" ? name : `${name} (${origin})`,
  }));
  const words = [phaseWords[release.phase], ...scheduleWarnings(release, train)].join(". ");
  return {
    ...{ key: release.id, kind: "release", title: release.title, words },
    bars: barsOf(train, release, drawing),
    ...marksOf(milestones, drawing),
  };
}

/** The phases have the train's dates; of an application release they are what lies inside its own. */
function barsOf(train: Train, of: Range & Readonly<{ phase: Phase }>, drawing: Drawing): readonly Bar[] {
  const ends = spans.map(({ gate }) => (gate && gateOf(train, gate)?.date) ?? of.to);
  return spans.flatMap(({ phase }, at) => {
    const from = instant(Math.max(of.from, ends[at - 1] ?? of.from));
    const to = instant(Math.min(of.to, ends[at] ?? of.to));
    return to <= from ? [] : [barOf(phase, of.phase, { range: { from, to }, drawing })];
  });
}

type Spanned = Readonly<{ range: Range; drawing: Drawing }>;

function barOf(phase: Phase, reached: Phase, { range: { from, to }, drawing }: Spanned): Bar {
  const { range, now } = drawing;
  const state = standingOf(phase, reached, to < now);
  const place = placeIn(range, from);
  const late = state === "late" ? `late by ${duration(now - to)}` : standingWords[state];
  return {
    ...{ key: phase, name: phaseWords[phase], from, to, place, width: placeIn(range, to) - place, state },
    words: `${dateOf(from)} to ${dateOf(to)}, ${late}`,
  };
}

const standingWords = { done: "done", now: "under way", coming: "to come" } as const;

function standingOf(phase: Phase, reached: Phase, isOver: boolean): Standing {
  if (reached === "cancelled") return "coming";
  if (rankOf(phase) < rankOf(reached)) return "done";
  if (isOver) return "late";
  return phase === reached ? "now" : "coming";
}

/** Marks in the order of their dates, each in the first lane that has room for its name. */
function marksOf(planned: readonly Planned[], { range, now }: Drawing): Pick<Row, "marks" | "lanes"> {
  const ends: number[] = [];
  const sorted = [...planned].sort((a, b) => a.at - b.at);
  const marks = sorted.map((one) => {
    const place = placeIn(range, one.at);
    const room = (Math.min(one.name.length + 8, longestName + 8) * 7 * 100) / leastWidth;
    const isLeft = place + room > 100;
    const begin = isLeft ? place - room : place - 1;
    const free = ends.findIndex((end) => end <= begin);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = isLeft ? place + 2 : place + room;
    return { ...markOf(one, now), place, lane, isLeft };
  });
  return { marks, lanes: ends.length };
}

function markOf({ key, name, at, done }: Planned, now: Instant): Omit<Mark, "place" | "lane" | "isLeft"> {
  const kind = key.startsWith("gate") ? "gate" : "milestone";
  const verb = kind === "gate" ? "passed" : "reached";
  const about = { key, kind, name, at } as const;
  if (done !== undefined) {
    const late = done.on > at ? `, ${duration(done.on - at)} late` : "";
    return { ...about, state: "done", words: `${verb} ${dateOf(done.on)}${late}` };
  }
  if (at < now) return { ...about, state: "late", words: `late by ${duration(now - at)}, not ${verb} yet` };
  return { ...about, state: "coming", words: `to be ${verb}` };
}

const day = 86_400_000;

/** A century: dates so far apart are typing errors, and are not counted day by day. */
const mostDays = 36_525;

/** Midnights, Mondays or firsts of a month in the reader's zone, as many as can be read. */
function ticksOf({ from, to }: Range): readonly Instant[] {
  const days = (to - from) / day;
  if (days > mostDays) return [];
  const found: Instant[] = [];
  const at = new Date(from);
  at.setHours(0, 0, 0, 0);
  for (; at.getTime() <= to; at.setDate(at.getDate() + 1)) {
    if (at.getTime() >= from && isTick(at, days)) found.push(instant(at.getTime()));
  }
  // A plan over decades still has few.
  const every = Math.ceil(found.length / 24);
  return found.filter((_, index) => index % every === 0);
}

function isTick(at: Date, days: number): boolean {
  if (days <= 14) return true;
  return days <= 120 ? at.getDay() === 1 : at.getDate() === 1;
}

function tickWords(at: Instant, { from, to }: Range): string {
  // Where one year is meant, it need not be told each time.
  const oneYear = new Date(from).getFullYear() === new Date(to).getFullYear();
  return oneYear ? dayOf(at) : dateOf(at);
}
