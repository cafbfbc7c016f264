import { refusal } from "../failure.ts";
import type { Release, ReleaseId } from "../model/release.ts";
import { readCarriedId, type CarriedId } from "../model/train/carried-release.ts";
import type { AzureDevOps } from "../ports.ts";
import { releaseOf } from "./release-of.ts";

/** A release, and the ports of the project that it is of. */
export type Carried = Readonly<{ release: ReleaseId; azure: AzureDevOps }>;

/** Where a release that a train carries is read. Refused (RM040) where the caller may not read its project. */
export async function whereCarried(id: CarriedId, azure: AzureDevOps): Promise<Carried> {
  const carried = readCarriedId(id);
  if (carried === undefined)
    throw refusal({
      code: "RM001",
      what: `Release ${id} could not be read`,
      where: `Release ${id}`,
      cause: "It is not the id of a release",
      next: "Choose the releases anew",
    });
  const { release, project } = carried;
  return { release, azure: project === undefined ? azure : await azure.elsewhere(project) };
}

/** A release that a train carries, with the steps of every attempt, by the id that it has in its own project. */
export async function carriedOf(id: CarriedId, azure: AzureDevOps): Promise<Release> {
  const { release, azure: there } = await whereCarried(id, azure);
  return releaseOf(release, there);
}
