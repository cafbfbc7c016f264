import type { World } from "../azure-devops/world.ts";
import { furnishConnections } from "./connections.ts";
import { furnishGroups } from "./groups.ts";
import { makeHistory } from "./history.ts";
import { people } from "./people.ts";
import { furnishBuilds, furnishReleases } from "./pipelines.ts";
import { furnishWork } from "./work.ts";
import { furnishYaml } from "./yaml-pipelines.ts";

export { makeHistory };

/**
 * The sample organisation: project Contoso with a team that brings Dataverse solutions and web sites from a build to UAT and
 * later, by hand, to Production.
 */
export const contoso: World = {
  organisation: { id: "9e2b6f64-4a11-4d0c-8f26-5f3b6a7c8d90", name: "contoso" },
  project: { id: "d3b9c8e2-71f4-4c55-a1e6-2f8c0b4d6a17", name: "Contoso" },
  people,
  furnish: (kit) => {
    const builds = furnishBuilds(kit);
    const groups = furnishGroups(kit);
    furnishReleases(kit, builds, groups);
    furnishConnections(kit);
    furnishYaml(kit, groups);
    furnishWork(kit);
  },
  history: makeHistory,
};
