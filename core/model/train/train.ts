import type { CalendarEntry } from "../calendar.ts";
import type { Instant } from "../instant.ts";
import type { Reading } from "../reading.ts";
import type { StageClass } from "../stage.ts";
import type { ApplicationRelease, Phase } from "./application-release.ts";
import type { TaskPlan } from "./deployment-task.ts";
import type { CriterionFacts } from "./evaluate-criterion.ts";
import type { TrainMilestone } from "./milestone.ts";
import type { Doing, Stamp } from "./refused.ts";
import { gateNames, type GateName, type StageGate } from "./stage-gate.ts";
import type { Turnover } from "./turnover.ts";

/** How large a train is, and how much in a hurry. */
export type TrainType = "major" | "minor" | "patch" | "emergency";

/** An environment that is reserved for a train. `entry`: the reservation in the calendar. */
export type TrainEnvironment = Readonly<{ name: string; class: StageClass; entry: string }>;

/** Application releases that travel together through phases. One document, the application releases and turnovers apart. */
export type Train = Readonly<{
  schema: 1;
  id: string;
  /** Counts its acts. */
  revision: number;
  /** The train's number in its project. */
  number: number;
  title: string;
  type: TrainType;
  /** Id of the person who leads it. */
  manager: string;
  purpose: string;
  from: Instant;
  to: Instant;
  phase: Phase;
  /** All four, in their order. */
  gates: readonly StageGate[];
  milestones: readonly TrainMilestone[];
  environments: readonly TrainEnvironment[];
  /** The deployment tasks that its turnovers usually have, to be copied. */
  tasks: readonly TaskPlan[];
  /** Who closed or cancelled it. */
  ended?: Stamp & Readonly<{ reason: string }>;
}>;

/** What an act upon a train is decided from. */
export type TrainFacts = Doing &
  Readonly<{
    releases: readonly ApplicationRelease[];
    turnovers: readonly Turnover[];
    criteria: CriterionFacts;
    calendar: Reading<readonly CalendarEntry[]>;
  }>;

/** The gate that ends the phase; absent where the train has ended. */
export function gateOfPhase(phase: Phase): GateName | undefined {
  const gates: Readonly<Partial<Record<Phase, GateName>>> = {
    scoping: "scoping",
    construction: "development",
    verification: "qa",
    production: "production",
  };
  return gates[phase];
}

/** Whether nothing may be done to it any more. */
export function hasEnded({ phase }: Readonly<{ phase: Phase }>): boolean {
  return phase === "closed" || phase === "cancelled";
}

/** A gate of the train. */
export function gateOf(train: Pick<Train, "gates">, name: GateName): StageGate | undefined {
  return train.gates.find((gate) => gate.name === name);
}

/** The train with one gate changed. */
export function withGate(train: Train, name: GateName, changes: Partial<StageGate>): Train {
  return {
    ...train,
    gates: train.gates.map((gate) => (gate.name === name ? { ...gate, ...changes } : gate)),
  };
}

/** Gates without anything to ask for, at these dates. */
export function bareGates(dates: Readonly<Record<GateName, Instant>>): readonly StageGate[] {
  return gateNames.map((name) => ({ name, date: dates[name], criteria: [], approvals: [], returned: [] }));
}
