import type { CalendarEntry } from "../../../core/model/calendar.ts";
import { instant, type Instant } from "../../../core/model/instant.ts";
import { now } from "./judging.ts";

/** A moment so many hours before or after now. */
export function hours(count: number): Instant {
  return instant(now + count * 3_600_000);
}

/** A freeze of production from an hour ago to in two hours, with changes. */
export function entryWith(changes: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    schema: 1,
    id: "11111111-2222-4333-8444-555555555555",
    kind: "freeze",
    title: "Year's end",
    from: hours(-1),
    to: hours(2),
    environments: ["PROD"],
    classes: [],
    for: [],
    reason: "The books are closed.",
    by: "maker",
    on: hours(-48),
    ...changes,
  };
}

/** The same without an end. */
export function endless(changes: Partial<CalendarEntry> = {}): CalendarEntry {
  const { to: _to, ...entry } = entryWith({ kind: "hold", title: "After the rollback", ...changes });
  return entry;
}

/** A GUID that ends with a number. */
export function guid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}
