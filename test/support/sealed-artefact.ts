import { createHash } from "node:crypto";
import type { ArtefactKind, SealedArtefact } from "../../core/model/artefact.ts";
import { manifestOf } from "../../core/model/manifest.ts";

/** SHA-256 of a text or of bytes, in hexadecimal. */
export function sha256Of(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** A sealed artefact of the given files, by path. */
export function sealedArtefact(
  name: string,
  files: Readonly<Record<string, string | Buffer>>,
  kind: ArtefactKind = "files",
): SealedArtefact {
  const sealed = Object.entries(files).map(([path, content]) => ({
    path,
    bytes: Buffer.byteLength(content),
    sha256: sha256Of(content),
  }));
  return { name, kind, sequence: 1, files: sealed, digest: sha256Of(manifestOf(sealed)) };
}
