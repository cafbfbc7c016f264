import { refusal } from "../failure.ts";
import { type CalendarEntry, conflictsOf, entryFault, longest, mostEntries } from "../model/calendar.ts";
import { spanAt } from "../model/calendar.ts";
import { bounded } from "../model/defuse.ts";
import type { Instant } from "../model/instant.ts";
import { readEntry } from "../model/read-calendar.ts";
import type { Documents } from "../ports.ts";
import { type Listed, storingFaults, understood } from "./stored-documents.ts";

/** An entry as it is stored. `etag` guards against lost updates. */
export type KeptEntry = Readonly<{ entry: CalendarEntry; etag: number }>;

/** A project's calendar. `unread`: documents that cannot be understood, and why. */
export type CalendarListed = Pick<Listed<CalendarEntry>, "unread"> & Readonly<{ kept: readonly KeptEntry[] }>;

/** When an entry is stored, and whether the person knows of the reservations that it is in the way of. */
export type Storing = Readonly<{ now: Instant; acknowledged: boolean }>;

/** The collection of a project's calendar: one document an entry. */
export function calendarCollection(projectId: string): string {
  return `calendar-${projectId}`;
}

/** Lists the calendar, past entries too. Refused (RM044) where it holds more than anybody can have meant. */
export async function listCalendar(
  projectId: string,
  documents: Pick<Documents, "list">,
): Promise<CalendarListed> {
  const found = await documents.list(calendarCollection(projectId));
  if (found.length > 2 * mostEntries) throw tooMany(projectId, found.length);
  const { kept, unread } = understood(found, readEntry, ({ id }) => id);
  return { kept: kept.map(({ value, etag }) => ({ entry: value, etag })), unread };
}

/** All entries of the calendar. Refused (RM044) where a single one cannot be understood: it may be the one that counts. */
export async function readCalendar(
  projectId: string,
  documents: Pick<Documents, "list">,
): Promise<readonly CalendarEntry[]> {
  const { kept, unread } = await listCalendar(projectId, documents);
  const [first] = unread;
  if (first === undefined) return kept.map(({ entry }) => entry);
  throw refusal({
    code: "RM044",
    what: "The calendar could not be read",
    where: `document ${first.id} of ${calendarCollection(projectId)}`,
    cause: unread
      .slice(0, 5)
      .map(({ why }) => why)
      .join(" "),
    next: "Update the extension, or remove the entry in the hub's calendar",
  });
}

/** Stores a new entry. Refused (RM001) where it says nothing that can be, and (RM042) where it meets other reservations. */
export async function addEntry(
  projectId: string,
  entry: CalendarEntry,
  documents: Pick<Documents, "list" | "write">,
  storing: Storing,
): Promise<void> {
  await refuseUnfit(projectId, entry, documents, storing);
  await documents.write(calendarCollection(projectId), entry.id, entry);
}

/** Stores an entry anew. Refused as a new one is, and (RM042) when somebody else changed it meanwhile. */
export async function changeEntry(
  projectId: string,
  { entry, etag }: KeptEntry,
  documents: Pick<Documents, "list" | "write">,
  storing: Storing,
): Promise<void> {
  await refuseUnfit(projectId, entry, documents, storing);
  await documents.write(calendarCollection(projectId), entry.id, entry, etag);
}

/** Ends an entry now; what has not begun is removed, and what is over stays as it is. Refused (RM042) when somebody else changed it meanwhile. */
export async function endEntry(
  projectId: string,
  { entry, etag }: KeptEntry,
  documents: Pick<Documents, "read" | "write" | "remove">,
  now: Instant,
): Promise<void> {
  if (spanAt(entry, now) === undefined) return;
  const collection = calendarCollection(projectId);
  if (entry.from >= now) {
    // Removing asks for no etag.
    const there = await documents.read(collection, entry.id);
    if (there !== undefined && there.etag !== etag) throw changedMeanwhile(entry);
    return removeEntry(projectId, entry.id, documents);
  }
  const { weekly } = entry;
  const over: CalendarEntry =
    weekly === undefined ? { ...entry, to: now } : { ...entry, weekly: { ...weekly, until: now } };
  await documents.write(collection, entry.id, over, etag);
}

/** Takes an entry out of the calendar, understood or not. */
export async function removeEntry(
  projectId: string,
  id: string,
  documents: Pick<Documents, "remove">,
): Promise<void> {
  await documents.remove(calendarCollection(projectId), id);
}

async function refuseUnfit(
  projectId: string,
  entry: CalendarEntry,
  documents: Pick<Documents, "list">,
  { now, acknowledged }: Storing,
): Promise<void> {
  const fault = entryFault(entry, now) ?? storingFaults(entry, readEntry)[0];
  if (fault !== undefined) throw unfit(entry, fault, "Correct it and save again");
  const { kept } = await listCalendar(projectId, documents);
  const others = kept.map((one) => one.entry).filter(({ id }) => id !== entry.id);
  if (others.length >= mostEntries)
    throw unfit(entry, `The calendar holds ${others.length} entries already`, "Remove entries that are over");
  const conflicts = conflictsOf(entry, others, now);
  if (conflicts.length > 0 && !acknowledged) throw inTheWay(entry, conflicts);
}

const what = "The entry was not stored";

function unfit({ title }: CalendarEntry, cause: string, next: string): Error {
  return refusal({ code: "RM001", what, where: bounded(title, longest.title) || "a new entry", cause, next });
}

function inTheWay({ title }: CalendarEntry, conflicts: readonly CalendarEntry[]): Error {
  return refusal({
    code: "RM042",
    what,
    where: title,
    cause: `It meets ${conflicts.map((one) => `“${one.title}”`).join(", ")}`,
    next: "Choose another time or place, or say that you know of it",
  });
}

function changedMeanwhile({ title }: CalendarEntry): Error {
  return refusal({
    code: "RM042",
    what: "The entry was not removed",
    where: title,
    cause: "Somebody else changed it meanwhile",
    next: "Reload, and look at what it is now",
  });
}

function tooMany(projectId: string, number: number): Error {
  return refusal({
    code: "RM044",
    what: "The calendar could not be read",
    where: calendarCollection(projectId),
    cause: `It holds ${number} documents, and no more than ${mostEntries} are ever stored`,
    next: "Ask an administrator to empty the collection",
  });
}
