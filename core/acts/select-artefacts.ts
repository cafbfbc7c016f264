import { refusal } from "../failure.ts";
import { inDeploymentOrder, isDeployable, slotClashes, type SealedArtefact } from "../model/artefact.ts";
import type { Seal } from "../model/seal.ts";

/** One artefact that stays behind, and why. */
export type LeftOut = Readonly<{ artefact: SealedArtefact; why: string }>;

/** What is deployed, in order, and what stays behind. Together they are the whole seal. */
export type Selection = Readonly<{
  wanted: readonly SealedArtefact[];
  leftOut: readonly LeftOut[];
  clashes: readonly (readonly string[])[];
}>;

/**
 * Every sealed artefact is either deployed or left out with a reason. Refused where a reason is given for an artefact that
 * the seal does not hold, and where nothing would be left to deploy.
 */
export function selectArtefacts(seal: Seal, exclude: Readonly<Record<string, string>>): Selection {
  const names = seal.artefacts.map(({ name }) => name);
  const unknown = Object.keys(exclude).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw unknownNames(unknown, names);
  const leftOut = inDeploymentOrder(seal.artefacts).flatMap((artefact) => {
    const why = reasonFor(artefact, exclude);
    return why === undefined ? [] : [{ artefact, why }];
  });
  const wanted = inDeploymentOrder(seal.artefacts).filter(
    (artefact) => reasonFor(artefact, exclude) === undefined,
  );
  if (wanted.length === 0) throw nothingLeft(seal, leftOut);
  return { wanted, leftOut, clashes: slotClashes(wanted) };
}

function reasonFor(artefact: SealedArtefact, exclude: Readonly<Record<string, string>>): string | undefined {
  if (Object.hasOwn(exclude, artefact.name)) return exclude[artefact.name];
  return isDeployable(artefact.kind) ? undefined : "logs are never deployed";
}

function unknownNames(unknown: readonly string[], names: readonly string[]): Error {
  return refusal({
    code: "RM001",
    what: "The stage was not deployed",
    where: "input exclude",
    cause: unknown.map((name) => `${name} is not in the build's seal`).join("\n"),
    next: `Correct the name; the seal holds ${names.join(", ")}`,
  });
}

function nothingLeft(seal: Seal, leftOut: readonly LeftOut[]): Error {
  const reasons = leftOut.map(({ artefact, why }) => `${artefact.name}: ${why}`);
  return refusal({
    code: "RM022",
    what: "The stage was not deployed",
    where: `build ${seal.build.number}`,
    cause: ["there is nothing to deploy", ...reasons].join("\n"),
    next: "Make a release of a build that published something, or exclude less",
  });
}
