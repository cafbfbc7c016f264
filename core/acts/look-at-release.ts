import type { ReleaseId } from "../model/release.ts";
import type { AzureDevOps } from "../ports.ts";
import { withChecks } from "./run-checks.ts";
import { wholeRelease } from "./run-facts.ts";
import { type RunTold, withRunTold } from "./run-told.ts";

/**
 * A release of either world with all builds that it carries, a run's stages told who or what they wait for. `problems`: what
 * of it could not be read. Refused (RM044) where its builds could not be.
 */
export async function lookAtRelease(
  id: ReleaseId,
  azure: Pick<AzureDevOps, "releases" | "builds" | "runs" | "environments" | "documents">,
): Promise<RunTold> {
  const release = await wholeRelease(id, azure);
  return release.kind === "yaml"
    ? withChecks(await withRunTold(release, azure), azure)
    : { release, problems: [] };
}
