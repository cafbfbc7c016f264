import { Failure } from "../failure.ts";
import type { Instant } from "../model/instant.ts";
import type { ReleaseLinks } from "../model/links.ts";
import type { Release, ReleaseId } from "../model/release.ts";
import type { AzureDevOps } from "../ports.ts";
import { buildsBeneath, giveBackHolds, type Holding } from "./give-back-holds.ts";
import { firstLinks } from "./link-releases.ts";
import { changeLinks, linksOf } from "./links-of.ts";
import { wholeRelease } from "./run-facts.ts";
import { isCurrentAnywhere } from "./start-current.ts";

/**
 * Closes a release: it is no longer listed by default, and our holds on what is beneath it are given back unless it is
 * current anywhere, or another release needs them. Nothing of it is deleted, and its links go on protecting it. A release
 * that Azure DevOps no longer has can be archived where something is stored beside it.
 */
export async function archiveRelease(id: ReleaseId, azure: Holding, now: Instant): Promise<void> {
  const release = await releaseOrLinks(id, azure);
  const archived = (known: ReleaseLinks | undefined): ReleaseLinks | undefined => {
    const links = known ?? (release && firstLinks(release));
    return links && { ...links, archivedOn: links.archivedOn ?? now };
  };
  await changeLinks(id, archived, azure);
  if (!release || (await isCurrentAnywhere(release, azure)) !== false) return;
  for (const build of buildsBeneath(release)) {
    await giveBackHolds(await azure.leases.ours(build.id), build.id, { except: id, azure });
  }
}

/** Opens an archived release again. Its builds are held again when somebody looks at it. */
export async function unarchiveRelease(
  id: ReleaseId,
  azure: Pick<AzureDevOps, "documents" | "project">,
): Promise<void> {
  const opened = (known: ReleaseLinks | undefined): ReleaseLinks | undefined => {
    if (known === undefined) return undefined;
    const { archivedOn: _, ...links } = known;
    return links;
  };
  await changeLinks(id, opened, azure);
}

/** The release, absent where only what is stored beside it is left. */
async function releaseOrLinks(id: ReleaseId, azure: Holding): Promise<Release | undefined> {
  try {
    return await wholeRelease(id, azure);
  } catch (error) {
    const isGone = error instanceof Failure && error.report.code === "RM041";
    if (isGone && (await linksOf(id, azure)) !== undefined) return undefined;
    throw error;
  }
}
