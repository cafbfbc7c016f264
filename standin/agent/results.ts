import type { StepResult } from "./job.ts";

const words = {
  succeeded: "Succeeded",
  succeededWithIssues: "SucceededWithIssues",
  failed: "Failed",
  canceled: "Canceled",
  skipped: "Skipped",
  abandoned: "Abandoned",
} as const satisfies Record<StepResult, string>;

const ordered: readonly StepResult[] = [
  "succeeded",
  "succeededWithIssues",
  "failed",
  "canceled",
  "skipped",
  "abandoned",
];

/** The agent's word for a result: `Agent.JobStatus`. */
export function resultWord(result: StepResult): string {
  return words[result];
}

/** The result of a word in its exact case, or of its number. */
export function parseResult(text: string): StepResult | undefined {
  const word = text.trim();
  return /^\d+$/.test(word) ? ordered[Number(word)] : ordered.find((result) => words[result] === word);
}

/** The worse wins; beyond `failed` nothing replaces what is there. */
export function mergeResults(current: StepResult | undefined, coming: StepResult): StepResult {
  if (current === undefined) return coming;
  const now = ordered.indexOf(current);
  if (now > ordered.indexOf("failed")) return current;
  return ordered.indexOf(coming) >= now ? coming : current;
}
