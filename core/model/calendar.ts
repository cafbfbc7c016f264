import { matchEnvironment } from "./group-keys.ts";
import { type Instant } from "./instant.ts";
import { sameName } from "./ordinal.ts";
import type { StageClass } from "./stage.ts";
import { weeksBetween, weeksLater } from "./zone.ts";

/** What an entry does: only some may deploy, nobody may, or nothing may begin by itself. */
export type EntryKind = "reservation" | "freeze" | "hold";

/** Who may deploy all the same. `id` of a pipeline: `classic:3` or `yaml:7`; of a release: its own; of a train: its GUID. */
export type Holder = Readonly<{ kind: "pipeline" | "release" | "train"; id: string; name: string }>;

/** A reservation, a freeze or a hold: one document. Moments are milliseconds since 1970. */
export type CalendarEntry = Readonly<{
  schema: 1;
  /** A GUID, which is the document's id, too. */
  id: string;
  kind: EntryKind;
  title: string;
  from: Instant;
  /** Absent: until somebody ends it, which only a hold can be. */
  to?: Instant;
  /** It comes again every week, on the clocks of this zone, until then. */
  weekly?: Readonly<{ zone: string; until?: Instant }>;
  /** Names of environments. None: all whose class is among `classes`. */
  environments: readonly string[];
  /** None: all classes. */
  classes: readonly StageClass[];
  /** Whom it does not stop. */
  for: readonly Holder[];
  reason: string;
  /** Id of the person who made it. */
  by: string;
  on: Instant;
}>;

/** One time of an entry. Without `to` it has no end yet. */
export type Span = Readonly<{ from: Instant; to?: Instant }>;

/** A place that something is deployed to, by all names that it goes by, and what would be deployed there. */
export type Place = Readonly<{
  names: readonly string[];
  class: StageClass;
  /** The release, its pipeline and its trains. */
  of: readonly Pick<Holder, "kind" | "id">[];
}>;

/** An entry at a time of it. */
export type Standing = Readonly<{ entry: CalendarEntry; span: Span }>;

/** No text of an entry is longer, in characters. `name`: that of an environment or of a holder. */
export const longest = { title: 200, reason: 2000, name: 400 } as const;

/** No collection holds more entries: past ones are removed first. */
export const mostEntries = 500;

/** The time of an entry that a moment lies in, else the next one. Absent where all of it is over. */
export function spanAt(entry: CalendarEntry, moment: Instant): Span | undefined {
  const first = Math.max(0, weeksBetween(entry.from, moment) - 1);
  const weeks = entry.weekly === undefined ? [0] : [first, first + 1, first + 2, first + 3];
  for (const week of weeks) {
    const span = weekOf(entry, week);
    if (span !== undefined && !isOver(span, moment)) return span;
  }
  return undefined;
}

function isOver({ to }: Span, moment: Instant): boolean {
  return to !== undefined && to <= moment;
}

/** The time of an entry so many weeks after its first. Absent where it does not come any more. */
function weekOf({ from, to, weekly }: CalendarEntry, weeks: number): Span | undefined {
  if (to === undefined || weekly === undefined) return spanOf(from, to);
  const { zone, until } = weekly;
  const begins = weeksLater(from, weeks, zone);
  const ends = weeksLater(to, weeks, zone);
  if (until === undefined) return { from: begins, to: ends };
  return begins >= until ? undefined : { from: begins, to: ends < until ? ends : until };
}

function spanOf(from: Instant, to: Instant | undefined): Span {
  return to === undefined ? { from } : { from, to };
}

/** Whether the entry is about the place at all. */
export function concerns({ environments, classes }: CalendarEntry, place: Omit<Place, "of">): boolean {
  if (environments.length > 0) {
    return environments.some((one) => place.names.some((name) => isOnePlace(one, name)));
  }
  return classes.length === 0 || classes.includes(place.class);
}

/** Whether the entry stops this deployment while it is in force. `byItself`: no person started it. */
export function stops(entry: CalendarEntry, place: Place, byItself: boolean): boolean {
  if (!concerns(entry, place) || (entry.kind === "hold" && !byItself)) return false;
  return !entry.for.some((holder) =>
    place.of.some((one) => one.kind === holder.kind && sameName(one.id, holder.id)),
  );
}

/** The entries among these that are in force at a moment, the one that began first before the others. */
export function inForce(entries: readonly CalendarEntry[], moment: Instant): readonly Standing[] {
  return standingAt(entries, moment).filter(({ span }) => span.from <= moment);
}

/** The entries among these that come after a moment, the next one first. */
export function coming(entries: readonly CalendarEntry[], moment: Instant): readonly Standing[] {
  return standingAt(entries, moment).filter(({ span }) => span.from > moment);
}

function standingAt(entries: readonly CalendarEntry[], moment: Instant): readonly Standing[] {
  return entries
    .flatMap((entry) => {
      const span = spanAt(entry, moment);
      return span === undefined ? [] : [{ entry, span }];
    })
    .sort((a, b) => a.span.from - b.span.from);
}

// A year of weeks: whoever reserves every week for longer finds out in time.
const weeksCompared = 53;

/** The first moment from now on at which none of the entries is in force. Absent where there is none within a year. */
export function nextOpening(entries: readonly CalendarEntry[], moment: Instant): Instant | undefined {
  let at = moment;
  // Two looks get more than a week further: what comes again is shorter than one.
  for (let looks = 0; looks <= 2 * weeksCompared; looks += 1) {
    const before = at;
    for (const { span } of standingAt(entries, at)) {
      if (span.from > at) break;
      if (span.to === undefined) return undefined;
      if (span.to > at) at = span.to;
    }
    if (at === before) return at;
  }
  return undefined;
}

/** The other reservations that have a place and a time in common with this one. */
export function conflictsOf(
  entry: CalendarEntry,
  entries: readonly CalendarEntry[],
  now: Instant,
): readonly CalendarEntry[] {
  if (entry.kind !== "reservation") return [];
  const own = spansFrom(entry, now);
  return entries.filter(
    (other) =>
      other.kind === "reservation" &&
      other.id !== entry.id &&
      sharePlace(entry, other) &&
      spansFrom(other, now).some((one) => own.some((mine) => overlap(mine, one))),
  );
}

/** All times of an entry that are not over, for a year of weeks. */
function spansFrom(entry: CalendarEntry, now: Instant): readonly Span[] {
  const first = entry.weekly === undefined ? 0 : Math.max(0, weeksBetween(entry.from, now) - 1);
  const weeks = entry.weekly === undefined ? 1 : weeksCompared;
  return Array.from({ length: weeks }, (_, at) => weekOf(entry, first + at)).flatMap((span) =>
    span !== undefined && !isOver(span, now) ? [span] : [],
  );
}

/** Whether two times have a moment in common. One that ends when the other begins has none. */
export function overlap(a: Span, b: Span): boolean {
  return (b.to === undefined || a.from < b.to) && (a.to === undefined || b.from < a.to);
}

/** Where one names environments and the other classes, nobody knows: it counts as the same place. */
function sharePlace(a: CalendarEntry, b: CalendarEntry): boolean {
  if (a.environments.length > 0 && b.environments.length > 0) {
    return a.environments.some((one) => b.environments.some((other) => isOnePlace(one, other)));
  }
  if (a.environments.length > 0 || b.environments.length > 0) return true;
  return a.classes.length === 0 || b.classes.length === 0 || a.classes.some((one) => b.classes.includes(one));
}

function isOnePlace(a: string, b: string): boolean {
  return matchEnvironment(a, [b]) !== undefined;
}

/** The one sentence why an entry cannot be stored; absent where it can. `now`: when it would be. */
export function entryFault(entry: CalendarEntry, now: Instant): string | undefined {
  if (entry.title.trim() === "") return "Give it a title.";
  if (entry.reason.trim() === "") return "Give the reason: who is stopped by it reads it.";
  const { kind, to, weekly } = entry;
  if (to === undefined) return kind === "hold" && !weekly ? undefined : "Say when it ends.";
  return timeFault(entry, to, now);
}

function timeFault({ from, weekly }: CalendarEntry, to: Instant, now: Instant): string | undefined {
  if (to <= from) return "It ends before it begins.";
  if (weekly && to - from >= weekLength) return "What comes again every week must be shorter than a week.";
  const end = weekly ? weekly.until : to;
  return end !== undefined && end <= now ? "It would be over already." : undefined;
}

const weekLength = 7 * 86_400_000;
