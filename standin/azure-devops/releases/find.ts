import { notFound } from "../http/reply.ts";
import type { Site } from "../site.ts";
import type { Release, ReleaseDefinition, ReleaseEnvironment } from "../state/release-state.ts";

export function findReleaseDefinition(site: Site, id: number): ReleaseDefinition {
  const found = site.state.release.definitions.find((definition) => definition.id === id);
  if (found === undefined) {
    throw notFound(
      "ReleaseDefinitionNotFoundException",
      `VS402962: Release pipeline with ID ${id} does not exist. Specify a valid ID and try again.`,
    );
  }
  return found;
}

/** Deleted ones are found where they are asked for only. */
export function findRelease(site: Site, id: number, deleted = false): Release {
  const found = site.state.release.releases.find((release) => release.id === id);
  if (found === undefined || (found.isDeleted && !deleted)) {
    throw notFound(
      "ReleaseNotFoundException",
      `VS402963: Release with ID ${id} does not exist. Specify a valid ID and try again.`,
    );
  }
  return found;
}

export function findEnvironment(release: Release, id: number): ReleaseEnvironment {
  const found = release.environments.find((environment) => environment.id === id);
  if (found === undefined) {
    throw notFound(
      "ReleaseEnvironmentNotFoundException",
      `VS402964: Stage with ID ${id} does not exist in release ${release.name}.`,
    );
  }
  return found;
}
