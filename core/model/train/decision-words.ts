import { bounded, quoted } from "../defuse.ts";
import { iso } from "../instant.ts";
import { rejectedTag, type DecisionMeaning } from "./decision-meaning.ts";
import type { Train } from "./train.ts";

/** What a work item asks, and what its two answers are called. */
export type Question = Readonly<{
  /** What is asked, as an order: "Approve level 1 of the scoping gate". */
  ask: string;
  /** What more there is to know. */
  about: string;
  yes: string;
  no: string;
}>;

// What Azure DevOps takes.
const mostTitle = 255;

/** The tag of every work item that stands for a decision of a train. */
export function trainTag(number: number): string {
  return `release-train-${number}`;
}

/** Title and description of a work item that asks somebody. `address`: where the train is found in the hub. */
export function questionWords(
  { number, title, to }: Pick<Train, "number" | "title" | "to">,
  { ask, about, yes, no }: Question,
  meaning: DecisionMeaning,
  address: string | undefined,
): Readonly<{ title: string; description: string }> {
  const { approved, rejected } = meaning;
  const refusal =
    rejected === undefined ? `${quoted(approved)} with the tag ${rejectedTag}` : quoted(rejected);
  const lines = [
    `${ask}. ${about}`,
    `Release train ${number}, ${quoted(title)}, until ${iso(to)}.`,
    `Set this work item to ${quoted(approved)} to ${yes}, or to ${refusal} to ${no}, and say why in the same change.`,
    "The first answer of somebody who may give it counts. Azure DevOps stamps who gave it and when.",
    ...(address === undefined ? [] : [address]),
  ];
  return { title: bounded(`${ask}: release train ${number}`, mostTitle), description: lines.join("\n") };
}
