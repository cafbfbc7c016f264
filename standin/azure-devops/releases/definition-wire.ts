import { webOf } from "../builds/build-wire.ts";
import { shownVariables } from "../builds/build-wire.ts";
import { projectAddress } from "../site.ts";
import type { Site } from "../site.ts";
import type { StepDefinition } from "../state/build-state.ts";
import type {
  ArtefactSource,
  DeployPhase,
  ReleaseDefinition,
  StageDefinition,
} from "../state/release-state.ts";

/** What the parts of a definition look like on the wire, in the definition and in a release's snapshot. */
export function workflowTask(step: StepDefinition): Record<string, unknown> {
  const { taskId, version, name, refName, enabled, inputs, environment = {} } = step;
  return {
    environment,
    taskId,
    version,
    name,
    refName,
    enabled,
    alwaysRun: false,
    continueOnError: step.continueOnError ?? false,
    timeoutInMinutes: step.timeoutInMinutes ?? 0,
    retryCountOnTaskFailure: step.retryCountOnTaskFailure ?? 0,
    definitionType: "task",
    overrideInputs: {},
    condition: step.condition ?? "succeeded()",
    inputs,
  };
}

export function deployPhase({ name, refName, rank, steps }: DeployPhase): Record<string, unknown> {
  return {
    deploymentInput: {
      parallelExecution: { parallelExecutionType: "none" },
      skipArtifactsDownload: false,
      artifactsDownloadInput: { downloadInputs: [] },
      queueId: 1,
      demands: [],
      enableAccessToken: false,
      timeoutInMinutes: 0,
      jobCancelTimeoutInMinutes: 1,
      condition: "succeeded()",
      overrideInputs: {},
    },
    rank,
    phaseType: "agentBasedDeployment",
    name,
    refName,
    workflowTasks: steps.map(workflowTask),
  };
}

type When = "preDeploy" | "postDeploy";

/** Without approvers there is one approval that gives itself. */
export function approvals(site: Site, stage: StageDefinition, when: When): Record<string, unknown> {
  const approvers = when === "preDeploy" ? stage.preApprovers : stage.postApprovers;
  const automatic = { rank: 1, isAutomated: true, isNotificationOn: false, id: stage.id * 10 };
  return {
    approvals:
      approvers.length === 0
        ? [automatic]
        : approvers.map((id, index) => ({
            rank: index + 1,
            isAutomated: false,
            isNotificationOn: false,
            approver: site.callers.identity(id),
            id: stage.id * 10 + index,
          })),
    approvalOptions: {
      requiredApproverCount: 0,
      releaseCreatorCanBeApprover: stage.releaseCreatorCanBeApprover,
      autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped: false,
      enforceIdentityRevalidation: false,
      timeoutInMinutes: 0,
      executionOrder: when === "preDeploy" ? "beforeGates" : "afterSuccessfulGates",
    },
  };
}

export const noGates = { id: 0, gatesOptions: null, gates: [] } as const;

export const environmentOptions = {
  autoLinkWorkItems: false,
  badgeEnabled: false,
  publishDeploymentStatus: true,
  pullRequestDeploymentEnabled: false,
} as const;

function stageOnWire(site: Site, stage: StageDefinition): Record<string, unknown> {
  const { id, name, rank, ownerId, variables, variableGroups, conditions } = stage;
  const { concurrencyCount, queueDepthCount } = stage;
  return {
    id,
    name,
    rank,
    owner: site.callers.identity(ownerId),
    variables: shownVariables(variables),
    variableGroups,
    preDeployApprovals: approvals(site, stage, "preDeploy"),
    deployStep: { id: id * 10 + 5 },
    postDeployApprovals: approvals(site, stage, "postDeploy"),
    deployPhases: stage.phases.map(deployPhase),
    environmentOptions,
    demands: [],
    conditions,
    executionPolicy: { concurrencyCount, queueDepthCount },
    schedules: [],
    currentRelease: { id: 0, url: `${projectAddress(site, "release")}/_apis/Release/releases/0`, _links: {} },
    retentionPolicy: { daysToKeep: 30, releasesToKeep: 3, retainBuild: true },
    processParameters: {},
    properties: {},
    preDeploymentGates: noGates,
    postDeploymentGates: noGates,
    environmentTriggers: [],
    badgeUrl: `${site.address("release")}/_apis/public/Release/badge/${site.state.project.id}/1/${id}`,
  };
}

/** Where the artefacts come from; a release adds the version. */
export function artefactReference(
  site: Site,
  source: ArtefactSource,
): Record<string, { id: string; name: string }> {
  const { id: project, name: projectName } = site.state.project;
  const build = site.state.build.definitions.find(({ id }) => id === source.buildDefinitionId);
  return {
    artifactSourceDefinitionUrl: {
      id: webOf(site, `_permalink/_build/index?definitionId=${source.buildDefinitionId}`),
      name: "",
    },
    defaultVersionType: { id: "latestType", name: "Latest" },
    definition: { id: String(source.buildDefinitionId), name: build?.name ?? "" },
    project: { id: project, name: projectName },
  };
}

export function sourceId(site: Site, source: ArtefactSource): string {
  return `${site.state.project.id}:${source.buildDefinitionId}`;
}

type Shown = Readonly<{ environments: boolean; artifacts: boolean; variables: boolean }>;

export const everything: Shown = { environments: true, artifacts: true, variables: true };

export function releaseDefinition(
  site: Site,
  definition: ReleaseDefinition,
  shown: Shown,
): Record<string, unknown> {
  const { id, name, path, revision, description, createdBy, createdOn, modifiedBy, modifiedOn } = definition;
  const web = webOf(site, `_release?definitionId=${id}`);
  const address = `${projectAddress(site, "release")}/_apis/Release/definitions/${id}`;
  return {
    source: "userInterface",
    revision,
    description,
    createdBy,
    createdOn,
    modifiedBy,
    modifiedOn,
    isDeleted: false,
    isDisabled: definition.isDisabled,
    variables: shown.variables ? shownVariables(definition.variables) : null,
    variableGroups: shown.variables ? definition.variableGroups : null,
    ...(shown.environments
      ? { environments: definition.stages.map((stage) => stageOnWire(site, stage)) }
      : {}),
    ...(shown.artifacts ? { artifacts: definition.artefacts.map((source) => artefact(site, source)) } : {}),
    triggers: [],
    releaseNameFormat: definition.releaseNameFormat,
    tags: [],
    properties: {},
    id,
    name,
    path,
    projectReference: null,
    url: address,
    _links: { self: { href: address }, web: { href: web } },
  };
}

function artefact(site: Site, source: ArtefactSource): Record<string, unknown> {
  return {
    sourceId: sourceId(site, source),
    type: "Build",
    alias: source.alias,
    definitionReference: artefactReference(site, source),
    isPrimary: source.isPrimary,
    isRetained: false,
  };
}
