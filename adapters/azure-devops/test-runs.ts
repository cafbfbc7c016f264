import { refusal } from "../../core/failure.ts";
import type { TestRuns } from "../../core/ports-of-work-items.ts";
import type { Client } from "./client.ts";
import type { Place } from "./place.ts";
import { readTestRun } from "./read-test-run.ts";

/** Test runs over the test area, API 7.0: the run itself tells its state and its counts in one answer. */
export function testRuns(client: Client, place: Place): TestRuns {
  return {
    get: async (id) => {
      const what = `Test run ${id} could not be read`;
      const where = `project ${place.project.name}`;
      const path = [place.project.id, "_apis", "test", "runs", id];
      const run = readTestRun(await client.json({ base: "core", path, version: "7.0", what, where }));
      if (run) return run;
      throw refusal({
        code: "RM044",
        what,
        where,
        cause: "Azure DevOps answered with numbers of tests that cannot be",
        next: "Look at the run in Azure DevOps",
      });
    },
  };
}
