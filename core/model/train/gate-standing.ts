import { bounded, quoted } from "../defuse.ts";
import type { CriterionResult, CriterionState } from "./evaluate-criterion.ts";
import { evaluateGate, gateFault } from "./pass-gate.ts";
import { gateNames, gateWords, type GateName, type StageGate } from "./stage-gate.ts";
import { gateOfPhase, type Train, type TrainFacts } from "./train.ts";

/** What somebody waits for: that a gate has passed, or that nothing but people's word is missing. */
export type GateGoal = "complete" | "passed";

/** How a gate stands. */
export type GateStanding = Readonly<{
  /** Each criterion with what was found, a sentence each. */
  criteria: readonly string[];
  /** What keeps it from the goal, in sentences. Nothing: it is there. */
  open: readonly string[];
  /** Criteria of a gate that has passed which are not met now: what was so then need not be so any more. */
  lapsed: readonly string[];
}>;

const stateWords: Readonly<Record<CriterionState, string>> = {
  met: "is met",
  notMet: "is not met",
  notKnown: "is not known",
};

/** How a gate stands by what is so now, whatever was noted before. That it has passed is history, and stays. */
export function gateStanding(train: Train, gate: StageGate, facts: TrainFacts, goal: GateGoal): GateStanding {
  const results = evaluateGate(gate, facts);
  const told = results.map((result) => criterionWords(gate, result));
  const unmet = told.filter((_, at) => results[at]?.state !== "met");
  if (gate.passed !== undefined) return { criteria: told, open: [], lapsed: unmet };
  const fault = unmet.length === 0 ? gateFault(train, gate, facts) : undefined;
  const open = [...behind(train, gate.name), ...unmet, ...(fault === undefined ? [] : [fault])];
  const people = goal === "passed" && open.length === 0 ? [waitsFor(gate)] : [];
  return { criteria: told, open: [...open, ...people], lapsed: [] };
}

function criterionWords({ criteria }: StageGate, { criterion, state, evidence }: CriterionResult): string {
  const text = criteria.find(({ id }) => id === criterion)?.text ?? criterion;
  return `${quoted(text)} ${stateWords[state]}: ${bounded(evidence, 400)}`;
}

function behind({ phase }: Train, name: GateName): readonly string[] {
  const stands = gateOfPhase(phase);
  if (stands === undefined || gateNames.indexOf(stands) >= gateNames.indexOf(name)) return [];
  return [`The train stands at the ${gateWords(stands)} still.`];
}

function waitsFor({ name, completed, approvals }: StageGate): string {
  if (completed === undefined) return `Nobody has completed the ${gateWords(name)} yet.`;
  const at = approvals.findIndex(({ approved }) => approved === undefined);
  const level = approvals[at];
  if (level === undefined) return `The ${gateWords(name)} has not passed.`;
  return `Level ${at + 1}, the ${level.kind} approval, is not given.`;
}
