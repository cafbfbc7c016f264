import { Failure, refusal } from "../../core/failure.ts";
import type { AzureDevOps } from "../../core/ports.ts";
import { client } from "./client.ts";
import type { Bases, ClientWorld, Http } from "./http.ts";
import { readProject } from "./read-project.ts";

/**
 * Another project of the organisation, by its name or id, over the core area, API 7.0. Refused (RM040) where the caller may not
 * read it, or there is none of that name: Azure DevOps does not tell which.
 */
export async function findProject(
  http: Http,
  bases: Bases,
  world: ClientWorld,
  named: string,
): Promise<AzureDevOps["project"]> {
  const what = "The project could not be read";
  const where = `project ${named}`;
  const path = ["_apis", "projects", named];
  const wires = client(http, bases, world);
  const found = await wires
    .json({ base: "core", path, version: "7.0", what, where })
    .then(readProject, notReached);
  if (found !== undefined) return found;
  const cause = "Azure DevOps answered with something else than a project";
  throw refusal({ code: "RM044", what, where, cause, next: "Give the project's own name or its id" });
}

/** A project that one may not read and one that there is not have the same answer. */
function notReached(error: unknown): never {
  if (!(error instanceof Failure) || !["RM040", "RM041"].includes(error.report.code)) throw error;
  throw new Failure(
    {
      ...error.report,
      code: "RM040",
      cause: `There is no such project, or this identity may not read it: ${error.report.cause}`,
      next: "Look at the project's name, and ask there for View project-level information. For a pipeline: give it to its build service, and let its jobs reach beyond their own project (Settings, Limit job authorization scope to current project)",
    },
    { cause: error },
  );
}
