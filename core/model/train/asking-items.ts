import { hasEnded, type Train } from "./train.ts";
import type { Turnover } from "./turnover.ts";
import { waitingDecisions } from "./waiting-decision.ts";

/** The work items on which the train asks somebody for something now: levels, acceptances, manual tasks, named people. */
export function askingItems(train: Train, turnovers: readonly Turnover[]): readonly number[] {
  if (hasEnded(train)) return [];
  const criteria = train.gates.filter(({ passed }) => passed === undefined).flatMap((gate) => gate.criteria);
  const waiting = waitingDecisions(train, turnovers).flatMap(({ items }) => items);
  return [...new Set([...waiting, ...criteria.flatMap(({ item }) => item ?? [])])];
}
