import { instant, type Instant } from "../instant.ts";
import type { ReleaseId } from "../release.ts";
import type { Stamp } from "./refused.ts";

/** How far a work item is, whatever its process calls its states. */
export type StateCategory = "proposed" | "inProgress" | "resolved" | "completed" | "removed";

/** Why a work item may have no category. */
export const whyUntold = "deleted, not visible to you, or in a state of no category";

/** What a criterion asks for. */
export type CriterionCheck =
  /** `name`: what the stored query was called when it was chosen. */
  | Readonly<{ kind: "query"; query: string; name?: string; atMost: number }>
  | Readonly<{ kind: "tests"; run: number; percent: number }>
  | Readonly<{ kind: "deployed"; release: ReleaseId; environment: string; hours: number }>
  | Readonly<{ kind: "approved"; person: string; about: string }>
  | Readonly<{ kind: "workItems"; category: Exclude<StateCategory, "removed"> }>
  | Readonly<{ kind: "pullRequests"; repository: string; ids: readonly number[] }>
  | Readonly<{ kind: "manual" }>;

/** What must be so before a gate passes. */
export type ExitCriterion = Readonly<{
  id: string;
  text: string;
  /** Id of the person who answers for it. */
  owner: string;
  /** It is due so many days before its gate, and moves with it. */
  daysBefore: number;
  check: CriterionCheck;
  /** The work item on which the named person approves, once they were asked. */
  item?: number;
  /** Who said that it is met, and what shows it: for a manual criterion only. */
  tick?: Stamp & Readonly<{ evidence: string }>;
}>;

/** When a criterion is due: days of 24 hours before its gate's date. */
export function dueOf({ daysBefore }: ExitCriterion, gateDate: Instant): Instant {
  return instant(gateDate - daysBefore * 86_400_000);
}

const rank: Readonly<Record<Exclude<StateCategory, "removed">, number>> = {
  proposed: 0,
  inProgress: 1,
  resolved: 2,
  completed: 3,
};

/** Whether a work item is as far as is asked for, or further. A removed one is out of the count. */
export function isAsFarAs(category: StateCategory, asked: Exclude<StateCategory, "removed">): boolean {
  return category === "removed" || rank[category] >= rank[asked];
}
