import type { Site } from "../site.ts";
import type {
  Approval,
  Attempt,
  EnvironmentStatus,
  Release,
  ReleaseEnvironment,
} from "../state/release-state.ts";
import type { IdentityRef } from "../state/state.ts";

/** One attempt at one stage of one release. */
export type Place = Readonly<{ release: Release; environment: ReleaseEnvironment; attempt: Attempt }>;

/** How an attempt begins. `at`: later, at that moment. */
export type Start = Readonly<{
  reason: Attempt["reason"];
  by: IdentityRef;
  comment: string;
  at?: number;
}>;

/** Nothing goes on at a stage that stands like this. */
export const idleStatuses: readonly EnvironmentStatus[] = [
  "notStarted",
  "succeeded",
  "partiallySucceeded",
  "rejected",
  "canceled",
];

export function lastAttempt(environment: ReleaseEnvironment): Attempt {
  const attempt = environment.attempts.at(-1);
  if (attempt === undefined) throw new Error(`Nothing was deployed to ${environment.definition.name}.`);
  return attempt;
}

/** Every stage of every release, with its last attempt where there is one. */
export function lastPlaces(site: Site): readonly Place[] {
  return site.state.release.releases.flatMap((release) =>
    release.environments.flatMap((environment) => {
      const attempt = environment.attempts.at(-1);
      return attempt === undefined ? [] : [{ release, environment, attempt }];
    }),
  );
}

export function newAttempt(site: Site, environment: ReleaseEnvironment, start: Start): Attempt {
  const { reason, by, comment } = start;
  const now = site.clock.iso();
  const attempt: Attempt = {
    id: site.next("deployment"),
    attempt: environment.attempts.length + 1,
    reason,
    status: "notDeployed",
    operationStatus: "queued",
    requestedBy: by,
    requestedFor: by,
    queuedOn: now,
    lastModifiedBy: by,
    lastModifiedOn: now,
    hasStarted: false,
    comment,
    phases: [],
    issues: [],
  };
  environment.attempts.push(attempt);
  return attempt;
}

export function setStatus(
  site: Site,
  { release, environment, attempt }: Place,
  status: EnvironmentStatus,
  operationStatus: string,
): void {
  const now = site.clock.iso();
  Object.assign(environment, { status, modifiedOn: now });
  Object.assign(attempt, { operationStatus, lastModifiedOn: now });
  release.modifiedOn = now;
  site.changed();
}

/** Asks for the approvals of one side. Gives true while somebody has still to answer. */
export function askApprovals(
  site: Site,
  { environment, attempt }: Place,
  approvalType: Approval["approvalType"],
): boolean {
  const { preApprovers, postApprovers } = environment.definition;
  const approvers = approvalType === "preDeploy" ? preApprovers : postApprovers;
  const now = site.clock.iso();
  const common = {
    revision: 1,
    approvalType,
    attempt: attempt.attempt,
    comments: "",
    createdOn: now,
    modifiedOn: now,
  };
  for (const [index, who] of approvers.entries()) {
    const approver = site.callers.identity(who);
    const own = { id: site.next("approval"), rank: index + 1, status: "pending" as const, approver };
    environment.approvals.push({ ...common, ...own, isAutomated: false });
  }
  if (approvers.length > 0) return true;
  const automatic = { id: site.next("approval"), rank: 1, status: "approved" as const };
  environment.approvals.push({ ...common, ...automatic, isAutomated: true });
  return false;
}
