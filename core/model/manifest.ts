import type { SealedArtefact, SealedFile } from "./artefact.ts";
import { ordinal } from "./ordinal.ts";

/**
 * The text whose SHA-256 is an artefact's digest: one line `<sha256>  <bytes>  <path>` a file, sorted by the UTF-8 bytes
 * of the path. The order in which the files were found does not matter.
 */
export function manifestOf(files: readonly SealedFile[]): string {
  return [...files]
    .sort((a, b) => ordinal(a.path, b.path))
    .map((file) => `${file.sha256}  ${file.bytes}  ${file.path}\n`)
    .join("");
}

/** The text whose SHA-256 is a seal's root: one line `<digest>  <name>` an artefact, sorted by name. */
export function rootManifestOf(artefacts: readonly Pick<SealedArtefact, "name" | "digest">[]): string {
  return [...artefacts]
    .sort((a, b) => ordinal(a.name, b.name))
    .map((artefact) => `${artefact.digest}  ${artefact.name}\n`)
    .join("");
}
