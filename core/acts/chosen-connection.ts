import { expand } from "../model/expand.ts";
import { sameName } from "../model/ordinal.ts";
import type { ReleaseVariable } from "../model/release.ts";
import type { Stage } from "../model/stage.ts";

/** The variable of a release by which its stages name their connection. */
export const connectionVariable = "Variable-Group";

/** What names a connection, and which door named it. */
export type NamedConnection = Readonly<{ named: string; chosenBy: string }>;

/**
 * The connection that a stage's step is told, with the release's variables filled in; where they name none, the one that
 * the build was sealed with, as the step itself does it. Absent where the stage does not use our step.
 */
export function connectionOfStage(
  stage: Pick<Stage, "name" | "deploy">,
  variables: readonly ReleaseVariable[],
  sealed?: string,
): NamedConnection | undefined {
  if (!stage.deploy) return undefined;
  const written = stage.deploy.connection.trim();
  const told = written === "" ? `$(${connectionVariable})` : written;
  const { text, unresolved } = expand(told, (name) => filled(valueOf(variables, name, stage.name)));
  if (unresolved.length > 0 && sealed !== undefined) return { named: sealed, chosenBy: "the build's seal" };
  return { named: text, chosenBy: text === told ? "the pipeline" : told };
}

function filled(value: string | undefined): string | undefined {
  return value?.trim() === "" ? undefined : value;
}

/** A variable's value for a stage: the stage's own before the release's, names in any case. */
export function valueOf(
  variables: readonly ReleaseVariable[],
  name: string,
  stage: string,
): string | undefined {
  const same = variables.filter((variable) => sameName(variable.name, name));
  const found =
    same.find((variable) => variable.stage === stage) ??
    same.find((variable) => variable.stage === undefined);
  return found?.value;
}

/** The release's own variable that names its connection. */
export function variableOfConnection(variables: readonly ReleaseVariable[]): ReleaseVariable | undefined {
  return variables.find(({ name, stage }) => stage === undefined && sameName(name, connectionVariable));
}

/** Whether any of the stages takes its connection from the release's variable. */
export function readsConnectionVariable(stages: readonly Pick<Stage, "deploy">[]): boolean {
  const reference = `$(${connectionVariable})`.toLowerCase();
  return stages.some(({ deploy }) => {
    const told = deploy?.connection.trim().toLowerCase();
    return told === "" || told?.includes(reference) === true;
  });
}
