import type { PutBack } from "../../core/acts/put-back-values.ts";
import type { KnownValues, RollbackWeighed } from "../../core/acts/weigh-rollback.ts";
import type { ValueBlock } from "../../core/model/compare-values.ts";
import { bounded, defuse } from "../../core/model/defuse.ts";
import type { Reading } from "../../core/model/reading.ts";
import { counted, listed } from "../../core/model/words.ts";
import { differenceShown, type DifferenceShown } from "../shared/difference.ts";

/** Which values the connection is to have. */
export type Values = "today" | "then";

/** One variable that differs. `also`: who else uses it, as a sentence. */
export type ValueRow = Readonly<{ variable: string; then: string; today: string; also: string }>;

/** The connection of then and of today, ready to draw. */
export type ValuesShown = Readonly<{
  /** What is known, in one sentence. */
  words: string;
  rows: readonly ValueRow[];
  blocks: readonly ValueBlock[];
  secrets: readonly string[];
  /** There is something to choose. */
  choice?: Readonly<{
    /** Why the values of then cannot be chosen. */
    because?: string;
    /** What choosing them does, before anything is deployed. */
    plan: string;
    /** What the button says. */
    effect: string;
  }>;
}>;

/** A release that was chosen to go back to. */
export type ChosenShown = Readonly<{ removed: DifferenceShown; values: ValuesShown }>;

/** What was put back, with the way to undo it. */
export type DoneShown = Readonly<{ words: string; rows: readonly ValueRow[] }>;

/** What going back means, as it is drawn. */
export function chosenShown({ removes, values }: RollbackWeighed): ChosenShown {
  return { removed: differenceShown(removes, "removes"), values: valuesShown(values) };
}

function valuesShown(values: Reading<KnownValues>): ValuesShown {
  if (values.kind === "failed") {
    const words = `The values of today are used. What they were then is not known: ${values.why}`;
    return { words, rows: [], blocks: [], secrets: [] };
  }
  const { group, differences, blocks, secrets } = values.value;
  if (differences.length + blocks.length === 0)
    return { words: `The values of ${group.name} are as they were then.`, rows: [], blocks, secrets };
  return {
    words: `The values of ${group.name} are not what they were then.`,
    rows: differences.map(rowOf),
    blocks,
    secrets,
    choice: choiceOf(values.value),
  };
}

function choiceOf(values: KnownValues): NonNullable<ValuesShown["choice"]> {
  const { group, differences } = values;
  const because = whyNotThen(values);
  const names = listed(differences.map(({ variable }) => variable));
  return {
    ...(because === undefined ? {} : { because }),
    plan: `The values of then are written into ${group.name} at once (${names}), before anything is deployed. They stay there if you do not go on, and whatever else uses ${group.name} gets them, too.`,
    effect: `Put ${counted(differences.length, "value")} back in ${group.name}`,
  };
}

function whyNotThen({ group, blocks, mayEdit }: KnownValues): string | undefined {
  if (blocks.length > 0) return "They cannot be put back as they were: see what stands in the way.";
  if (mayEdit !== "no") return undefined;
  return `You may not edit ${group.name}: somebody with the role Administrator on it (Library, Security) can.`;
}

function rowOf({ variable, then, today, usedBy }: KnownValues["differences"][number]): ValueRow {
  const also = usedBy.length === 0 ? "" : `${listed(usedBy)} ${usedBy.length === 1 ? "uses" : "use"} it too`;
  return { variable, then: oneLine(then), today: oneLine(today), also };
}

function oneLine(value: string): string {
  return value === "" ? "(empty)" : bounded(defuse(value), 400);
}

/** What was put back and what was there before. */
export function doneShown({ group, before }: PutBack): DoneShown {
  const rows = Object.entries(before).map(([variable, was]) => {
    const value = group.variables.find(({ name }) => name === variable)?.value ?? "";
    return { variable, then: oneLine(value), today: oneLine(was), also: "" };
  });
  return { words: `${group.name} has the values of then now. What was there before:`, rows };
}
