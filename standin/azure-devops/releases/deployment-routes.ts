import type { Call } from "../http/call.ts";
import { numberQuery } from "../http/call.ts";
import { bytes, invalid, list } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { findAttachment } from "../builds/artefact-routes.ts";
import { projectAddress } from "../site.ts";
import type { Site } from "../site.ts";
import { readStored } from "../state/files.ts";
import type { Attempt, Release, ReleaseEnvironment } from "../state/release-state.ts";
import { findEnvironment, findRelease } from "./find.ts";
import { page } from "./list-releases.ts";
import { approvalOnWire, definitionOf, releaseOnWire, stageReference } from "./release-wire.ts";

type Row = Readonly<{ id: number; release: Release; environment: ReleaseEnvironment; attempt: Attempt }>;

/** The list of deployments, and what tasks attached to them. */
export function deploymentRoutes(site: Site): readonly Route[] {
  const plan =
    "{project}/_apis/release/releases/{release}/environments/{environment}/attempts/{attempt}/plan/{plan}";
  return [
    {
      base: "release",
      method: "GET",
      path: "{project}/_apis/release/deployments",
      handle: (call) => listDeployments(site, call),
    },
    {
      base: "release",
      method: "GET",
      path: `${plan}/attachments/{type}`,
      handle: (call) => attachments(site, call),
    },
    {
      base: "release",
      method: "GET",
      path: `${plan}/timelines/{timeline}/records/{record}/attachments/{type}/{name}`,
      binary: true,
      handle: (call) => bytes(readStored(site, findAttachment(site, planOf(site, call), call).file)),
    },
  ];
}

/** The plan must be one of the attempt that the path names. */
function planOf(site: Site, call: Call): string {
  const environment = findEnvironment(findRelease(site, call.id("release")), call.id("environment"));
  const attempt = environment.attempts.find((one) => one.attempt === call.id("attempt"));
  const phase = attempt?.phases.find(({ runPlanId }) => runPlanId === call.part("plan"));
  if (phase === undefined) throw invalid(`The plan ${call.part("plan")} is none of that attempt.`);
  return phase.runPlanId;
}

function attachments(site: Site, call: Call): Reply {
  const plan = planOf(site, call);
  const base = `${projectAddress(site, "release")}/_apis/Release/releases/${call.part("release")}/environments/${call.part("environment")}/attempts/${call.part("attempt")}/plan/${plan}`;
  return list(
    site.state.attachments
      .filter(({ planId, type }) => planId === plan && type === call.part("type"))
      .map(({ type, name, timelineId, recordId, createdOn, by }) => ({
        type,
        name,
        timelineId,
        recordId,
        createdOn,
        modifiedOn: createdOn,
        modifiedBy: site.callers.identity(by),
        _links: {
          self: {
            href: `${base}/timelines/${timelineId}/records/${recordId}/attachments/${encodeURIComponent(type)}/${encodeURIComponent(name)}`,
          },
        },
      })),
  );
}

function listDeployments(site: Site, call: Call): Reply {
  const definition = numberQuery(call, "definitionId");
  const stage = numberQuery(call, "definitionEnvironmentId");
  const status = call.query("deploymentStatus")?.toLowerCase() ?? "all";
  const latest = call.query("latestAttemptsOnly")?.toLowerCase() === "true";
  const found = rows(site)
    .filter(({ release }) => definition === undefined || release.definitionId === definition)
    .filter(({ environment }) => stage === undefined || environment.definition.id === stage)
    .filter(({ attempt }) => status === "all" || attempt.status.toLowerCase() === status)
    .filter(({ environment, attempt }) => !latest || environment.attempts.at(-1) === attempt);
  const ascending = call.query("queryOrder")?.toLowerCase() === "ascending";
  const from = numberQuery(call, "continuationToken");
  const rest = found
    .sort((a, b) => (ascending ? a.id - b.id : b.id - a.id))
    .filter(({ id }) => from === undefined || (ascending ? id >= from : id <= from));
  const { items, next } = page(rest, Math.min(numberQuery(call, "$top") ?? 50, 100));
  return list(
    items.map((row) => deployment(site, row)),
    next,
  );
}

function rows(site: Site): Row[] {
  return site.state.release.releases
    .filter(({ isDeleted }) => !isDeleted)
    .flatMap((release) =>
      release.environments.flatMap((environment) =>
        environment.attempts.map((attempt) => ({ id: attempt.id, release, environment, attempt })),
      ),
    );
}

const reference = { environments: false, artifacts: true, variables: false, approvals: false, tasks: false };

function deployment(site: Site, { release, environment, attempt }: Row): Record<string, unknown> {
  const { id, name, artifacts, _links, createdBy, createdOn, description, modifiedBy, reason } =
    releaseOnWire(site, release, reference);
  const own = environment.approvals.filter((approval) => approval.attempt === attempt.attempt);
  const approvals = (when: string): unknown[] =>
    own
      .filter(({ approvalType }) => approvalType === when)
      .map((approval) => approvalOnWire(site, release, environment, approval));
  return {
    id: attempt.id,
    release: { id, name, artifacts, _links, createdBy, createdOn, description, modifiedBy, reason },
    releaseDefinition: definitionOf(site, release),
    releaseEnvironment: stageReference(site, release, environment),
    projectReference: null,
    definitionEnvironmentId: environment.definition.id,
    attempt: attempt.attempt,
    reason: attempt.reason,
    deploymentStatus: attempt.status,
    operationStatus: attempt.operationStatus,
    requestedBy: attempt.requestedBy,
    requestedFor: attempt.requestedFor,
    queuedOn: attempt.queuedOn,
    startedOn: attempt.startedOn ?? "0001-01-01T00:00:00",
    completedOn: attempt.completedOn ?? "0001-01-01T00:00:00",
    lastModifiedOn: attempt.lastModifiedOn,
    lastModifiedBy: attempt.lastModifiedBy,
    conditions: [],
    preDeployApprovals: approvals("preDeploy"),
    postDeployApprovals: approvals("postDeploy"),
    _links: {},
  };
}
