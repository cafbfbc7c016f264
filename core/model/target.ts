import type { ArtefactKind } from "./artefact.ts";

/** Who the target says that it is. Two environments with one identity are one target. */
export type TargetIdentity = Readonly<{
  /** Comparable: equal texts are the same target (`dataverse:<organisation id>`, `folder:<real path>`). */
  id: string;
  /** What a person calls it. */
  name: string;
  /** Its address, without anything secret. */
  url: string;
}>;

/** What became of a deployment, or of one artefact of it. A time-out is not a failure. */
export type Outcome =
  | "succeeded"
  | "succeededWithIssues"
  | "failedUnchanged"
  | "failedPartial"
  | "unknownStillRunning"
  | "cancelled";

/** Work that goes on at the target under an id of its own, so that a later attempt can find it again. */
export type Operation = Readonly<{ kind: string; id: string; artefact: string; startedOn: string }>;

/** What would be done with one artefact. Made before anything is written. */
export type PlannedArtefact = Readonly<{
  artefact: string;
  kind: ArtefactKind;
  action: "create" | "update" | "skip" | "refuse";
  /** One sentence for a person: what will happen, or why not. */
  text: string;
}>;

/** Everything that would be done at a target, in order, and whether it can be undone. */
export type TargetPlan = Readonly<{ steps: readonly PlannedArtefact[]; rollback: string }>;

/** What the target says about an artefact that an earlier attempt deployed there. */
export type StillThere = Readonly<
  { artefact: string } & (
    { kind: "same" } | { kind: "moved"; because: string } | { kind: "unknown"; because: string }
  )
>;

/** One thing that only an agent can know of a target, found out without changing anything there. */
export type TargetCheck = Readonly<{
  /** What was tried, in a person's words: "The host resolves", "The application may import solutions". */
  name: string;
  /** `unknown`: it could not be tried, because something before it failed or the target does not tell. */
  result: "ok" | "failed" | "unknown";
  text: string;
  fix?: string;
}>;

/** The key of a connection that says where a stage's target is. Other steps' targets are addresses where both are given. */
export function addressKeys(kind: string): readonly ("TargetURL" | "TargetPath")[] {
  return kind === "folder" || kind === "ssh"
    ? ["TargetPath"]
    : ["dataverse", "blob", "appservice"].includes(kind)
      ? ["TargetURL"]
      : ["TargetURL", "TargetPath"];
}
