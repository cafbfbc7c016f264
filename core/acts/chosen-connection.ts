import { expand } from "../model/expand.ts";
import type { ReleaseVariable } from "../model/release.ts";
import type { Stage } from "../model/stage.ts";

/** The variable of a release by which its stages name their connection. */
export const connectionVariable = "Variable-Group";

/** What names a connection, and which door named it. */
export type NamedConnection = Readonly<{ named: string; chosenBy: string }>;

/** The connection that a stage's step is told, with the release's variables filled in. Absent where no step names one. */
export function connectionOfStage(
  stage: Pick<Stage, "name" | "deploy">,
  variables: readonly ReleaseVariable[],
): NamedConnection | undefined {
  const told = stage.deploy?.connection ?? "";
  if (told === "") return undefined;
  const named = expand(told, (name) => valueOf(variables, name, stage.name)).text;
  return { named, chosenBy: named === told ? "the pipeline" : told };
}

/** A variable's value for a stage: the stage's own before the release's, names in any case. */
export function valueOf(
  variables: readonly ReleaseVariable[],
  name: string,
  stage: string,
): string | undefined {
  const same = variables.filter((variable) => variable.name.toLowerCase() === name.toLowerCase());
  const found =
    same.find((variable) => variable.stage === stage) ??
    same.find((variable) => variable.stage === undefined);
  return found?.value;
}

/** Whether any of the stages takes its connection from the release's variable. */
export function readsConnectionVariable(stages: readonly Pick<Stage, "deploy">[]): boolean {
  const reference = `$(${connectionVariable})`.toLowerCase();
  return stages.some((stage) => stage.deploy?.connection.toLowerCase().includes(reference));
}
