import type { SealedArtefact } from "./artefact.ts";

/** The name and type of the attachment that is the authority, and the name of the artefact that holds the copy. */
export const sealAttachment = {
  type: "release-manager.seal",
  name: "seal.json",
  artefact: "ReleaseManagerSeal",
} as const;

/** What a build produced, byte for byte, made when it was built. JSON, `schema` 1, described in `docs/seal.md`. */
export type Seal = Readonly<{
  schema: 1;
  build: Readonly<{
    id: number;
    number: string;
    pipeline: Readonly<{ id: number; name: string }>;
    project: string;
    branch: string;
    commit?: string;
  }>;
  /** The connection that the build was queued with (`Variable-Group`): a release inherits it. */
  connection?: string;
  /** In the order of deployment; logs last. */
  artefacts: readonly SealedArtefact[];
  /** SHA-256 over the artefacts' names and digests. Two seals with the same root hold the same bytes. */
  root: string;
  /** ISO 8601, UTC. */
  sealedOn: string;
}>;
