import { list, object, oneOf, optional, readJson, text, type Faults } from "../read-shape.ts";
import type { Office } from "./role.ts";

/** A person or a group, with the name that it had when it was chosen. */
export type Appointed = Readonly<{ id: string; name: string }>;

/** Who holds an office. */
export type Holders = Readonly<{ people: readonly Appointed[]; groups: readonly Appointed[] }>;

/** Which work items stand for decisions and manual tasks, and which of their states mean yes and no. */
export type DecisionItems = Readonly<{
  type: string;
  approved: string;
  /** Absent: the state for yes, with the tag `Rejected`. */
  rejected?: string;
}>;

/** How release trains are worked with in a project. One document. */
export type TrainSettings = Readonly<{
  schema: 1;
  offices: Readonly<Record<Office, Holders>>;
  /** Absent: chosen from the project's process. */
  decisions?: DecisionItems;
}>;

const nobody: Holders = { people: [], groups: [] };

/** What holds where nothing was set: nobody holds an office. */
export const noTrainSettings: TrainSettings = {
  schema: 1,
  offices: { releaseManager: nobody, releaseEngineer: nobody, executive: nobody },
};

const appointed = list(object<Appointed>({ id: text(100), name: text(400) }), 200);
const holders = object<Holders>({ people: appointed, groups: appointed });

const shape = object<TrainSettings>({
  schema: oneOf(1),
  offices: object<TrainSettings["offices"]>({
    releaseManager: holders,
    releaseEngineer: holders,
    executive: holders,
  }),
  decisions: optional(
    object<DecisionItems>({ type: text(128), approved: text(128), rejected: optional(text(128)) }),
  ),
});

/** Reads them from untrusted text, strictly: whoever may write extension data may have written them. */
export function readTrainSettingsText(wire: string): TrainSettings | Faults {
  return readJson(wire, { what: "settings of release trains", maxCharacters: 200_000, schema: 1 }, shape);
}
