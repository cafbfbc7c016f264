import type { Fingerprint } from "./connection.ts";
import type { ArtefactKind } from "./artefact.ts";
import type { Operation, Outcome, TargetIdentity } from "./target.ts";
import type { StageClass } from "./stage.ts";

/** The attachments that carry the record, and one note for each finished artefact. */
export const recordAttachment = { type: "release-manager.deployment", name: "deployment.json" } as const;
export const noteAttachment = { type: "release-manager.artefact" } as const;

/** What one artefact became. */
export type ArtefactOutcome = Readonly<{
  name: string;
  kind: ArtefactKind;
  digest: string;
  outcome: Outcome | "skipped" | "excluded" | "notReached";
  /** One sentence, already defused. */
  text: string;
}>;

/** What our task did: canonical JSON, at most 16 KB, no secret in it. `schema` 1, described in `docs/record.md`. */
export type DeploymentRecord = Readonly<{
  schema: 1;
  release: Readonly<{ id: string; name: string; project: string; pipeline: number }>;
  build: Readonly<{ id: number; number: string }>;
  stage: Readonly<{ name: string; attempt: number; class: StageClass }>;
  environment: string;
  connection: Fingerprint;
  /** How the connection was named, and which door named it (`$(Variable-Group)`, the seal, a literal). */
  connectionChosenBy: string;
  target: Readonly<{ kind: string } & TargetIdentity>;
  seal: Readonly<{ root: string }>;
  artefacts: readonly ArtefactOutcome[];
  operations: readonly Operation[];
  outcome: Outcome;
  startedOn: string;
  finishedOn: string;
  /** Id of the person who asked for the attempt. */
  by: string;
  reason?: string;
  /** Hash of the record of the attempt before, in this stage or the one before it. */
  previous?: string;
  /** SHA-256 of the canonical JSON of all the above. */
  hash: string;
}>;
