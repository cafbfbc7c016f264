import { namedLines } from "../shared/named-lines.ts";

/** What the step was told. */
export type SealInputs = Readonly<{
  /** Absent: what the run published is downloaded. */
  folder?: string;
  kinds: Readonly<Record<string, string>>;
  exclude: Readonly<Record<string, string>>;
}>;

/** Reads the step's inputs by their names. */
export function sealInputs(input: (name: string) => string): SealInputs {
  const folder = input("folder");
  return {
    ...(folder === "" ? {} : { folder }),
    kinds: namedLines("kinds", input("kinds")),
    exclude: namedLines("exclude", input("exclude")),
  };
}
