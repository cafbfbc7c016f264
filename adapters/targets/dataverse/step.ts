import { ended } from "../../../core/failure.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { PlannedArtefact } from "../../../core/model/target.ts";
import type { Deployed, DeployIo } from "../../../core/ports-of-targets.ts";
import { sentence } from "./why.ts";

/** The plan for one artefact, and what carries it out; absent where it is refused. */
export type Step = Readonly<{
  planned: PlannedArtefact;
  carryOut?: (io: DeployIo) => Promise<Deployed>;
}>;

/** A step that is not carried out, with why. */
export function refusedStep(artefact: SealedArtefact, because: string, next = ""): Step {
  const text = `${ended(sentence(because))}${next === "" ? "" : ` ${next}.`}`;
  return { planned: plannedAs(artefact, "refuse", text) };
}

/** A line of the plan; its text is made harmless. */
export function plannedAs(
  { name, kind }: SealedArtefact,
  action: PlannedArtefact["action"],
  text: string,
): PlannedArtefact {
  return { artefact: name, kind, action, text: bounded(defuse(text), 3000) };
}
