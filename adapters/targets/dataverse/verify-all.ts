import { refusal } from "../../../core/failure.ts";
import type { ArtefactKind, SealedArtefact } from "../../../core/model/artefact.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { StillThere } from "../../../core/model/target.ts";
import { dataThere } from "./data/data-there.ts";
import { whereOf } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { solutionsThere, verifySolutions } from "./verify-solutions.ts";

/** Asks the environment whether it has everything. Gives the proof in words, or throws what differs. */
export async function verifyAll(
  environment: Environment,
  artefacts: readonly SealedArtefact[],
): Promise<string> {
  const [solutions, data, sites] = [
    of(artefacts, "solution"),
    of(artefacts, "configurationData"),
    of(artefacts, "portal"),
  ];
  const proofs: string[] = [];
  if (solutions.length > 0) proofs.push(await verifySolutions(environment, solutions));
  if (data.length > 0) proofs.push(await verifyData(environment, data));
  if (sites.length > 0) proofs.push(`Uploaded by pac, whose word is taken: ${names(sites)}.`);
  return proofs.join(" ");
}

/** Whether the environment still has what was deployed: versions, rows. A site's content is not told by Dataverse. */
export async function allThere(
  environment: Environment,
  artefacts: readonly SealedArtefact[],
): Promise<readonly StillThere[]> {
  const solutions = await solutionsThere(environment, of(artefacts, "solution"));
  const data = await dataThere(environment, of(artefacts, "configurationData"));
  const rows = data.map(({ artefact, because, isKnown }): StillThere => {
    if (because === "") return { artefact, kind: "same" };
    return { artefact, kind: isKnown ? "moved" : "unknown", because: bounded(defuse(because), 500) };
  });
  return artefacts.map(({ name }): StillThere => {
    const found = [...solutions, ...rows].find(({ artefact }) => artefact === name);
    return found ?? { artefact: name, kind: "unknown", because: "Dataverse does not tell what a site holds" };
  });
}

async function verifyData(environment: Environment, data: readonly SealedArtefact[]): Promise<string> {
  const missing = (await dataThere(environment, data)).filter(({ because }) => because !== "");
  if (missing.length === 0) return `Every row is there as ${names(data)} has it.`;
  const isKnown = missing.every((one) => one.isKnown);
  const { environment: name } = environment.settings;
  throw refusal({
    code: "RM031",
    what: isKnown ? `${name} does not have what was deployed` : `${name} was not verified`,
    where: whereOf(environment),
    cause: bounded(
      defuse(missing.map(({ artefact, because }) => `${artefact}: ${because}`).join("; ")),
      2000,
    ),
    state: isKnown ? "it was partly changed" : "its state is not known",
    next: isKnown
      ? "Look what changes these rows there, a plug-in or a person, then run this stage again."
      : "Find out what happens to the agent's folder, then run this stage again.",
  });
}

function of(artefacts: readonly SealedArtefact[], kind: ArtefactKind): readonly SealedArtefact[] {
  return artefacts.filter((artefact) => artefact.kind === kind);
}

function names(artefacts: readonly SealedArtefact[]): string {
  return artefacts.map(({ name }) => name).join(", ");
}
