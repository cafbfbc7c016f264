import { refusal } from "../../../core/failure.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import { compareVersions } from "./decide-import.ts";
import type { StillThere } from "../../../core/model/target.ts";
import type { InstalledState } from "./decide-import.ts";
import { installedOf, whereOf } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { openArchive } from "./solution-archive.ts";

/** Reads what is installed and compares it with the artefacts. Gives the proof in one sentence, or throws what differs. */
export async function verifySolutions(
  environment: Environment,
  artefacts: readonly SealedArtefact[],
): Promise<string> {
  const wanted: Readonly<{ uniqueName: string; version: string }>[] = [];
  for (const artefact of artefacts) {
    const archive = await openArchive(artefact, environment.world.archivePath(artefact));
    if ("because" in archive) throw notProved(environment, `${artefact.name}: ${archive.because}`);
    wanted.push(archive.content.facts);
  }
  const names = wanted.map(({ uniqueName }) => uniqueName);
  const installed = await installedOf(environment, names);
  const faults = wanted.flatMap(({ uniqueName, version }) => {
    const fault = faultOf(version, installed.get(uniqueName.toLowerCase()) ?? {});
    return fault === undefined ? [] : [`'${uniqueName}' ${fault}`];
  });
  if (faults.length > 0) throw notThere(environment, faults);
  const list = wanted.map(({ uniqueName, version }) => `'${uniqueName}' ${version}`).join(", ");
  return bounded(defuse(`Installed in ${environment.settings.environment}: ${list}.`), 2000);
}

/** Whether each solution is still installed in exactly the version that was deployed. */
export async function solutionsThere(
  environment: Environment,
  artefacts: readonly SealedArtefact[],
): Promise<readonly StillThere[]> {
  const archives = await Promise.all(
    artefacts.map((artefact) => openArchive(artefact, environment.world.archivePath(artefact))),
  );
  const names = archives.flatMap((one) => ("because" in one ? [] : [one.content.facts.uniqueName]));
  const installed = await installedOf(environment, names);
  return artefacts.map(({ name: artefact }, at): StillThere => {
    const archive = archives[at];
    if (archive === undefined || "because" in archive)
      return { artefact, kind: "unknown", because: archive?.because ?? "its archive cannot be read" };
    const { uniqueName, version } = archive.content.facts;
    const fault = faultOf(version, installed.get(uniqueName.toLowerCase()) ?? {});
    return fault === undefined
      ? { artefact, kind: "same" }
      : { artefact, kind: "moved", because: bounded(defuse(`'${uniqueName}' ${fault}`), 500) };
  });
}

function faultOf(version: string, { solution, holding }: InstalledState): string | undefined {
  if (!solution) return "is not there";
  if (compareVersions(solution.version, version) !== 0)
    return `is there as ${solution.version}, not ${version}`;
  return holding ? `has an unfinished upgrade to ${holding.version}` : undefined;
}

function notProved(environment: Environment, cause: string): ReturnType<typeof refusal> {
  return refusal({
    code: "RM021",
    what: `It was not proved that ${environment.settings.environment} has what was deployed`,
    where: whereOf(environment),
    cause: bounded(defuse(cause), 2000),
    state: "its state is not known",
    next: "Run this stage again: what is installed already is left as it is.",
  });
}

function notThere(environment: Environment, faults: readonly string[]): ReturnType<typeof refusal> {
  return refusal({
    code: "RM031",
    what: `${environment.settings.environment} does not have what was deployed`,
    where: whereOf(environment),
    cause: bounded(defuse(faults.join("; ")), 2000),
    state: "it was partly changed",
    next: "Look into the environment's Solution History, then run this stage again.",
  });
}
