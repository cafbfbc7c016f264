import { conflictsOf, entryFault } from "../../core/model/calendar.ts";
import type { CalendarEntry, EntryKind, Holder } from "../../core/model/calendar.ts";
import { type Instant, instant } from "../../core/model/instant.ts";
import { readReleaseId } from "../../core/model/release.ts";
import type { StageClass } from "../../core/model/stage.ts";
import { fieldMoment, fieldText } from "../shared/time.ts";

/** What a person has typed of an entry. Moments are what the browser's fields hold, in the reader's own zone. */
export type Draft = Readonly<{
  kind: EntryKind;
  title: string;
  from: string;
  to: string;
  weekly: boolean;
  environments: readonly string[];
  classes: readonly StageClass[];
  for: readonly Holder[];
  reason: string;
  /** The person knows of the reservations that it meets. */
  acknowledged: boolean;
}>;

/** What an entry has besides what is typed. `was`: the entry as it is stored. */
export type Given = Readonly<{
  id: string;
  by: string;
  now: Instant;
  zone: string;
  was?: CalendarEntry;
}>;

const hour = 3_600_000;

/** An entry that begins now; a hold has no end of its own. */
export function newDraft(kind: EntryKind, now: Instant): Draft {
  return {
    kind,
    title: "",
    from: fieldText(now),
    to: kind === "hold" ? "" : fieldText(instant(now + 24 * hour)),
    weekly: false,
    environments: [],
    classes: [],
    for: [],
    reason: "",
    acknowledged: false,
  };
}

/** A stored entry, to be changed. */
export function draftOf(entry: CalendarEntry): Draft {
  const { kind, title, environments, classes, reason } = entry;
  return {
    ...{ kind, title, environments, classes, reason, for: entry.for },
    from: fieldText(entry.from),
    to: fieldText(entry.to),
    weekly: entry.weekly !== undefined,
    acknowledged: false,
  };
}

/** The entry that was typed. Without a beginning it begins now. */
export function entryOf(draft: Draft, { id, by, now, zone, was }: Given): CalendarEntry {
  return {
    schema: 1,
    id,
    kind: draft.kind,
    title: draft.title.trim(),
    ...timesOf(draft, { zone, now, was }),
    environments: draft.environments,
    classes: draft.environments.length > 0 ? [] : draft.classes,
    for: draft.for,
    reason: draft.reason.trim(),
    ...(was === undefined ? { by, on: now } : { by: was.by, on: was.on }),
  };
}

type Times = Pick<CalendarEntry, "from" | "to" | "weekly">;
type Before = Pick<Given, "zone" | "now"> & { was: CalendarEntry | undefined };

function timesOf(draft: Draft, { zone, now, was }: Before): Times {
  const to = momentOf(draft.to, was?.to);
  return {
    from: momentOf(draft.from, was?.from) ?? now,
    ...(to === undefined ? {} : { to }),
    ...(draft.weekly ? { weekly: was?.weekly ?? { zone } } : {}),
  };
}

/** A field knows no seconds: a moment that was not touched stays what it was. */
function momentOf(text: string, was: Instant | undefined): Instant | undefined {
  if (was !== undefined && text === fieldText(was)) return was;
  const typed = fieldMoment(text);
  return typed === undefined ? undefined : instant(typed);
}

/** Why it cannot be saved, and the reservations that it meets. */
export type Weighed = Readonly<{ because?: string; meets: readonly CalendarEntry[] }>;

/** Weighs what was typed against the calendar. */
export function weighed(
  draft: Draft,
  entry: CalendarEntry,
  { entries, now }: Readonly<{ entries: readonly CalendarEntry[]; now: Instant }>,
): Weighed {
  const meets = conflictsOf(entry, entries, now);
  const fault =
    entryFault(entry, now) ?? (reservedForNobody(entry) ? "Say whom it is reserved for." : undefined);
  const unsaid = meets.length > 0 && !draft.acknowledged ? "It meets another reservation." : undefined;
  const because = fault ?? unsaid;
  return { meets, ...(because === undefined ? {} : { because }) };
}

function reservedForNobody({ kind, for: holders }: CalendarEntry): boolean {
  return kind === "reservation" && holders.length === 0;
}

/** A release as somebody may deploy it, by its id. Absent for a text that is none. */
export function releaseHolder(text: string): Holder | undefined {
  const id = readReleaseId(text.trim());
  return id && { kind: "release", id: `${id.kind}:${id.number}`, name: `release ${id.kind}:${id.number}` };
}

/** With one more who may deploy, each once. */
export function withHolder(draft: Draft, holder: Holder | undefined): Draft {
  if (!holder || draft.for.some(({ kind, id }) => kind === holder.kind && id === holder.id)) return draft;
  return { ...draft, for: [...draft.for, holder].slice(0, 50) };
}

/** With a name, or without it where it was there. */
export function toggled<T>(names: readonly T[], name: T, yes: boolean): readonly T[] {
  const others = names.filter((one) => one !== name);
  return yes ? [...others, name] : others;
}
