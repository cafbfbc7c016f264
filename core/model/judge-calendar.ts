import { inForce, coming, nextOpening, stops, type CalendarEntry, type Standing } from "./calendar.ts";
import { secondToCome } from "./break-glass.ts";
import { quoted } from "./defuse.ts";
import type { Finding } from "./evidence.ts";
import { type Instant, momentWords } from "./instant.ts";
import { finding, sentence, strictly, unread, type Rule } from "./judge-parts.ts";
import type { BrokenCalendar } from "./record.ts";
import type { CalendarFact, StartFacts } from "./start-facts.ts";
import { said, type WhyNot } from "./why-words.ts";
import { listed } from "./words.ts";

// Who is stopped ten times need not read of the eleventh.
const mostTold = 10;

/** No freeze, and nobody else's reservation, is in force (N11); nothing begins by itself where a hold is. */
export const judgeCalendar: Rule = (facts) => {
  const { calendar, policies } = facts;
  if (calendar === undefined) return [];
  if (calendar.kind === "failed") {
    const production = policies.settingsUnread === "warn" ? "warning" : "block";
    return [unread("calendar", strictly(facts, production, "note"), "what the calendar says", calendar.why)];
  }
  const against = stoppers(facts, calendar.value, startsByItself(facts));
  const standing = inForce(against, facts.now).slice(0, mostTold);
  if (standing.length === 0) return freeFindings(facts, calendar.value);
  const refused = refusedBecause(calendar.value);
  if (refused === undefined) return standing.map((one) => brokenFinding(one, calendar.value));
  const stop = { refused, opening: nextOpening(against, facts.now), ...calendar.value };
  return standing.map((one) => stopFinding(one, stop));
};

/** The entries in force that were gone past, with who answers for it. Absent where the glass was not broken. */
export function brokenCalendar(facts: StartFacts): BrokenCalendar | undefined {
  if (facts.calendar?.kind !== "read") return undefined;
  const { breakGlass } = facts.calendar.value;
  const standing = stopping(facts, facts.calendar.value, startsByItself(facts));
  if (breakGlass?.by === undefined || standing.length === 0) return undefined;
  const { reason, by, second } = breakGlass;
  return {
    entries: standing.slice(0, mostTold).map(({ entry: { id, kind, title } }) => ({ id, kind, title })),
    reason,
    by,
    ...(second === undefined ? {} : { second }),
  };
}

/** What the calendar has against it, as a cause of its own: until when, where that can be said. Absent where it has nothing. */
export function stoppedBy(about: About): WhyNot | undefined {
  if (about.calendar?.kind !== "read") return undefined;
  const stopped = stoppers(about, about.calendar.value, startsByItself(about));
  const [first] = inForce(stopped, about.now);
  if (first === undefined) return undefined;
  const { kind, title } = first.entry;
  const words = {
    freeze: `It is frozen: ${quoted(title)}`,
    reservation: `It is reserved${forWords(first.entry)}: ${quoted(title)}`,
    hold: `A hold keeps it from starting by itself: ${quoted(title)}`,
  };
  return said(words[kind], nextOpening(stopped, about.now));
}

type About = Pick<StartFacts, "now" | "stage" | "automatic" | "calendar">;

function stopping(facts: About, calendar: CalendarFact, byItself: boolean): readonly Standing[] {
  return inForce(stoppers(facts, calendar, byItself), facts.now);
}

function stoppers({ stage }: About, calendar: CalendarFact, byItself: boolean): CalendarEntry[] {
  const place = { names: [stage.environment, stage.name], class: stage.class, of: calendar.of };
  return calendar.entries.filter((entry) => stops(entry, place, byItself));
}

/** Who cannot be told to be a person is none. */
function startsByItself({ automatic }: About): boolean {
  return automatic !== undefined && (automatic.kind === "failed" || automatic.value.byItself);
}

type Stop = Pick<CalendarFact, "secondPerson"> & Readonly<{ refused: string; opening: Instant | undefined }>;

function stopFinding(standing: Standing, { refused, opening, secondPerson }: Stop): Finding {
  const next =
    opening === undefined ? "When it is free is not known." : `Next free: ${momentWords(opening)}.`;
  const second = secondPerson ? ", and let somebody else approve the stage" : "";
  return finding("calendar", "block", {
    title: stopTitle(standing),
    detail: [sentence(standing.entry.reason), next, refused].filter(Boolean).join(" "),
    fix: `Wait, or let it be ended early in the calendar. Where it cannot wait, start it with a reason that begins “Break-glass:”${second}.`,
  });
}

function brokenFinding(standing: Standing, { breakGlass, secondPerson }: CalendarFact): Finding {
  const second = breakGlass?.second === secondToCome && secondPerson ? needsSecond : "";
  const detail = `${sentence(standing.entry.reason)} The glass is broken.${second}`;
  return finding("calendar", "warning", { title: stopTitle(standing), detail });
}

function stopTitle({ entry, span }: Standing): string {
  return `${kinds[entry.kind]} ${untilWords(span.to)}${forWords(entry)}: ${quoted(entry.title)}`;
}

const kinds = { reservation: "Reserved", freeze: "Frozen", hold: "Held from starting by itself" } as const;

const needsSecond = " Somebody else must approve the stage, else the task refuses it.";

/** Why the calendar is obeyed: an empty text where nobody said otherwise. Absent where it need not be. */
function refusedBecause({ breakGlass, secondPerson }: CalendarFact): string | undefined {
  if (breakGlass === undefined) return "";
  if (!secondPerson || breakGlass.second !== undefined) return undefined;
  return "The glass was broken, but it takes two: nobody else approved the stage.";
}

function freeFindings(facts: StartFacts, calendar: CalendarFact): readonly Finding[] {
  const [held] = stopping(facts, calendar, true);
  const [next] = coming(stoppers(facts, calendar, false), facts.now);
  const detail = next
    ? `Next: ${kinds[next.entry.kind].toLowerCase()} from ${momentWords(next.span.from)}, ${quoted(next.entry.title)}.`
    : "Nothing is coming either, as far as the calendar says.";
  const free = finding("calendar", "ok", { title: "Neither frozen nor reserved", detail });
  if (held === undefined) return [free];
  const title = `A hold keeps it from starting by itself: ${quoted(held.entry.title)}`;
  return [finding("calendar", "note", { title, detail: sentence(held.entry.reason) }), free];
}

function forWords({ kind, for: holders }: CalendarEntry): string {
  const names = holders.slice(0, 3).map(({ name }) => quoted(name));
  return kind !== "reservation" || names.length === 0 ? "" : ` for ${listed(names)}`;
}

function untilWords(to: Instant | undefined): string {
  return to === undefined ? "until somebody ends it" : `until ${momentWords(to)}`;
}
