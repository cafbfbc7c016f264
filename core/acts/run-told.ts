import { sameName } from "../model/ordinal.ts";
import { read } from "../model/reading.ts";
import type { Release } from "../model/release.ts";
import type { Approval, Stage } from "../model/stage.ts";
import type { AzureDevOps } from "../ports.ts";
import type { RunApproval } from "../ports-of-runs.ts";
import { readingOf } from "./reading-of.ts";
import { type KeptReason, readReasons, withKeptReasons } from "./start-reasons.ts";

/** A run as it is told elsewhere. `problems`: what of it could not be read, a sentence each. */
export type RunTold = Readonly<{ release: Release; problems: readonly string[] }>;

/** Whether a run's pipeline is disabled, so that nothing of it can be started. Not known counts as enabled: Azure DevOps decides. */
export async function isDisabled(release: Release, azure: Pick<AzureDevOps, "runs">): Promise<boolean> {
  const pipelines = await readingOf(azure.runs.pipelines());
  return (
    pipelines.kind === "read" &&
    pipelines.value.some(({ id, disabled }) => disabled && id === release.pipeline.id)
  );
}

/**
 * A run with what Azure DevOps tells elsewhere: the reasons that were kept for its starts, and who is asked by its
 * approvals, with which instructions. `by`: only the reasons that this person kept.
 */
export async function withRunTold(
  release: Release,
  azure: Pick<AzureDevOps, "documents" | "runs">,
  by?: string,
): Promise<RunTold> {
  const ids = approvalsIn(release).flatMap(({ id, automatic }) => (automatic ? [] : [id]));
  const [reasons, approvals] = await Promise.all([
    readingOf(readReasons(release, azure.documents)),
    ids.length === 0 ? read([]) : readingOf(azure.runs.approvals(ids)),
  ]);
  const reasoned = reasons.kind === "read" ? withKeptReasons(release, ofPerson(reasons.value, by)) : release;
  return {
    release: approvals.kind === "read" ? withApprovals(reasoned, approvals.value) : reasoned,
    problems: [
      ...(reasons.kind === "failed"
        ? [`The reasons of earlier starts could not be read: ${reasons.why}`]
        : []),
      ...(approvals.kind === "failed" ? [`The approvals could not be read: ${approvals.why}`] : []),
    ],
  };
}

function ofPerson(reasons: readonly KeptReason[], by: string | undefined): readonly KeptReason[] {
  return reasons.filter((one) => by === undefined || sameName(one.by, by));
}

function approvalsIn({ stages }: Release): readonly Approval[] {
  return stages.flatMap(({ attempts }) => attempts.flatMap(({ approvals }) => approvals));
}

/** A run with what Azure DevOps tells of its approvals. */
export function withApprovals(release: Release, known: readonly RunApproval[]): Release {
  const byId = new Map(known.map((approval) => [approval.id.toLowerCase(), approval]));
  const told = (approval: Approval): Approval => {
    const more = byId.get(approval.id.toLowerCase());
    return more === undefined ? approval : { ...approval, ...asked(more) };
  };
  const ofStage = (stage: Stage): Stage => ({
    ...stage,
    attempts: stage.attempts.map((attempt) => ({ ...attempt, approvals: attempt.approvals.map(told) })),
  });
  return { ...release, stages: release.stages.map(ofStage) };
}

function asked({
  status,
  approvers,
  instructions,
  mayDecide,
  deferredUntil,
  decisions,
}: RunApproval): Partial<Approval> {
  const last = decisions.findLast((one) => one.on !== undefined);
  return {
    status,
    approvers,
    instructions,
    mayDecide,
    ...(deferredUntil === undefined ? {} : { deferredUntil }),
    ...(last === undefined ? {} : { decidedBy: last.by }),
    ...(last?.on === undefined ? {} : { decidedOn: last.on }),
    ...(last?.comment === undefined ? {} : { comment: last.comment }),
  };
}
