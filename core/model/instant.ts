declare const brand: unique symbol;

/** A moment, in milliseconds since 1970-01-01T00:00Z. Passed in everywhere: `core/` has no clock. */
export type Instant = number & { readonly [brand]: "Instant" };

/** Marks a number of milliseconds since 1970 as a moment. */
export function instant(milliseconds: number): Instant {
  return milliseconds as Instant;
}

/**
 * Reads an ISO 8601 text. Absent for no text, for a text that is no date, and for the year 1, which is Azure DevOps's
 * way of saying "no date" (`0001-01-01T00:00:00`).
 */
export function readInstant(text: string | undefined | null): Instant | undefined {
  const milliseconds = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) || text?.startsWith("0001-") ? undefined : instant(milliseconds);
}

/** The moment as ISO 8601 in UTC with milliseconds, as it stands in seals and records. */
export function iso(moment: Instant): string {
  return new Date(moment).toISOString();
}

/** The moment for every log and page, wherever it is read: 2026-11-23 06:00 UTC. */
export function momentWords(moment: Instant): string {
  return `${iso(moment).slice(0, 16).replace("T", " ")} UTC`;
}
