import { inParallel } from "../../core/acts/in-parallel.ts";
import { refusal } from "../../core/failure.ts";
import type { PullRequests } from "../../core/ports-of-work-items.ts";
import { orAbsent, type Client } from "./client.ts";
import type { Place } from "./place.ts";
import { readPullRequest } from "./read-pull-request.ts";

const mostAsked = 200;

/** Pull requests of one repository, by its name or id, over the git area, API 7.0. One request each. */
export function pullRequests(client: Client, place: Place): PullRequests {
  return {
    get: async (repository, ids) => {
      const what = "The pull requests could not be read";
      const where = `project ${place.project.name}`;
      const asked = [...new Set(ids)];
      const cause = `Up to ${mostAsked} pull requests can be asked for, each by its number`;
      if (asked.length > mostAsked || !asked.every((id) => Number.isSafeInteger(id) && id > 0))
        throw refusal({ code: "RM001", what, where, cause, next: "Name other pull requests" });
      const found = await inParallel(asked, 4, async (id) => {
        const path = [place.project.id, "_apis", "git", "repositories", repository, "pullrequests", id];
        const body = await orAbsent(client.json({ base: "core", path, version: "7.0", what, where }));
        const read = readPullRequest(body, id);
        if (body === undefined || read) return read;
        throw refusal({
          code: "RM044",
          what,
          where,
          cause: `Azure DevOps does not say in words that we know how pull request ${id} stands`,
          next: "Look at it in Azure DevOps",
        });
      });
      return found.flatMap((one) => one ?? []);
    },
  };
}
