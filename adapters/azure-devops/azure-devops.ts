import type { AzureDevOps } from "../../core/ports.ts";
import { builds } from "./builds.ts";
import { client } from "./client.ts";
import { documents } from "./documents.ts";
import { evidences } from "./evidences.ts";
import type { ClientWorld, Http } from "./http.ts";
import { leases } from "./leases.ts";
import { people } from "./people.ts";
import { permissions } from "./permissions.ts";
import type { Place } from "./place.ts";
import { releases } from "./releases.ts";
import { timelines } from "./timelines.ts";
import { connections } from "./variable-groups.ts";

/** All ports of one project in one organisation, over one HTTP port. Runs in the browser and in Node. */
export function azureDevOps(http: Http, place: Place, world: ClientWorld): AzureDevOps {
  const wires = client(http, place.bases, world);
  const runs = timelines(wires, place);
  const ofBuilds = builds(wires, place, runs);
  return {
    releases: releases(wires, place, async (id) => (await ofBuilds.get(id)).pipeline.id),
    builds: ofBuilds,
    evidences: evidences(wires, place, runs),
    connections: connections(wires, place),
    leases: leases(wires, place),
    documents: documents(wires, place),
    permissions: permissions(wires, place),
    people: people(wires, place),
  };
}
