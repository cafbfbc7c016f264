import type { Instant } from "../instant.ts";
import type { CriterionResult } from "./evaluate-criterion.ts";
import type { ExitCriterion } from "./exit-criterion.ts";
import type { Stamp } from "./refused.ts";
import type { TrainApproval } from "./train-approval.ts";

/** The gates in their order: each ends one phase. */
export const gateNames = ["scoping", "development", "qa", "production"] as const;

/** A gate by name: it ends scoping, construction, verification or production. */
export type GateName = (typeof gateNames)[number];

/** What must be so before a train goes on. */
export type StageGate = Readonly<{
  name: GateName;
  date: Instant;
  criteria: readonly ExitCriterion[];
  /** In their order. None: the gate passes when it is complete. */
  approvals: readonly TrainApproval[];
  /** Who found everything met, and what was found. */
  completed?: Stamp & Readonly<{ evidence: readonly CriterionResult[] }>;
  /** When the last approval was given. */
  passed?: Stamp;
  /** What opened it again, the latest last: the rejection of a level, or with level 0 a release manager. */
  returned: readonly (Stamp & Readonly<{ level: number; comment: string }>)[];
}>;

/** The gate's name in a sentence. */
export function gateWords(name: GateName): string {
  return name === "qa" ? "QA gate" : `${name} gate`;
}

/** When a decision on a work item last opened the gate again, as Azure DevOps stamped it: its clock is not the hub's. */
export function lastReturn({ returned }: Pick<StageGate, "returned">): Instant | undefined {
  return returned.findLast(({ change }) => change !== undefined)?.on;
}

/** The one sentence why something cannot be on that date; absent where it can. */
export function insideFault(
  { from, to }: Readonly<{ from: Instant; to: Instant }>,
  date: Instant,
): string | undefined {
  return date < from || date > to ? "The date lies outside the train's dates." : undefined;
}

/** The one sentence why gates cannot have these dates; absent where they can. */
export function datesFault(
  { from, to }: Readonly<{ from: Instant; to: Instant }>,
  gates: readonly Pick<StageGate, "name" | "date">[],
): string | undefined {
  if (to <= from) return "The train ends before it begins.";
  const outside = gates.find(({ date }) => date < from || date > to);
  if (outside !== undefined) return `The ${gateWords(outside.name)} lies outside the train's dates.`;
  const early = gates.find(({ date }, at) => date < (gates[at - 1]?.date ?? date));
  return early && `The ${gateWords(early.name)} comes before the gate ahead of it.`;
}
