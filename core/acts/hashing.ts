import { inDeploymentOrder, sequenceOf, type SealedArtefact, type SealedFile } from "../model/artefact.ts";
import type { Fingerprint, GroupVariable, VariableGroup } from "../model/connection.ts";
import { quoted } from "../model/defuse.ts";
import { fingerprintText } from "../model/fingerprint.ts";
import { iso } from "../model/instant.ts";
import { manifestOf, rootManifestOf } from "../model/manifest.ts";
import { ordinal } from "../model/ordinal.ts";
import { fittedRecord, recordText, type DeploymentRecord, type UnhashedRecord } from "../model/record.ts";
import type { Seal } from "../model/seal.ts";
import type { Sha256 } from "../model/sha256.ts";

/** The digest of an artefact: SHA-256 of its manifest. */
export function artefactDigest(files: readonly SealedFile[], sha256: Sha256): Promise<string> {
  return sha256(manifestOf(files));
}

/** The root of a seal: SHA-256 over the artefacts' names and digests. */
export function sealRoot(
  artefacts: readonly Pick<SealedArtefact, "name" | "digest">[],
  sha256: Sha256,
): Promise<string> {
  return sha256(rootManifestOf(artefacts));
}

/** What in a seal does not fit itself: digests, root, places. Empty for one that nobody altered carelessly. */
export async function checkSeal(seal: Seal, sha256: Sha256): Promise<string[]> {
  const digests = await Promise.all(seal.artefacts.map((artefact) => digestFault(artefact, sha256)));
  const places = seal.artefacts
    .filter((artefact) => artefact.sequence !== sequenceOf(artefact.name))
    .map((artefact) => `${quoted(artefact.name)} has a place in the order that its name does not give.`);
  const names = seal.artefacts.map((artefact) => artefact.name);
  const ordered = inDeploymentOrder(seal.artefacts).every((artefact, at) => artefact.name === names[at]);
  const root = await sealRoot(seal.artefacts, sha256);
  return [
    ...digests.flat(),
    ...places,
    ...(ordered ? [] : ["The artefacts are not in the order of deployment."]),
    ...(root === seal.root ? [] : ["The root is not that of the artefacts."]),
  ];
}

async function digestFault(artefact: SealedArtefact, sha256: Sha256): Promise<string[]> {
  const digest = await artefactDigest(artefact.files, sha256);
  return digest === artefact.digest
    ? []
    : [`The digest of ${quoted(artefact.name)} is not that of its files.`];
}

/** What a group is now, without any value: names, types, and short digests of what is no secret. */
export async function fingerprintOf(group: VariableGroup, sha256: Sha256): Promise<Fingerprint> {
  const sorted = [...group.variables].sort((a, b) => ordinal(a.name, b.name));
  const variables = await Promise.all(sorted.map((variable) => variableOf(variable, sha256)));
  const named = {
    id: group.id,
    name: group.name,
    ...(group.vault === undefined ? {} : { vault: group.vault.name }),
  };
  return {
    group: named,
    ...(group.modifiedOn === undefined ? {} : { modifiedOn: iso(group.modifiedOn) }),
    variables,
    digest: await sha256(fingerprintText({ group: named, variables })),
  };
}

async function variableOf(
  variable: GroupVariable,
  sha256: Sha256,
): Promise<Fingerprint["variables"][number]> {
  const { name, secret, value } = variable;
  if (secret || value === undefined) return { name, secret };
  return { name, secret, digest: await shortDigest(value, sha256) };
}

/** The digest of a plain value, as a fingerprint has it. */
export async function shortDigest(value: string, sha256: Sha256): Promise<string> {
  return (await sha256(value)).slice(0, 16);
}

/** The record, cut to its size, with its own hash in it. */
export async function hashedRecord(record: UnhashedRecord, sha256: Sha256): Promise<DeploymentRecord> {
  const fitted = fittedRecord(record);
  return { ...fitted, hash: await sha256(recordText(fitted)) };
}

/** What is wrong with a record: nothing, or that it is not what was hashed. */
export async function checkRecord(record: DeploymentRecord, sha256: Sha256): Promise<string[]> {
  const { hash, ...rest } = record;
  return (await sha256(recordText(rest))) === hash ? [] : ["The record was altered after it was written."];
}
