import type { JobOrder } from "../../agent/job.ts";
import { JobVariables, branchName, capital, commonVariables } from "../engine/orders.ts";
import { webOf } from "../builds/build-wire.ts";
import type { Site } from "../site.ts";
import type { ReleaseArtefact } from "../state/release-state.ts";
import { releaseGroupPlace, releasePlace, stageGroupPlace, stagePlace } from "../state/vault.ts";
import type { Place } from "./stage-attempt.ts";
import { releaseAddress } from "./release-wire.ts";

type PhasePlace = Place & Readonly<{ phase: { id: number; runPlanId: string; name: string } }>;

/** The variables of one job of a release: groups, the release's own, then the stage's groups and own; then what the service says. */
export function releaseVariables(site: Site, place: PhasePlace): JobOrder["variables"] {
  const { release, environment } = place;
  const variables = new JobVariables();
  for (const group of release.variableGroups) {
    variables.from(site, releaseGroupPlace(release.id, group.id), group.variables);
  }
  variables.from(site, releasePlace(release.id), release.variables);
  for (const group of environment.variableGroups) {
    variables.from(site, stageGroupPlace(environment.id, group.id), group.variables);
  }
  variables.from(site, stagePlace(environment.id), environment.variables);
  variables.plain(commonVariables(site));
  variables.plain(ofRelease(site, place));
  variables.plain(ofAttempt(site, place));
  for (const artefact of release.artefacts) variables.plain(ofArtefact(site, artefact));
  const primary = release.artefacts.find(({ isPrimary }) => isPrimary);
  if (primary !== undefined) variables.plain(ofPrimary(site, primary));
  return variables.all();
}

type Plain = Readonly<Record<string, string | number | undefined>>;

function ofRelease(site: Site, { release }: PhasePlace): Plain {
  return {
    "Release.DefinitionName": release.definitionName,
    "Release.DefinitionId": release.definitionId,
    "Release.ReleaseName": release.name,
    "Release.ReleaseId": release.id,
    "Release.ReleaseUri": `vstfs:///ReleaseManagement/Release/${release.id}`,
    "Release.ReleaseDescription": release.description,
    "Release.ReleaseWebURL": webOf(
      site,
      `_releaseProgress?_a=release-pipeline-progress&releaseId=${release.id}`,
    ),
    "Release.RequestedFor": release.createdFor.displayName,
    "Release.RequestedForEmail": release.createdFor.uniqueName,
    "Release.RequestedForId": release.createdFor.id,
    "Release.Reason": capital(release.reason),
    "Release.PrimaryArtifactSourceAlias": release.artefacts.find(({ isPrimary }) => isPrimary)?.alias,
    "Release.TriggeringArtifact.Alias": "",
    "Release.SkipArtifactsDownload": "False",
    ...Object.fromEntries(
      release.environments.map(({ definition, status }) => [
        `Release.Environments.${definition.name}.status`,
        capital(status),
      ]),
    ),
  };
}

function ofAttempt(site: Site, { release, environment, attempt, phase }: PhasePlace): Plain {
  const { definition } = environment;
  return {
    "Release.EnvironmentName": definition.name,
    "Release.EnvironmentId": environment.id,
    "Release.EnvironmentUri": `vstfs:///ReleaseManagement/Environment/${environment.id}`,
    "Release.DefinitionEnvironmentId": definition.id,
    "Release.AttemptNumber": attempt.attempt,
    "Release.DeploymentID": attempt.id,
    "Release.DeployPhaseID": phase.id,
    "Release.Deployment.RequestedFor": attempt.requestedFor.displayName,
    "Release.Deployment.RequestedForEmail": attempt.requestedFor.uniqueName,
    "Release.Deployment.RequestedForId": attempt.requestedFor.id,
    "Release.Deployment.StartTime": attempt.startedOn,
    "Release.ReleaseUrl": releaseAddress(site, release.id),
    "System.DefinitionId": release.definitionId,
    "System.DefinitionName": release.definitionName,
    "System.PlanId": phase.runPlanId,
    "System.TimelineId": phase.runPlanId,
    "System.StageName": definition.name,
    "System.StageDisplayName": definition.name,
    "System.StageAttempt": attempt.attempt,
    "System.PhaseName": phase.name,
    "System.PhaseDisplayName": phase.name,
    "System.JobName": phase.name,
    "System.JobDisplayName": phase.name,
  };
}

function ofArtefact(site: Site, artefact: ReleaseArtefact): Plain {
  const build = site.state.build.builds.find(({ id }) => id === artefact.buildId);
  const definition = site.state.build.definitions.find(({ id }) => id === artefact.buildDefinitionId);
  const values: Plain = {
    DefinitionId: artefact.buildDefinitionId,
    DefinitionName: definition?.name,
    BuildNumber: artefact.buildNumber,
    BuildId: artefact.buildId,
    BuildURI: `vstfs:///Build/Build/${artefact.buildId}`,
    SourceBranch: artefact.sourceBranch,
    SourceBranchName: branchName(artefact.sourceBranch),
    SourceVersion: artefact.sourceVersion,
    "Repository.Provider": "TfsGit",
    "Repository.Id": definition?.repository.id,
    "Repository.Name": definition?.repository.name,
    RequestedFor: build?.requestedFor.displayName,
    RequestedForID: build?.requestedFor.id,
    Type: "Build",
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`Release.Artifacts.${artefact.alias}.${name}`, value]),
  );
}

function ofPrimary(site: Site, artefact: ReleaseArtefact): Plain {
  const build = site.state.build.builds.find(({ id }) => id === artefact.buildId);
  const definition = site.state.build.definitions.find(({ id }) => id === artefact.buildDefinitionId);
  return {
    "Build.BuildId": artefact.buildId,
    "Build.BuildNumber": artefact.buildNumber,
    "Build.BuildUri": `vstfs:///Build/Build/${artefact.buildId}`,
    "Build.DefinitionId": artefact.buildDefinitionId,
    "Build.DefinitionName": definition?.name,
    "Build.ProjectID": site.state.project.id,
    "Build.ProjectName": site.state.project.name,
    "Build.SourceBranch": artefact.sourceBranch,
    "Build.SourceBranchName": branchName(artefact.sourceBranch),
    "Build.SourceVersion": artefact.sourceVersion,
    "Build.RequestedFor": build?.requestedFor.displayName,
    "Build.RequestedForId": build?.requestedFor.id,
    "Build.Type": "Build",
  };
}
