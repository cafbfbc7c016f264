import type { AzureDevOps } from "../../core/ports.ts";
import type { Client } from "./client.ts";
import { names } from "./names.ts";
import type { Place } from "./place.ts";
import { pullRequests } from "./pull-requests.ts";
import { testRuns } from "./test-runs.ts";
import { workItems } from "./work-items.ts";

/** What Azure DevOps knows of the work itself, and what things are called: few readers ask for it. */
export type Work = Pick<AzureDevOps, "workItems" | "testRuns" | "pullRequests" | "names">;

/** The ports of work items, test runs, pull requests and names. */
export function workOf(client: Client, place: Place): Work {
  return {
    workItems: workItems(client, place),
    testRuns: testRuns(client, place),
    pullRequests: pullRequests(client, place),
    names: names(client, place),
  };
}
