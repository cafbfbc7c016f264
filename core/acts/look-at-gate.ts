import { refusal } from "../failure.ts";
import type { Instant } from "../model/instant.ts";
import { failed } from "../model/reading.ts";
import type { Phase } from "../model/train/application-release.ts";
import { gateStanding, type GateGoal, type GateStanding } from "../model/train/gate-standing.ts";
import type { Sha256 } from "../model/sha256.ts";
import { gateWords, type GateName, type StageGate } from "../model/train/stage-gate.ts";
import { gateOf, hasEnded, type Train, type TrainFacts } from "../model/train/train.ts";
import type { AzureDevOps } from "../ports.ts";
import { proveGate } from "./prove-gate.ts";
import { readForActing, type WholeTrain } from "./train-documents.ts";
import { readTrainFacts } from "./train-facts.ts";
import { readTrainSettings } from "./train-settings.ts";

/** Which gate of which train is looked at, and what is waited for. */
export type GateAsked = Readonly<{ train: number; gate: GateName; goal: GateGoal }>;

/** A gate as it is now. `problems`: what could not be read, in sentences. */
export type GateLook = GateStanding &
  Readonly<{ train: Train; gate: StageGate; problems: readonly string[] }>;

/**
 * Looks at a train's gate: reads what its criteria ask for and evaluates them. What is said to have passed counts only where
 * the ledger is whole and Azure DevOps itself says who approved it. Refused (RM041) where there is no such train, (RM044)
 * where anything of it cannot be understood, (RM002) where it was cancelled.
 */
export async function lookAtGate(
  { train: number, gate: name, goal }: GateAsked,
  azure: AzureDevOps,
  { now, sha256 }: Readonly<{ now: Instant; sha256: Sha256 }>,
): Promise<GateLook> {
  const { project, documents } = azure;
  const [whole, stored] = await Promise.all([
    readForActing(project.id, number, documents),
    readTrainSettings(project.id, documents),
  ]);
  const train = whole.train.value;
  const gate = gateOf(train, name);
  if (gate === undefined || isOver(train, gate)) throw over(train, name);
  const settings = stored.value;
  const read = await readTrainFacts(only(whole, gate), azure, { now, settings });
  const standing = gateStanding(train, gate, factsOf(whole, read.facts.criteria, now), goal);
  const asked = { whole, gate, items: read.items, settings };
  const doubts = standing.open.length === 0 ? await proveGate(asked, azure, sha256) : [];
  return { ...standing, open: [...standing.open, ...doubts], train, gate, problems: read.problems };
}

function isOver(train: Train, { passed }: StageGate): boolean {
  return hasEnded(train) && (train.phase === "cancelled" || passed === undefined);
}

const phaseOf: Readonly<Record<GateName, Phase>> = {
  scoping: "scoping",
  development: "construction",
  qa: "verification",
  production: "production",
};

/** The train as if this gate were all that is left of it, so that nothing is read for the others. */
function only(whole: WholeTrain, gate: StageGate): WholeTrain {
  const value = { ...whole.train.value, phase: phaseOf[gate.name], gates: [gate] };
  return { ...whole, train: { ...whole.train, value }, turnovers: { kept: [], unread: [] } };
}

function factsOf(
  { releases, turnovers }: WholeTrain,
  criteria: TrainFacts["criteria"],
  now: Instant,
): TrainFacts {
  return {
    // Nobody acts, and no gate asks for the calendar.
    by: "",
    calendar: failed("it was not asked for"),
    now,
    criteria,
    releases: releases.kept.map(({ value }) => value),
    turnovers: turnovers.kept.map(({ value }) => value),
  };
}

function over({ number, phase }: Train, gate: GateName): Error {
  return refusal({
    code: "RM002",
    what: `The ${gateWords(gate)} will not pass`,
    where: `release train ${number}`,
    cause: `The train is ${phase}`,
    next: "Name another train, or take the step out of the pipeline",
  });
}
