import { type Instant, instant } from "../../core/model/instant.ts";
import { ago, dateOf, exactTime } from "../shared/time.ts";

const day = 86_400_000;

/** Deployments from so long before a moment are read: what had run there by then mostly came in that time. */
const reach = 30 * day;

/** From when on the history must be read, to tell what was where at a moment. */
export function reachOf(at: Instant): Instant {
  return instant(at - reach);
}

/** How much of the history is read at first: enough for now and for a week ago, and bounded. */
export function firstRead(now: Instant): Readonly<{ since: Instant; pages: number }> {
  return { since: reachOf(instant(now - 7 * day)), pages: 5 };
}

/** What is chosen most; without `at` it is now. */
export function quickChoices(now: Instant): readonly Readonly<{ name: string; at?: Instant }>[] {
  return [
    { name: "Now" },
    { name: "Yesterday", at: instant(now - day) },
    { name: "A week ago", at: instant(now - 7 * day) },
  ];
}

/** Why a moment cannot be asked about. */
export function momentFault(at: Instant, now: Instant): string | undefined {
  return at > now
    ? `${exactTime(at)} has not come yet. Choose a moment that is over; nobody can say what will be where then.`
    : undefined;
}

/** What the matrix shows, in words. */
export function momentWords(at: Instant | undefined): string {
  return at === undefined ? "How everything stands now." : `How everything stood on ${exactTime(at)}.`;
}

/** How far back the history is known. */
export type Known = Readonly<{
  /** From here on everything is there; absent: always. */
  since?: Instant | undefined;
  /** The moment that is shown. */
  at?: Instant | undefined;
  /** From when on it was asked for; absent: the beginning only. */
  wanted?: Instant | undefined;
  unfinished: boolean;
  /** A source could not be read. */
  partly: boolean;
}>;

/** Azure DevOps gave more than is read at once: asking again would give no more. */
export function isCut({ since, wanted, unfinished }: Known): boolean {
  return !unfinished && since !== undefined && wanted !== undefined && since > wanted;
}

/** The moment lies before what was read: what ran then is not known. */
export function isBeforeHistory({ since, at, unfinished }: Known): boolean {
  return !unfinished && since !== undefined && at !== undefined && at < since;
}

/** What was read of the history, in words. */
export function historyWords(known: Known, now: Instant): string {
  const { since } = known;
  if (known.unfinished) return "The history is being read…";
  if (since === undefined)
    return known.partly ? "Of what could be read, the history is whole." : "The whole history was read.";
  const from = now - since < 2 * day ? ago(since, now) : dateOf(since);
  return isCut(known)
    ? `The history was cut at ${from}: there is more of it than is read at once. What was deployed before is not shown.`
    : `Everything since ${from} was read; what was deployed before is not shown.`;
}

/** One step further back than what is known. */
export function furtherBack(since: Instant): Instant {
  return instant(since - 90 * day);
}
