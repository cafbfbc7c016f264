import { instant, type Instant } from "./instant.ts";

const week = 7 * 86_400_000;

/** Whether a text is the name of a time zone, as `Europe/Berlin` or `UTC`. */
export function isZone(name: string): boolean {
  try {
    return clockOf(name).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The same weekday and time on the clocks of a zone, so many weeks later: across a change of the clocks an hour more or less. */
export function weeksLater(moment: Instant, weeks: number, zone: string): Instant {
  const later = instant(moment + weeks * week);
  return instant(later + aheadOfUtc(moment, zone) - aheadOfUtc(later, zone));
}

/** How many whole weeks lie between two moments; negative where the second is earlier. */
export function weeksBetween(from: Instant, to: Instant): number {
  return Math.floor((to - from) / week);
}

/** How many milliseconds the clocks of a zone are ahead of UTC at a moment. */
function aheadOfUtc(moment: Instant, zone: string): number {
  const parts = clockOf(zone).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  const minute = 60_000;
  return shown - Math.floor(moment / minute) * minute;
}

// Making a clock takes ten times as long as a look at it. Names come from outside: no calendar holds more of them.
const clocks = new Map<string, Intl.DateTimeFormat>();
const mostClocks = 1000;

/** Throws a RangeError where there is no such zone. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  if (clocks.size >= mostClocks) clocks.clear();
  clocks.set(timeZone, clock);
  return clock;
}
