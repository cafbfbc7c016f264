import type { AzureDevOps } from "../../core/ports.ts";
import type { Wires } from "./attached.ts";
import { builds } from "./builds.ts";
import { client } from "./client.ts";
import { documents } from "./documents.ts";
import { environments } from "./environments.ts";
import { findProject } from "./find-project.ts";
import type { ClientWorld, Http } from "./http.ts";
import { leases } from "./leases.ts";
import { people } from "./people.ts";
import { permissions } from "./permissions.ts";
import type { Place } from "./place.ts";
import { releases } from "./releases.ts";
import { runs } from "./runs.ts";
import { timelines } from "./timelines.ts";
import { connections } from "./variable-groups.ts";
import type { Work } from "./work.ts";
import { yamlPipelines } from "./yaml-pipelines.ts";

/** The ports that the list of releases asks nothing of: where code is fetched over a network, they may come later. */
export type RarePorts = Pick<AzureDevOps, "evidences" | keyof Work>;

/** All ports of one project in one organisation, over one HTTP port; `rare` makes those that are asked rarely. */
export function portsOver(
  http: Http,
  place: Place,
  world: ClientWorld,
  rare: (wires: Wires) => RarePorts,
): AzureDevOps {
  const wires = client(http, place.bases, world);
  const ofRuns = timelines(wires, place);
  const pipelines = yamlPipelines(wires, place);
  const ofBuilds = builds(wires, place, ofRuns, pipelines);
  const holds = leases(wires, place);
  const others = new Map<string, Promise<AzureDevOps>>();
  return {
    project: place.project,
    releases: releases(wires, place, async (id) => (await ofBuilds.get(id)).pipeline.id),
    builds: ofBuilds,
    runs: runs(wires, place, { pipelines, read: ofBuilds.run, holds: holds.ofRun, changed: ofRuns.forget }),
    environments: environments(wires, place),
    connections: connections(wires, place),
    leases: holds,
    documents: documents(wires, place, world),
    permissions: permissions(wires, place),
    people: people(wires, place),
    ...rare({ client: wires, place, timelines: ofRuns }),
    elsewhere: (named) => {
      const known = others.get(named);
      if (known) return known;
      const found = findProject(http, place.bases, world, named).then((project) =>
        portsOver(http, { ...place, project }, world, rare),
      );
      others.set(named, found);
      // Who may not read it now may do so later.
      found.catch(() => others.delete(named));
      return found;
    },
  };
}
