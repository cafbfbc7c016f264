import type { AzureDevOps } from "../../core/ports.ts";
import { evidences } from "./evidences.ts";
import type { ClientWorld, Http } from "./http.ts";
import type { Place } from "./place.ts";
import { portsOver } from "./ports-over.ts";
import { workOf } from "./work.ts";

/** All ports of one project in one organisation, over one HTTP port. Runs in the browser and in Node. */
export function azureDevOps(http: Http, place: Place, world: ClientWorld): AzureDevOps {
  return portsOver(http, place, world, ({ client, place: at, timelines }) => ({
    evidences: evidences(client, at, timelines),
    ...workOf(client, at),
  }));
}
