import { bounded, defuse } from "./defuse.ts";
import { object, oneOf, readJson, text, type Faults } from "./read-shape.ts";
import { artefactShape, operationShape, type ArtefactOutcome } from "./record.ts";
import type { Operation } from "./target.ts";

/** The type of the notes, one for each finished artefact. */
export const noteAttachment = { type: "release-manager.artefact" } as const;
/** The type of what is attached for each operation that has an id of its own at the target. */
export const operationAttachment = { type: "release-manager.operation" } as const;

/** What became of one artefact at one target, sent the moment it is known: a later attempt goes on from there. */
export type ArtefactNote = Readonly<{ schema: 1; target: string; artefact: ArtefactOutcome }>;

const mostCharacters = 16_384;
const mostText = 1000;

const noteShape = object<ArtefactNote>({ schema: oneOf(1), target: text(2000), artefact: artefactShape });

/** The note of an artefact at the target of this identity, as it is attached. */
export function noteText(target: string, artefact: ArtefactOutcome): string {
  const told = { ...artefact, text: bounded(defuse(artefact.text), mostText) };
  return JSON.stringify({ schema: 1, target, artefact: told } satisfies ArtefactNote);
}

/** Reads a note from untrusted text, strictly. */
export function readNote(content: string): ArtefactNote | Faults {
  return readJson(content, { what: "note", maxCharacters: mostCharacters, schema: 1 }, noteShape);
}

/** Reads a saved operation from untrusted text, strictly. */
export function readOperation(content: string): Operation | Faults {
  return readJson(content, { what: "operation", maxCharacters: mostCharacters, schema: 1 }, operationShape);
}
