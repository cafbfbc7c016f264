import { bounded, quoted } from "../defuse.ts";
import { momentWords } from "../instant.ts";
import { rejectedTag, type DecisionMeaning } from "./decision-meaning.ts";
import { gateWords, type GateName } from "./stage-gate.ts";
import type { Train } from "./train.ts";

/** What a work item asks, and what its two answers are called. */
export type Question = Readonly<{
  /** What is asked, as an order: "Approve level 1 of the scoping gate". */
  ask: string;
  /** What more there is to know. */
  about: string;
  yes: string;
  no: string;
  /** What is said last counts, not what is said first. */
  last?: true;
}>;

// What Azure DevOps takes.
const mostTitle = 255;

/** The tag of every work item that stands for a decision of a train. */
export function trainTag(number: number): string {
  return `release-train-${number}`;
}

/** What an approver of a gate's level is asked. */
export function levelAsk({ gate, level }: Readonly<{ gate: GateName; level: number }>): string {
  return `Approve level ${level} of the ${gateWords(gate)}`;
}

/** What the person is asked whom a criterion names. */
export function personAsk(about: string): string {
  return `Approve ${quoted(about)}`;
}

/** What release engineers are asked of a turnover that is delivered. */
export function turnoverAsk(title: string): string {
  return `Accept the turnover ${quoted(title)}`;
}

/** What the owner of a manual task is asked. */
export function taskAsk(title: string): string {
  return `Do the deployment task ${quoted(title)}`;
}

/** The title with which a work item asks. What it was made for is known by this, whoever calls it otherwise later. */
export function questionTitle(ask: string, train: number): string {
  return bounded(`${ask}: release train ${train}`, mostTitle);
}

/** Title and description of a work item that asks somebody. `address`: where the train is found in the hub. */
export function questionWords(
  { number, title, to }: Pick<Train, "number" | "title" | "to">,
  { ask, about, yes, no, last }: Question,
  meaning: DecisionMeaning,
  address: string | undefined,
): Readonly<{ title: string; description: string }> {
  const { approved, rejected } = meaning;
  const refusal =
    rejected === undefined ? `${quoted(approved)} with the tag ${rejectedTag}` : quoted(rejected);
  const lines = [
    `${ask}. ${about}`,
    `Release train ${number}, ${quoted(title)}, until ${momentWords(to)}.`,
    `Set this work item to ${quoted(approved)} to ${yes}, or to ${refusal} to ${no}, and say why in the same change.`,
    last
      ? "Your latest answer counts, until the gate is complete. Azure DevOps stamps who gave it and when."
      : "The first answer of somebody who may give it counts. Azure DevOps stamps who gave it and when.",
    ...(address === undefined ? [] : [address]),
  ];
  return { title: questionTitle(ask, number), description: lines.join("\n") };
}
