import type { Deployment } from "../../core/model/deployment.ts";
import { read } from "../../core/model/reading.ts";
import type { Release } from "../../core/model/release.ts";
import type { Attempt, Stage } from "../../core/model/stage.ts";
import { whyNot } from "../../core/model/why-waiting.ts";
import { whyWaits } from "../../core/model/why-deployment.ts";
import type { WhyNot } from "../../core/model/why-words.ts";
import { branchName, buildOf, whyOf } from "../shared/stage-facts.ts";
import { duration } from "../shared/time.ts";

function stageIn(release: Release, { stage }: Deployment): Stage | undefined {
  return release.stages.find(({ id, name }) => id === stage || name === stage);
}

function attemptIn(release: Release, deployment: Deployment): Attempt | undefined {
  return stageIn(release, deployment)?.attempts.find(({ number }) => number === deployment.attempt);
}

function approversOf(attempt: Attempt | undefined): string {
  const given = (attempt?.approvals ?? []).filter(
    ({ status, automatic }) => status === "approved" && !automatic,
  );
  return given.flatMap(({ decidedBy, approver }) => (decidedBy ?? approver)?.name ?? []).join(", ");
}

/**
 * Why a deployment does not go on, or why it failed: from its release, which tells more than the list that it was found in.
 * Only the newest attempt of a stage can wait.
 */
function whyIn(release: Release | undefined, deployment: Deployment): WhyNot | undefined {
  if (release === undefined) return whyWaits(deployment);
  const stage = stageIn(release, deployment);
  if (!stage || stage.attempts.at(-1)?.number !== deployment.attempt) return undefined;
  return whyOf(release, stage) ?? whyNot({ stage: read(stage) });
}

function tookWords({ startedOn, finishedOn }: Deployment): string {
  if (startedOn === undefined || finishedOn === undefined || finishedOn < startedOn) return "";
  return duration(finishedOn - startedOn);
}

/** A deployment closely: what the list of deployments tells, and what its release adds. */
export type Look = Readonly<{
  build: string;
  commit: string;
  facts: readonly Readonly<{ name: string; text: string }>[];
  /** The page of Azure DevOps that shows the release; absent until the release is read. */
  url?: string;
  why?: WhyNot;
}>;

function factsOf(deployment: Deployment, branch: string, attempt: Attempt | undefined): Look["facts"] {
  const { requestedBy: who = attempt?.requestedBy, stage } = deployment;
  const facts = [
    { name: "Stage", text: deployment.attempt > 1 ? `${stage}, attempt ${deployment.attempt}` : stage },
    { name: "Branch", text: branchName(branch) },
    { name: "Asked for by", text: who?.name ?? "" },
    { name: "Approved by", text: approversOf(attempt) },
    { name: "Reason", text: attempt?.reason ?? "" },
    { name: "Took", text: tookWords(deployment) },
  ];
  return facts.filter(({ text }) => text !== "");
}

/** What is shown of one deployment. `release` absent: it is being read, or could not be. */
export function lookAt(deployment: Deployment, release: Release | undefined, isNow: boolean): Look {
  const nameless = { number: deployment.releaseName, branch: "", commit: "" };
  const build = { ...nameless, ...(release && buildOf(release)), ...deployment.build };
  const attempt = release && attemptIn(release, deployment);
  const why = isNow ? whyIn(release, deployment) : undefined;
  return {
    build: build.number,
    commit: build.commit,
    facts: factsOf(deployment, build.branch, attempt),
    ...(release ? { url: release.webUrl } : {}),
    ...(why ? { why } : {}),
  };
}
