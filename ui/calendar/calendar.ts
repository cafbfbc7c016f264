import type { CalendarListed, KeptEntry } from "../../core/acts/calendar.ts";
import { coming, conflictsOf, inForce, type CalendarEntry } from "../../core/model/calendar.ts";
import type { EntryKind, Span, Standing } from "../../core/model/calendar.ts";
import type { Instant } from "../../core/model/instant.ts";
import { distinctNames } from "../../core/model/ordinal.ts";
import type { Person } from "../../core/model/person.ts";
import { classWords, listed } from "../../core/model/words.ts";

/** One entry as a line. */
export type Row = Readonly<{
  id: string;
  kind: EntryKind;
  words: string;
  title: string;
  reason: string;
  where: string;
  /** Its first time has begun. */
  begun: boolean;
  /** The time that counts: the one that holds, else the next, else the last that is known. */
  span: Span;
  /** That it comes again, in words. */
  again?: string;
  whom: string;
  by: string;
  /** Titles of other reservations that it meets. */
  meets: readonly string[];
}>;

/** The calendar in its three parts. */
export type Sections = Readonly<{ now: readonly Row[]; coming: readonly Row[]; past: readonly Row[] }>;

export const kindWords: Readonly<Record<EntryKind, string>> = {
  reservation: "Reservation",
  freeze: "Freeze",
  hold: "Hold",
};

/** What an entry does, for who is about to make one. */
export const kindHints: Readonly<Record<EntryKind, string>> = {
  reservation: "Only those named below may deploy there meanwhile.",
  freeze: "Nobody deploys there meanwhile.",
  hold: "Nothing starts there by itself: triggers, schedules and redeploys are refused, people are not.",
};

/** Where an entry counts, in words. */
export function whereWords({
  environments,
  classes,
}: Pick<CalendarEntry, "environments" | "classes">): string {
  if (environments.length > 0) return listed(environments);
  if (classes.length === 0) return "every environment";
  return `every environment of class ${listed(classes.map((one) => classWords(one).toLowerCase()))}`;
}

function whomWords({ kind, for: holders }: CalendarEntry): string {
  if (holders.length > 0) return listed(holders.map(({ name }) => name));
  return kind === "reservation" ? "nobody" : "";
}

type About = Readonly<{ people: readonly Person[]; now: Instant }>;

function rowOf({ entry, span }: Standing, { people, now }: About): Omit<Row, "meets"> {
  const { id, kind, title, reason, weekly } = entry;
  return {
    id,
    kind,
    words: kindWords[kind],
    title,
    reason,
    where: whereWords(entry),
    begun: entry.from < now,
    span,
    ...(weekly === undefined ? {} : { again: `again every week, on the clocks of ${weekly.zone}` }),
    whom: whomWords(entry),
    by: people.find((one) => one.id === entry.by)?.name ?? "somebody whose name is not known",
  };
}

/** What holds, what comes, and what is over, the latest of that first. */
export function sectionsOf({ kept }: CalendarListed, people: readonly Person[], now: Instant): Sections {
  const entries = kept.map(({ entry }) => entry);
  const about = { people, now };
  const here = inForce(entries, now);
  const next = coming(entries, now);
  const alive = new Set([...here, ...next].map(({ entry }) => entry.id));
  const over = entries.filter(({ id }) => !alive.has(id)).sort((a, b) => b.from - a.from);
  const live = (standing: Standing): Row => ({
    ...rowOf(standing, about),
    meets: conflictsOf(standing.entry, entries, now).map(({ title }) => title),
  });
  return {
    now: here.map(live),
    coming: next.map(live),
    past: over.map((entry) => ({ ...rowOf({ entry, span: lastSpan(entry) }, about), meets: [] })),
  };
}

function lastSpan({ from, to, weekly }: CalendarEntry): Span {
  const end = weekly?.until ?? to;
  return end === undefined ? { from } : { from, to: end };
}

/** An entry that names more cannot be read: no more are offered. */
export const mostEnvironments = 100;

/** The names of all environments that anybody may mean: those that are known, and those of the entries. */
export function environmentsIn(known: readonly string[], kept: readonly KeptEntry[]): readonly string[] {
  return distinctNames([...known, ...kept.flatMap(({ entry }) => entry.environments)]);
}
