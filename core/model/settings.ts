import type { Contract } from "./connection.ts";
import type { StageClass } from "./stage.ts";

/** What a rule does when it finds something: let it pass, ask for a reason, or block. */
export type Policy = "allow" | "reason" | "block";

/** A project's settings, one document. They can only tighten what the pipeline itself declares. */
export type Settings = Readonly<{
  schema: 1;
  /** Class by stage name (lower case): used where it is stricter than the pipeline's own. */
  stageClasses: Readonly<Record<string, StageClass>>;
  /** Environment by stage name (lower case), where the names differ. */
  environments: Readonly<Record<string, string>>;
  /** Production although the stage before has not succeeded. */
  outOfOrder: Policy;
  /** The connection changed since the stage before. */
  drift: Policy;
  /** What it takes to deploy in spite of the calendar. Absent: a reason. */
  breakGlass?: "reason" | "secondPerson";
  /** Absent: the default contract. */
  contract?: Contract;
}>;

/** What holds where nothing was set. */
export const defaultSettings: Settings = {
  schema: 1,
  stageClasses: {},
  environments: {},
  outOfOrder: "block",
  drift: "reason",
};
