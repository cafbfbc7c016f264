import type { Environments } from "../../core/ports-of-runs.ts";
import type { Call, Client } from "./client.ts";
import type { Place } from "./place.ts";
import { readContinuation, readEnvironment, readExecutions } from "./read-environment.ts";

/** A thousand jobs of one attempt: then whoever asked decides whether to read on. */
const mostPages = 10;

/** Environments of YAML pipelines and what was deployed to them, environments API 7.2-preview.1 (7.0-preview.1 on older ones). */
export function environments(client: Client, place: Place): Environments {
  const call = (part: Pick<Call, "path" | "query" | "what">): Call => ({
    ...part,
    base: "core",
    path: [place.project.id, "_apis", "pipelines", "environments", ...part.path],
    version: "7.2-preview.1",
    olderVersion: "7.0-preview.1",
    whenTooOld: "This Azure DevOps does not tell over its API what was deployed to the environments of YAML",
    where: `project ${place.project.name}`,
  });
  return {
    list: async () => {
      const what = "The environments could not be read";
      return (await client.list(call({ path: [], query: { $top: 1000 }, what }))).map(readEnvironment);
    },
    deployments: async (environment, next) => {
      const what = `The deployments to environment ${environment.name} could not be read`;
      const path = [environment.id, "environmentdeploymentrecords"];
      let { token, held } = readContinuation(next);
      for (let pages = 1; ; pages += 1) {
        const page = await client.page(call({ path, query: { top: 100 }, what }), token);
        const bodies = [...held, ...page.items];
        if (page.next === undefined) return { items: readExecutions(bodies, environment).deployments };
        const { deployments, rest } = readExecutions(bodies, environment, "cut");
        [token, held] = [page.next, rest];
        // One attempt alone is not told before all its jobs are read.
        if (deployments.length > 0 || pages === mostPages)
          return { items: deployments, next: JSON.stringify({ token, held }) };
      }
    },
  };
}
