import type { Runs } from "../../core/ports-of-runs.ts";
import type { Call, Client } from "./client.ts";
import { orAbsent } from "./client.ts";
import type { Place } from "./place.ts";
import { readConfiguration, readSuite } from "./read-run-checks.ts";

/** The checks before stages of YAML runs, pipelines checks API 7.2-preview.1 (7.0-preview.1 on older ones). */
export function runChecks(client: Client, place: Place): Pick<Runs, "checks"> {
  const call = (part: Pick<Call, "path" | "query">): Call => ({
    ...part,
    base: "core",
    path: [place.project.id, "_apis", "pipelines", "checks", ...part.path],
    version: "7.2-preview.1",
    olderVersion: "7.0-preview.1",
    whenTooOld: "This Azure DevOps does not show the checks of YAML runs over its API",
    what: "The checks of the stage could not be read",
    where: `project ${place.project.name}`,
  });
  return {
    checks: async (suite) => {
      // A Server may have none of it: then what the timeline says must do.
      const body = await orAbsent(
        client.json(call({ path: ["runs", suite], query: { $expand: "resources" } })),
      );
      return Promise.all(
        readSuite(body).map(async ({ check, configuration }) => {
          if (configuration === undefined) return check;
          const order = call({ path: ["configurations", configuration], query: { $expand: "settings" } });
          return { ...check, ...readConfiguration(await orAbsent(client.json(order))) };
        }),
      );
    },
  };
}
