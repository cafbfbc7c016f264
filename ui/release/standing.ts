import type { Dossier } from "../../core/acts/inspect-release.ts";
import { type Guard, isEditable, protectionOf } from "../../core/model/protection.ts";
import { moves } from "../shared/stage-facts.ts";
import type { There } from "./use-dossier.ts";

/** Whether the release may be deleted, and what stands against it. */
export type Standing = Readonly<{
  guard: Guard;
  /** Why *Delete* cannot be pressed; absent where it can. */
  undeletable?: string;
  /** Why its description cannot be changed; absent where it can. */
  uneditable?: string;
  archived: boolean;
}>;

/** What guards the release. Links that could not be read may protect it. */
export function standingOf({ dossier, links, gone }: There): Standing {
  const known = links.kind === "read" ? links.value : undefined;
  const guard = protectionOf(dossier.release, known, gone);
  const archived = known?.archivedOn !== undefined;
  if (links.kind === "failed" && guard.deletable) {
    const undeletable = `Whether it is linked to another release could not be read: ${links.why}`;
    return { guard, undeletable, uneditable: undeletable, archived };
  }
  return {
    guard,
    archived,
    ...(guard.deletable ? {} : { undeletable: guard.because }),
    ...(isEditable(guard) ? {} : { uneditable: guard.because }),
  };
}

/** What a run lacks, a sentence each, where it has nothing of ours and is for looking only. */
export function missingOf({ release, seals }: Dossier): readonly string[] {
  const mayBeSealed = seals.some(
    ({ reading }) => reading.kind === "failed" || reading.value.kind !== "absent",
  );
  const deploys = release.stages.some(({ deploy }) => deploy !== undefined);
  if (release.kind !== "yaml" || moves(release) || mayBeSealed || deploys) return [];
  return [
    "Its build is not sealed: ReleaseManagerSeal@1 did not run in it.",
    "No stage that has run uses ReleaseManagerDeploy@1.",
  ];
}
