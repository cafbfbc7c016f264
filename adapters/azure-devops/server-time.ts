import { readInstant, type Instant } from "../../core/model/instant.ts";
import { client } from "./client.ts";
import type { ClientWorld, Http } from "./http.ts";
import type { Place } from "./place.ts";
import { readObject, readText } from "./read-answer.ts";

const nothing =
  "SELECT [System.Id] FROM WorkItems WHERE [System.Tags] CONTAINS 'release-manager: what time is it'";

/**
 * What time it is for Azure DevOps: `asOf` of a query that finds nothing (work item tracking 7.0), because browsers do not show
 * a hub the `Date` of its answers. Absent where the answer tells no moment; a `Failure` where the query is refused.
 */
export async function serverTime(http: Http, place: Place, world: ClientWorld): Promise<Instant | undefined> {
  const body = await client(http, place.bases, world).json({
    base: "core",
    method: "POST",
    path: [place.project.id, "_apis", "wit", "wiql"],
    query: { $top: 1 },
    version: "7.0",
    body: { query: nothing },
    reads: true,
    what: "Azure DevOps's clock could not be read",
    where: `project ${place.project.name}`,
  });
  return readInstant(readText(readObject(body)?.["asOf"]));
}
