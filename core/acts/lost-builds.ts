import { Failure } from "../failure.ts";
import { sameName } from "../model/ordinal.ts";
import type { Release } from "../model/release.ts";
import type { AzureDevOps } from "../ports.ts";

// One request tells of so many.
const mostBuilds = 300;
// Each costs a request.
const mostAsked = 10;

/**
 * The ids of builds that classic releases carry and Azure DevOps no longer has, so that nothing of them can be deployed any
 * more. Costs one request for the first three hundred, and one for each that is missing, ten at most: a list also leaves out
 * what the caller may not see. Builds of other projects are not asked for. Fails where the builds cannot be listed.
 */
export async function lostBuilds(
  releases: readonly Release[],
  { builds }: Pick<AzureDevOps, "builds">,
): Promise<ReadonlySet<number>> {
  const carried = [...new Set(releases.flatMap(buildsOf))].slice(0, mostBuilds);
  if (carried.length === 0) return new Set();
  const listed = new Set(await builds.listed(carried));
  const missing = carried.filter((id) => !listed.has(id)).slice(0, mostAsked);
  const gone = await Promise.all(missing.map((id) => isGone(builds.get(id))));
  return new Set(missing.filter((_, at) => gone[at]));
}

/** Whether what is being read is not there: what is refused for another reason may be. */
export async function isGone(reading: Promise<unknown>): Promise<boolean> {
  try {
    await reading;
    return false;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.report.code === "RM041";
  }
}

function buildsOf({ kind, artefacts, project }: Release): readonly number[] {
  if (kind === "yaml") return [];
  return artefacts.flatMap(({ build }) =>
    build && sameName(build.project ?? project.id, project.id) ? [build.id] : [],
  );
}
