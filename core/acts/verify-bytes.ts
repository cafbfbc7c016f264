import type { SealedArtefact, SealedFile } from "../model/artefact.ts";
import { quoted } from "../model/defuse.ts";
import { compareFiles, type FileDifference, type Seal } from "../model/seal.ts";
import type { Sha256 } from "../model/sha256.ts";
import type { PublishedArtefact, Tell } from "../ports.ts";
import { artefactDigest } from "./hashing.ts";
import { readingOf } from "./reading-of.ts";

/** What became of one artefact's check. `failed` says nothing about its bytes. */
export type VerifiedArtefact = Readonly<{
  artefact: string;
  verdict: "same" | "altered" | "missing" | "failed";
  details: readonly string[];
}>;

/** What verifying needs of the world. */
export type VerifyWorld = Readonly<{ sha256: Sha256; tell: Tell }>;

/** Downloads every sealed artefact and compares it with the seal, file by file. */
export async function verifyBytes(
  seal: Seal,
  published: readonly PublishedArtefact[],
  bytes: (artefact: PublishedArtefact) => Promise<readonly SealedFile[]>,
  world: VerifyWorld,
): Promise<readonly VerifiedArtefact[]> {
  const verified: VerifiedArtefact[] = [];
  // One after the other: each may be as large as the page's memory bears.
  for (const artefact of seal.artefacts) {
    world.tell(`${artefact.name} is being verified.`);
    const there = published.find((one) => one.name === artefact.name);
    verified.push(there ? await verifyOne(artefact, () => bytes(there), world) : missing(artefact));
  }
  return verified;
}

function missing(artefact: SealedArtefact): VerifiedArtefact {
  return {
    artefact: artefact.name,
    verdict: "missing",
    details: ["Azure DevOps has no artefact of this name any more."],
  };
}

async function verifyOne(
  artefact: SealedArtefact,
  bytes: () => Promise<readonly SealedFile[]>,
  { sha256 }: VerifyWorld,
): Promise<VerifiedArtefact> {
  const found = await readingOf(bytes());
  if (found.kind === "failed") return { artefact: artefact.name, verdict: "failed", details: [found.why] };
  const details = compareFiles(artefact.files, found.value).map(differenceWords);
  const digest = await artefactDigest(found.value, sha256);
  if (details.length === 0 && digest !== artefact.digest)
    details.push("The seal's own digest does not fit its files.");
  return { artefact: artefact.name, verdict: details.length === 0 ? "same" : "altered", details };
}

const words: Readonly<Record<FileDifference["kind"], string>> = {
  altered: "was altered",
  missing: "is missing",
  added: "was added",
};

function differenceWords({ kind, path }: FileDifference): string {
  return `${quoted(path)} ${words[kind]}.`;
}
