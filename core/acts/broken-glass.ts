import { type BreakGlass, brokenGlass } from "../model/break-glass.ts";
import type { CalendarEntry } from "../model/calendar.ts";
import type { Reading } from "../model/reading.ts";
import type { Release } from "../model/release.ts";
import type { Settings } from "../model/settings.ts";
import type { Approval, Attempt } from "../model/stage.ts";
import type { StartFacts } from "../model/start-facts.ts";

/** What of a start can say that it is meant in spite of the calendar. */
export type GlassOrder = Readonly<{
  release: Pick<Release, "kind" | "reason">;
  attempt: Attempt | undefined;
  /** The id of who asked for the attempt. */
  requestedBy?: string;
  /** What the variable `Break-Glass` holds. */
  variable?: string;
}>;

/**
 * Who broke the glass, and why: whoever gave the attempt a reason that says so, else who approved it with one, else who
 * set the variable by hand. A variable of what nobody started breaks nothing: it would for ever.
 */
export function brokenGlassOf(order: GlassOrder): BreakGlass | undefined {
  const approvals = (order.attempt?.approvals ?? []).filter(byPerson);
  const [claim] = claimsOf(order, approvals).flatMap(({ reason, by }) =>
    reason && by ? [{ reason, by }] : [],
  );
  if (claim === undefined) return undefined;
  const approvers = approvals.flatMap(({ decidedBy }) => decidedBy?.id ?? []);
  const second = approvers.find((id) => id !== claim.by);
  return { ...claim, ...(second === undefined ? {} : { second }) };
}

type Claim = Readonly<{ reason: string | undefined; by: string | undefined }>;

function claimsOf(order: GlassOrder, approvals: readonly Approval[]): readonly Claim[] {
  const { attempt, requestedBy, variable } = order;
  const by = attempt?.requestedBy?.id ?? requestedBy;
  return [
    { reason: brokenGlass(attempt?.reason), by },
    ...approvals.map(({ comment, decidedBy }) => ({ reason: brokenGlass(comment), by: decidedBy?.id })),
    { reason: startedByHand(order, approvals) ? variable?.trim() : undefined, by },
  ];
}

/** The fact about the calendar. Settings that could not be read may ask for two people: then it takes two. */
export function calendarFact(
  calendar: Reading<readonly CalendarEntry[]>,
  release: Pick<Release, "id" | "kind" | "pipeline">,
  { settings, breakGlass }: Readonly<{ settings: Reading<Settings>; breakGlass?: BreakGlass | undefined }>,
): NonNullable<StartFacts["calendar"]> {
  if (calendar.kind === "failed") return calendar;
  const { id, kind, pipeline } = release;
  return {
    kind: "read",
    value: {
      entries: calendar.value,
      of: [
        { kind: "release", id },
        { kind: "pipeline", id: `${kind}:${pipeline.id}` },
      ],
      secondPerson: settings.kind === "failed" || settings.value.breakGlass === "secondPerson",
      ...(breakGlass === undefined ? {} : { breakGlass }),
    },
  };
}

function startedByHand({ release, attempt }: GlassOrder, approvals: readonly Approval[]): boolean {
  if (approvals.length > 0) return true;
  return release.kind === "yaml" ? release.reason === "manual" : attempt?.startedBy === "person";
}

function byPerson({ when, status, automatic }: Approval): boolean {
  return when === "before" && status === "approved" && !automatic;
}
