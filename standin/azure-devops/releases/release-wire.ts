import { shownVariables, webOf } from "../builds/build-wire.ts";
import { shownGroup } from "../library/group-wire.ts";
import { projectAddress } from "../site.ts";
import type { Site } from "../site.ts";
import type { Approval, Release, ReleaseArtefact, ReleaseEnvironment } from "../state/release-state.ts";
import { attemptOnWire } from "./attempt-wire.ts";
import {
  approvals,
  artefactReference,
  deployPhase,
  environmentOptions,
  noGates,
  sourceId,
} from "./definition-wire.ts";

/** Which parts of a release an answer holds. */
export type Expand = Readonly<{
  environments: boolean;
  artifacts: boolean;
  variables: boolean;
  approvals: boolean;
  tasks: boolean;
}>;

export const whole: Expand = {
  environments: true,
  artifacts: true,
  variables: true,
  approvals: true,
  tasks: false,
};

export function releaseAddress(site: Site, id: number): string {
  return `${projectAddress(site, "release")}/_apis/Release/releases/${id}`;
}

/** As a release refers to its definition. */
export function definitionOf(site: Site, release: Release): Record<string, unknown> {
  const { definitionId: id, definitionName: name } = release;
  const path = site.state.release.definitions.find((definition) => definition.id === id)?.path ?? "\\";
  const self = `${projectAddress(site, "release")}/_apis/Release/definitions/${id}`;
  const web = webOf(site, `_release?definitionId=${id}`);
  return {
    id,
    name,
    path,
    projectReference: null,
    url: self,
    _links: { self: { href: self }, web: { href: web } },
  };
}

export function releaseReference(site: Site, release: Release): Record<string, unknown> {
  const self = releaseAddress(site, release.id);
  const web = webOf(site, `_releaseProgress?_a=release-pipeline-progress&releaseId=${release.id}`);
  return {
    id: release.id,
    name: release.name,
    url: self,
    _links: { self: { href: self }, web: { href: web } },
  };
}

export function releaseOnWire(site: Site, release: Release, expand: Expand): Record<string, unknown> {
  const { id, status, createdOn, modifiedOn, modifiedBy, createdBy, createdFor, description } = release;
  const links = releaseReference(site, release);
  return {
    id,
    name: release.name,
    status,
    createdOn,
    modifiedOn,
    modifiedBy,
    createdBy,
    createdFor,
    ...(expand.environments
      ? { environments: release.environments.map((one) => environmentOnWire(site, release, one, expand)) }
      : {}),
    variables: expand.variables ? shownVariables(release.variables) : {},
    variableGroups: expand.variables ? release.variableGroups.map((group) => shownGroup(group)) : [],
    ...(expand.artifacts ? { artifacts: release.artefacts.map((one) => artefactOnWire(site, one)) } : {}),
    releaseDefinition: definitionOf(site, release),
    releaseDefinitionRevision: release.definitionRevision,
    description,
    reason: release.reason,
    releaseNameFormat: "Release-$(rev)",
    keepForever: release.keepForever,
    definitionSnapshotRevision: release.snapshotRevision,
    logsContainerUrl: `${links["url"] as string}/logs`,
    comment: release.comment,
    url: links["url"],
    _links: links["_links"],
    tags: release.tags,
    triggeringArtifactAlias: null,
    projectReference: { id: site.state.project.id, name: site.state.project.name },
    properties: {},
  };
}

function artefactOnWire(site: Site, artefact: ReleaseArtefact): Record<string, unknown> {
  const { buildId, buildNumber, sourceBranch, sourceVersion, alias, isPrimary } = artefact;
  const repository = site.state.build.definitions.find(
    ({ id }) => id === artefact.buildDefinitionId,
  )?.repository;
  return {
    sourceId: sourceId(site, artefact),
    type: "Build",
    alias,
    definitionReference: {
      ...artefactReference(site, artefact),
      artifactSourceVersionUrl: { id: webOf(site, `_permalink/_build/index?buildId=${buildId}`), name: "" },
      version: { id: String(buildId), name: buildNumber },
      buildUri: { id: `vstfs:///Build/Build/${buildId}`, name: "" },
      branch: { id: sourceBranch, name: sourceBranch },
      branches: { id: sourceBranch, name: sourceBranch },
      sourceVersion: { id: sourceVersion, name: "" },
      repository: { id: repository?.id ?? "", name: repository?.name ?? "" },
      "repository.provider": { id: "TfsGit", name: "" },
      requestedFor: { id: "", name: "" },
    },
    isPrimary,
    isRetained: true,
  };
}

export function environmentOnWire(
  site: Site,
  release: Release,
  environment: ReleaseEnvironment,
  expand: Pick<Expand, "approvals" | "tasks">,
): Record<string, unknown> {
  const { attempts } = environment;
  const steps = attempts.map((attempt) =>
    attemptOnWire(site, release, environment, { attempt, tasks: expand.tasks }),
  );
  return {
    id: environment.id,
    releaseId: release.id,
    name: environment.definition.name,
    status: environment.status,
    variables: shownVariables(environment.variables),
    variableGroups: environment.variableGroups.map((group) => shownGroup(group)),
    preDeployApprovals: expand.approvals ? approvalsOf(site, release, environment, "preDeploy") : [],
    postDeployApprovals: expand.approvals ? approvalsOf(site, release, environment, "postDeploy") : [],
    deploySteps: steps,
    ...snapshotOf(site, environment),
    createdOn: environment.createdOn,
    modifiedOn: environment.modifiedOn,
    ...(environment.scheduledDeploymentTime === undefined
      ? {}
      : { scheduledDeploymentTime: environment.scheduledDeploymentTime }),
    schedules: [],
    release: releaseReference(site, release),
    releaseDefinition: definitionOf(site, release),
    releaseCreatedBy: release.createdBy,
    triggerReason: environment.triggerReason,
    timeToDeploy: environment.timeToDeploy,
  };
}

/** The stage as the definition had it when the release was made. */
function snapshotOf(site: Site, { definition, conditions }: ReleaseEnvironment): Record<string, unknown> {
  return {
    preApprovalsSnapshot: approvals(site, definition, "preDeploy"),
    postApprovalsSnapshot: approvals(site, definition, "postDeploy"),
    rank: definition.rank,
    definitionEnvironmentId: definition.id,
    environmentOptions,
    demands: [],
    conditions: conditions.map((condition) => ({ result: condition.result ?? false, ...condition })),
    workflowTasks: [],
    deployPhasesSnapshot: definition.phases.map(deployPhase),
    owner: site.callers.identity(definition.ownerId),
    processParameters: {},
    preDeploymentGatesSnapshot: noGates,
    postDeploymentGatesSnapshot: noGates,
  };
}

function approvalsOf(
  site: Site,
  release: Release,
  environment: ReleaseEnvironment,
  when: Approval["approvalType"],
): readonly unknown[] {
  return environment.approvals
    .filter(({ approvalType }) => approvalType === when)
    .map((approval) => approvalOnWire(site, release, environment, approval));
}

export function approvalOnWire(
  site: Site,
  release: Release,
  environment: ReleaseEnvironment,
  approval: Approval,
): Record<string, unknown> {
  const { approver, approvedBy, ...rest } = approval;
  return {
    ...rest,
    ...(approver === undefined ? {} : { approver }),
    ...(approvedBy === undefined ? {} : { approvedBy }),
    trialNumber: approval.attempt,
    isNotificationOn: false,
    history: [],
    release: releaseReference(site, release),
    releaseDefinition: definitionOf(site, release),
    releaseEnvironment: stageReference(site, release, environment),
    url: `${projectAddress(site, "release")}/_apis/Release/approvals/${approval.id}`,
  };
}

export function stageReference(
  site: Site,
  release: Release,
  environment: ReleaseEnvironment,
): Record<string, unknown> {
  const self = `${releaseAddress(site, release.id)}/environments/${environment.id}`;
  return {
    id: environment.id,
    name: environment.definition.name,
    url: self,
    _links: { self: { href: self } },
  };
}
