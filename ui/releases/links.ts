import type { ReleaseLinks } from "../../core/model/links.ts";
import { readReleaseId, type Release, type ReleaseId } from "../../core/model/release.ts";

/** What is stored beside the releases of the list. */
export type ListedLinks = Readonly<{
  of: ReadonlyMap<ReleaseId, ReleaseLinks>;
  /** Releases that Azure DevOps no longer has. */
  broken: readonly ReleaseLinks[];
  /** Builds that releases carry and Azure DevOps no longer has. */
  lost: ReadonlySet<number>;
  /** What could not be read, a sentence each. */
  problems: readonly string[];
}>;

export const noLinks: ListedLinks = { of: new Map(), broken: [], lost: new Set(), problems: [] };

// Each costs a request.
const mostAsked = 10;

function numberOf(id: ReleaseId): number {
  return readReleaseId(id)?.number ?? 0;
}

/**
 * Releases that something is stored about and that the list lacks, though it reaches back that far: Azure DevOps may not have
 * them any more. `whole`: the list has no further page.
 */
export function missingFrom(
  releases: readonly Release[],
  links: readonly ReleaseLinks[],
  whole: boolean,
): readonly ReleaseLinks[] {
  const listed = new Set(releases.map(({ id }) => id));
  const oldest = (kind: string): number =>
    Math.min(...releases.filter(({ id }) => id.startsWith(`${kind}:`)).map(({ id }) => numberOf(id)));
  const reach = { classic: oldest("classic"), run: oldest("run") };
  const isWithin = (id: ReleaseId): boolean =>
    whole || numberOf(id) >= reach[readReleaseId(id)?.kind ?? "run"];
  return links
    .filter(({ release, archivedOn }) => archivedOn === undefined && !listed.has(release))
    .filter(({ release }) => isWithin(release))
    .sort((a, b) => numberOf(b.release) - numberOf(a.release))
    .slice(0, mostAsked);
}

/** Whether a person has archived the release. */
export function isArchived(links: ListedLinks["of"], id: ReleaseId): boolean {
  return links.get(id)?.archivedOn !== undefined;
}
