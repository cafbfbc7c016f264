import type { Site } from "../site.ts";
import type { Release, ReleaseEnvironment } from "../state/release-state.ts";
import type { IdentityRef } from "../state/state.ts";

type Act = Readonly<{
  by: IdentityRef;
  what: string;
  environment?: ReleaseEnvironment;
  comment?: string;
}>;

/** Writes one act into a release's history. */
export function note(site: Site, release: Release, { by, what, environment, comment = "" }: Act): void {
  const now = site.clock.iso();
  release.modifiedBy = by;
  release.modifiedOn = now;
  release.revisions.push({
    releaseId: release.id,
    definitionSnapshotRevision: release.snapshotRevision,
    changedBy: by,
    changedDate: now,
    changeType: what,
    changeDetails:
      environment === undefined ? null : { id: String(environment.id), name: environment.definition.name },
    comment,
  });
}
