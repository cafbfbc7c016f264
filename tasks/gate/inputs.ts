import type { GateAsked } from "../../core/acts/look-at-gate.ts";
import { gateNames } from "../../core/model/train/stage-gate.ts";
import { oneOf } from "../shared/one-of.ts";
import { wholeNumber } from "../shared/whole-number.ts";

/** What the step was told. */
export type GateInputs = Readonly<{
  asked: GateAsked;
  /** The name or the id of the project whose train it is; empty: the job's own. */
  project: string;
  /** 0: it looks once. */
  timeoutMinutes: number;
  pollMinutes: number;
}>;

/** Reads the step's inputs by their names. */
export function gateInputs(input: (name: string) => string): GateInputs {
  return {
    asked: {
      train: wholeNumber("train", input("train"), 1, 999_999),
      gate: oneOf("gate", input("gate"), gateNames),
      goal: oneOf("until", input("until") || "passed", ["passed", "complete"]),
    },
    project: input("project"),
    timeoutMinutes: wholeNumber("timeoutMinutes", input("timeoutMinutes") || "50", 0, 2880),
    pollMinutes: wholeNumber("pollMinutes", input("pollMinutes") || "5", 1, 60),
  };
}
