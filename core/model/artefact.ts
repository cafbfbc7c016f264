/** What an artefact is, told from its content (`recogniseKind`). `logs` are named and left out, never deployed. */
export type ArtefactKind = "solution" | "configurationData" | "portal" | "files" | "logs";

/** One file of an artefact: its path with `/`, relative to the artefact. */
export type SealedFile = Readonly<{ path: string; bytes: number; sha256: string }>;

/** What a Dataverse solution says of itself in `solution.xml`. */
export type SolutionFacts = Readonly<{ uniqueName: string; version: string; managed: boolean }>;

/** One artefact of a seal. */
export type SealedArtefact = Readonly<{
  name: string;
  kind: ArtefactKind;
  /** The place in the order: the name's integer suffix, 1 where there is none. */
  sequence: number;
  /** Azure DevOps's identity of the published artefact; it changes when the artefact is published again. */
  identity?: string;
  files: readonly SealedFile[];
  /** SHA-256 of the manifest (`manifestOf`), in hexadecimal. */
  digest: string;
  solution?: SolutionFacts;
}>;
