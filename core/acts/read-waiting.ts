import { stagesWaiting } from "../model/waiting-stages.ts";
import type { Deployment } from "../model/deployment.ts";
import type { Release } from "../model/release.ts";
import type { AzureDevOps } from "../ports.ts";
import type { RunApproval } from "../ports-of-runs.ts";
import { problemOf, readingOf } from "./reading-of.ts";
import { withApprovals } from "./run-told.ts";

/** Stages of YAML runs that wait to go somewhere. `problems`: what could not be read, or was not, a sentence each. */
export type WaitingRead = Readonly<{ deployments: readonly Deployment[]; problems: readonly string[] }>;

type Asked = Pick<AzureDevOps, "builds" | "runs">;

// Each costs a request for its timeline.
const mostRuns = 20;

/**
 * Reads which stages of YAML runs wait for people, checks or agents: Azure DevOps has no deployment of them yet. Asks for the
 * newest runs that have not ended, for the timelines of twenty of them at most, and once for all approvals. Never fails:
 * what could not be read is a problem.
 */
export async function readWaiting(azure: Asked): Promise<WaitingRead> {
  const runs = await readingOf(unfinishedRuns(azure));
  if (runs.kind === "failed")
    return { deployments: [], problems: problemOf("What YAML runs wait for", runs) };
  const { items, more } = runs.value;
  const [approvals, pipelines] = await Promise.all([
    readingOf(openApprovals(items, azure)),
    // They are known: the runs were asked for by them.
    readingOf(azure.runs.pipelines()),
  ]);
  const disabled = pipelines.kind === "read" ? pipelines.value.filter((one) => one.disabled) : [];
  const told = approvals.kind === "read" ? approvals.value : [];
  return {
    deployments: items.flatMap((run) =>
      stagesWaiting(
        withApprovals(run, told),
        disabled.some(({ id }) => id === run.pipeline.id),
      ),
    ),
    problems: [
      ...(more ? [`More than ${mostRuns} runs have not ended: what older ones wait for is not shown.`] : []),
      ...problemOf("Who is asked by YAML runs", approvals),
    ],
  };
}

type Unfinished = Readonly<{ items: readonly Release[]; more: boolean }>;

async function unfinishedRuns({ builds }: Asked): Promise<Unfinished> {
  const page = await builds.runs({ unfinished: true, top: mostRuns, withoutStages: true });
  const { items } = await builds.withStages(page.items.slice(0, mostRuns));
  return { items, more: page.next !== undefined || page.items.length > mostRuns };
}

async function openApprovals(items: readonly Release[], { runs }: Asked): Promise<readonly RunApproval[]> {
  const asked = items.flatMap(({ stages }) =>
    stages.flatMap(({ attempts }) => attempts.at(-1)?.approvals ?? []),
  );
  const ids = asked.filter(({ status }) => status === "pending").map(({ id }) => id);
  return ids.length === 0 ? [] : runs.approvals(ids);
}
