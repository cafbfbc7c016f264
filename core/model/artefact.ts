import { ordinal } from "./ordinal.ts";

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

/** What the order needs to know of an artefact. */
export type Ordered = Readonly<{ name: string; kind: ArtefactKind; sequence: number }>;

/** The place that a name asks for: its integer suffix, 1 where there is none. More than nine digits are no place. */
export function sequenceOf(name: string): number {
  const suffix = /(?<!\d)\d{1,9}$/.exec(name);
  return suffix === null ? 1 : Number(suffix[0]);
}

/** Whether artefacts of this kind go to a target. Logs stay behind, by name. */
export function isDeployable(kind: ArtefactKind): boolean {
  return kind !== "logs";
}

/** The same artefacts in the order of deployment: by sequence, then by name; portals after all others, logs at the end. */
export function inDeploymentOrder<T extends Ordered>(list: readonly T[]): T[] {
  return [...list].sort(
    (a, b) => lateness(a.kind) - lateness(b.kind) || a.sequence - b.sequence || ordinal(a.name, b.name),
  );
}

/**
 * Names of artefacts that claim one slot although a slot is either a solution or data, never both. One list a slot;
 * other artefacts with one number are no clash, their names decide.
 */
export function slotClashes(list: readonly Ordered[]): string[][] {
  const slots = new Map<number, Ordered[]>();
  for (const artefact of inDeploymentOrder(list)) {
    if (artefact.kind !== "solution" && artefact.kind !== "configurationData") continue;
    slots.set(artefact.sequence, [...(slots.get(artefact.sequence) ?? []), artefact]);
  }
  return [...slots.values()]
    .filter((slot) => new Set(slot.map((artefact) => artefact.kind)).size > 1)
    .map((slot) => slot.map((artefact) => artefact.name));
}

function lateness(kind: ArtefactKind): number {
  if (kind === "logs") return 2;
  return kind === "portal" ? 1 : 0;
}
