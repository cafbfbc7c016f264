import type { SolutionFacts } from "../../../core/model/artefact.ts";
import type { StageClass } from "../../../core/model/stage.ts";

/** A solution as it is installed. */
export type Installed = Readonly<{ version: string; managed: boolean }>;

/** What an environment holds of one solution: itself, and the holding solution of an upgrade that was not finished. */
export type InstalledState = Readonly<{ solution?: Installed; holding?: Installed }>;

/** What is to be done with a solution. */
export type Decision =
  | Readonly<{ do: "install" }>
  | Readonly<{ do: "upgrade"; from: string }>
  /** An unmanaged solution over the same one. */
  | Readonly<{ do: "update"; from: string }>
  /** The upgrade was staged earlier: only its last step is left. */
  | Readonly<{ do: "promote"; from: string }>
  | Readonly<{ do: "skip" }>
  | Readonly<{ do: "refuse"; because: string; next: string }>;

/** Decides from what the zip is, what is installed and what kind of place it is. */
export function decideImport(
  zip: SolutionFacts,
  installed: InstalledState,
  stageClass: StageClass,
): Decision {
  if (!zip.managed && stageClass !== "development") return unmanagedOutside(zip, stageClass);
  const { solution, holding } = installed;
  if (solution && solution.managed !== zip.managed) return otherKind(zip, solution);
  if (holding) return leftOver(zip, solution, holding);
  return solution ? overInstalled(zip, solution) : { do: "install" };
}

function overInstalled(zip: SolutionFacts, solution: Installed): Decision {
  const order = compareVersions(zip.version, solution.version);
  if (order < 0) return downgrade(zip, solution);
  if (!zip.managed) return { do: "update", from: solution.version };
  return order === 0 ? { do: "skip" } : { do: "upgrade", from: solution.version };
}

/** Compares versions number by number; a part that is missing counts as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

function parts(version: string): number[] {
  return version.split(".").map((part) => Number.parseInt(part, 10) || 0);
}

function unmanagedOutside(zip: SolutionFacts, stageClass: StageClass): Decision {
  return {
    do: "refuse",
    because: `'${zip.uniqueName}' ${zip.version} is unmanaged, and only managed solutions go to a ${stageClass} stage`,
    next: "Export the solution as managed in the build, or declare the stage as development.",
  };
}

function otherKind(zip: SolutionFacts, solution: Installed): Decision {
  const [there, here] = solution.managed ? ["managed", "unmanaged"] : ["unmanaged", "managed"];
  return {
    do: "refuse",
    because: `'${zip.uniqueName}' is installed there as ${there}, and the release has it as ${here}: Dataverse does not turn one into the other`,
    next: `Release it as ${there}, or remove the ${there} solution there first.`,
  };
}

function leftOver(zip: SolutionFacts, solution: Installed | undefined, holding: Installed): Decision {
  if (compareVersions(holding.version, zip.version) === 0) {
    return { do: "promote", from: solution?.version ?? "nothing" };
  }
  const name = `${zip.uniqueName}_Upgrade`;
  return {
    do: "refuse",
    because: `an upgrade to ${holding.version} was begun there and not finished ('${name}'), and the release has ${zip.version}`,
    next: `Apply that upgrade or delete '${name}' in the environment, then run this stage again.`,
  };
}

function downgrade(zip: SolutionFacts, solution: Installed): Decision {
  return {
    do: "refuse",
    because: `${solution.version} of '${zip.uniqueName}' is installed there and the release has ${zip.version}: Dataverse does not downgrade`,
    next: "Release a build with a higher version.",
  };
}
