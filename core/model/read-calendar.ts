import { longest, type CalendarEntry, type Holder } from "./calendar.ts";
import { time } from "./read-links.ts";
import { list, object, oneOf, optional, readJson, text, type Faults } from "./read-shape.ts";
import { isZone } from "./zone.ts";

/** Reads one entry of the calendar from untrusted text, strictly: whoever may write extension data may have written it. */
export function readEntry(document: string): CalendarEntry | Faults {
  const kind = { what: "calendar's entry", maxCharacters: 60_000, schema: 1 };
  const entry = readJson(document, kind, entryShape);
  if ("faults" in entry) return entry;
  const fault = spanFault(entry);
  return fault === undefined ? entry : { faults: [`The calendar's entry: ${fault}.`] };
}

function spanFault({ kind, from, to, weekly }: CalendarEntry): string | undefined {
  if (to !== undefined) return to < from ? "to is before from" : undefined;
  if (weekly !== undefined) return "it comes every week and has no end";
  return kind === "hold" ? undefined : `a ${kind} has no end`;
}

const zone = text(100, (name) => (isZone(name) ? undefined : "is no time zone"));

const entryShape = object<CalendarEntry>({
  schema: oneOf(1),
  id: text(60, (id) => (/^[\da-f-]{36}$/i.test(id) ? undefined : "is no GUID")),
  kind: oneOf("reservation", "freeze", "hold"),
  title: text(longest.title),
  from: time,
  to: optional(time),
  weekly: optional(object<NonNullable<CalendarEntry["weekly"]>>({ zone, until: optional(time) })),
  environments: list(text(longest.name), 100),
  classes: list(oneOf("development", "test", "staging", "production"), 4),
  for: list(
    object<Holder>({ kind: oneOf("pipeline", "release", "train"), id: text(200), name: text(longest.name) }),
    50,
  ),
  reason: text(longest.reason),
  by: text(200),
  on: time,
});
