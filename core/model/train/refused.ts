import type { Instant } from "../instant.ts";

/** Why an act was not done, in one sentence for the person who tried. Nothing was changed. */
export type Refused = Readonly<{ refused: string }>;

/** A change of a work item by which somebody decided, so that anybody can look it up in Azure DevOps. */
export type ItemChange = Readonly<{ item: number; revision: number }>;

/** Who did something, by id, and when; by which change, where it was decided on a work item. */
export type Stamp = Readonly<{ by: string; on: Instant; change?: ItemChange }>;

/** Who acts now. */
export type Doing = Readonly<{ by: string; now: Instant }>;

/** An act with its name in `kind`, out of a map from names to what each act carries. */
export type ActOf<M, K extends keyof M = keyof M> = { [P in K]: Readonly<{ kind: P } & M[P]> }[K];

/** What is done for each act of a map. */
export type Handlers<M, S, F> = {
  readonly [P in keyof M]: (state: S, act: ActOf<M, P>, facts: F) => S | Refused;
};

/** A refusal with its sentence. */
export function refused(sentence: string): Refused {
  return { refused: sentence };
}

/** Whether an act was refused. */
export function isRefused(outcome: object): outcome is Refused {
  return "refused" in outcome;
}

/** The changed state where nothing speaks against it. */
export function unless<T>(fault: string | undefined, done: () => T): T | Refused {
  return fault === undefined ? done() : refused(fault);
}

/** Who does it, as it is kept, and by which change of a work item. */
export function stampOf({ by, now }: Doing, change?: ItemChange): Stamp {
  return { by, on: now, ...(change === undefined ? {} : { change }) };
}
