const british = "en-GB";
let culture: string = british;
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Writes dates and times as this culture does from now on: the order of day and month, their names, 12 or 24 hours. One that
 * is absent, ill-formed or not known to the browser counts as British English, as the hub's own words are.
 */
export function followCulture(told = ""): void {
  formats.clear();
  try {
    [culture = british] = Intl.DateTimeFormat.supportedLocalesOf([told, british]);
  } catch {
    // The browser throws at what is no name of a culture.
    culture = british;
  }
}

type Parts = Intl.DateTimeFormatOptions;

function format(when: number, parts: Parts, zone: string | undefined): string {
  const key = `${zone ?? ""}${JSON.stringify(parts)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(culture, { ...parts, ...(zone === undefined ? {} : { timeZone: zone }) });
    formats.set(key, made);
  }
  return made.format(when);
}

const day: Parts = { year: "numeric", month: "2-digit", day: "2-digit" };
const clock: Parts = { timeStyle: "short" };
const minute = 60_000;
const hour = 60 * minute;

const nearDays = { today: 0, yesterday: -1, tomorrow: 1 } as const;

function nearDay(when: number, now: number, zone: string | undefined): string | undefined {
  if (Math.abs(now - when) > 48 * hour) return undefined;
  const that = format(when, day, zone);
  return Object.entries(nearDays).find(([, days]) => format(now + days * 24 * hour, day, zone) === that)?.[0];
}

/** When something was or will be, as one says it; in Britain "just now", "12 min ago", "today 22:36", "9 Jun 14:02", "3 Jun 2021". */
export function ago(when: number, now: number, zone?: string): string {
  const distance = now - when;
  if (distance >= 0 && distance < hour) {
    return distance < minute ? "just now" : `${Math.floor(distance / minute)} min ago`;
  }
  const at = format(when, clock, zone);
  const near = nearDay(when, now, zone);
  if (near !== undefined) return `${near} ${at}`;
  const year = (moment: number): string => format(moment, { year: "numeric" }, zone);
  return year(when) === year(now) ? `${dayOf(when, zone)} ${at}` : dateOf(when, zone);
}

/** The same moment without any doubt: "Thursday, 16 June 2022 at 22:36:05 UTC". */
export function exactTime(when: number, zone?: string): string {
  return format(when, { dateStyle: "full", timeStyle: "long" }, zone);
}

/** A day of a year that need not be told: "16 Jun". */
export function dayOf(when: number, zone?: string): string {
  return format(when, { day: "numeric", month: "short" }, zone);
}

/** A day: "16 Jun 2027". */
export function dateOf(when: number, zone?: string): string {
  return format(when, { day: "numeric", month: "short", year: "numeric" }, zone);
}

/** How long something took: "45 s", "6 min 12 s", "1 h 24 min", "3 d 2 h". */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const two = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
    small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
  if (seconds < 3600) return two(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return two(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.round(minutes / 60);
  return two(Math.floor(hours / 24), "d", hours % 24, "h");
}

/** A size: "812 B", "1.4 MB". */
export function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? "B"}`;
}

/** The moment that a field for a date and a time means, in the reader's own zone. */
export function fieldMoment(text: string): number | undefined {
  const milliseconds = text === "" ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** A moment for a field of the browser, in the reader's own zone. */
export function fieldText(at: number | undefined): string {
  if (at === undefined) return "";
  const here = new Date(at);
  const two = (number: number): string => String(number).padStart(2, "0");
  const date = [String(here.getFullYear()).padStart(4, "0"), two(here.getMonth() + 1), two(here.getDate())];
  return `${date.join("-")}T${two(here.getHours())}:${two(here.getMinutes())}`;
}

/** The reader's zone by its name. */
export function zoneName(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
