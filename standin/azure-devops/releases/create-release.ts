import { enumField, flagField, listField, mapField, numberField, textField } from "../http/body.ts";
import { invalid } from "../http/reply.ts";
import type { Caller } from "../people/callers.ts";
import type { Site } from "../site.ts";
import type {
  ArtefactSource,
  Release,
  ReleaseArtefact,
  ReleaseDefinition,
  ReleaseEnvironment,
  StageDefinition,
} from "../state/release-state.ts";
import {
  definitionPlace,
  releaseGroupPlace,
  releasePlace,
  stageDefinitionPlace,
  stageGroupPlace,
  stagePlace,
} from "../state/vault.ts";
import { findReleaseDefinition } from "./find.ts";
import { override, snapshotGroups, variablesIn } from "./variables.ts";

const reasons = { none: 0, manual: 1, continuousIntegration: 2, schedule: 3, pullRequest: 4 };

/** Makes a release from `ReleaseStartMetadata`. Everything is judged before anything is kept. */
export function createRelease(site: Site, caller: Caller, body: unknown): Release {
  const definition = findReleaseDefinition(site, numberField(body, "definitionId") ?? 0);
  if (definition.isDisabled) throw invalid(`VS403104: Release pipeline ${definition.name} is disabled.`);
  const manual = manualStages(definition, body);
  const artefacts = artefactsIn(site, definition, body);
  const id = site.next("release");
  const variables = structuredClone(definition.variables);
  site.vault.copy(definitionPlace("release", definition.id), releasePlace(id));
  override(site, variables, variablesIn(body), { place: releasePlace(id), what: "release pipeline" });
  const environments = definition.stages.map((stage) => newEnvironment(site, stage, manual));
  for (const one of listField(body, "environmentsMetadata")) overrideStage(site, environments, one);
  const release: Release = {
    ...emptyRelease(site, definition, caller),
    id,
    name: nameOf(site, definition),
    status: flagField(body, "isDraft") === true ? "draft" : "active",
    reason: enumField(body, "reason", reasons) ?? "manual",
    description: textField(body, "description") ?? "",
    artefacts,
    variables,
    variableGroups: snapshotGroups(site, definition.variableGroups, (group) => releaseGroupPlace(id, group)),
    environments,
  };
  site.state.release.releases.push(release);
  site.changed();
  return release;
}

type Asked =
  | "id"
  | "name"
  | "status"
  | "reason"
  | "description"
  | "artefacts"
  | "variables"
  | "variableGroups"
  | "environments";

function emptyRelease(site: Site, definition: ReleaseDefinition, { identity }: Caller): Omit<Release, Asked> {
  const now = site.clock.iso();
  return {
    definitionId: definition.id,
    definitionName: definition.name,
    definitionRevision: definition.revision,
    comment: "",
    createdBy: identity,
    createdFor: identity,
    createdOn: now,
    modifiedBy: identity,
    modifiedOn: now,
    keepForever: false,
    isDeleted: false,
    snapshotRevision: 1,
    tags: [],
    revisions: [],
  };
}

function nameOf(site: Site, definition: ReleaseDefinition): string {
  const number = String(site.next(`release name ${definition.id}`));
  return definition.releaseNameFormat.replaceAll(/\$\(rev:?r*\)/gi, number);
}

/** Stages whose triggers are turned from automatic to manual. An unknown name is an error. */
function manualStages(definition: ReleaseDefinition, body: unknown): readonly string[] {
  const names = listField(body, "manualEnvironments").map(String);
  const known = definition.stages.map(({ name }) => name.toLowerCase());
  const unknown = names.filter((name) => !known.includes(name.toLowerCase()));
  if (unknown.length > 0) {
    throw invalid(
      `VS402947: The following stages do not exist in release pipeline ${definition.name}: ${unknown.join(", ")}.`,
    );
  }
  return names.map((name) => name.toLowerCase());
}

function artefactsIn(site: Site, definition: ReleaseDefinition, body: unknown): ReleaseArtefact[] {
  const given = listField(body, "artifacts");
  const unknown = given
    .map((one) => textField(one, "alias") ?? "")
    .filter(
      (alias) => !definition.artefacts.some((source) => source.alias.toLowerCase() === alias.toLowerCase()),
    );
  if (unknown.length > 0) throw invalid(`VS402966: No artifact with alias ${unknown.join(", ")} is linked.`);
  return definition.artefacts.map((source) => artefactOf(site, source, given));
}

/** The version that is named, else the newest that succeeded. */
function artefactOf(site: Site, source: ArtefactSource, given: readonly unknown[]): ReleaseArtefact {
  const named = given.find((one) => textField(one, "alias")?.toLowerCase() === source.alias.toLowerCase());
  const wanted = numberField(mapField(named, "instanceReference"), "id");
  const builds = site.state.build.builds.filter(
    ({ definitionId, deleted }) => definitionId === source.buildDefinitionId && deleted === undefined,
  );
  const build =
    wanted === undefined
      ? builds.filter(({ result }) => result === "succeeded" || result === "partiallySucceeded").at(-1)
      : builds.find(({ id }) => id === wanted);
  if (build === undefined) {
    throw invalid(
      `VS402897: No version of the artifact ${source.alias} is available${wanted === undefined ? "" : ` with the id ${wanted}`}. Its build may have been deleted.`,
    );
  }
  const { id: buildId, buildNumber, sourceBranch, sourceVersion } = build;
  return { ...source, buildId, buildNumber, sourceBranch, sourceVersion };
}

function newEnvironment(site: Site, stage: StageDefinition, manual: readonly string[]): ReleaseEnvironment {
  const id = site.next("stage");
  const now = site.clock.iso();
  const switched = manual.includes(stage.name.toLowerCase());
  site.vault.copy(stageDefinitionPlace(stage.id), stagePlace(id));
  return {
    id,
    definition: structuredClone(stage),
    status: "notStarted",
    variables: structuredClone(stage.variables),
    variableGroups: snapshotGroups(site, stage.variableGroups, (group) => stageGroupPlace(id, group)),
    conditions: switched ? [] : structuredClone(stage.conditions),
    attempts: [],
    approvals: [],
    triggerReason: switched || stage.conditions.length === 0 ? "Manual" : "After successful release creation",
    createdOn: now,
    modifiedOn: now,
    timeToDeploy: 0,
  };
}

function overrideStage(site: Site, environments: readonly ReleaseEnvironment[], given: unknown): void {
  const id = numberField(given, "definitionEnvironmentId");
  const environment = environments.find(({ definition }) => definition.id === id);
  if (environment === undefined) throw invalid(`VS402965: No stage has the definition id ${id ?? "?"}.`);
  override(site, environment.variables, variablesIn(given), {
    place: stagePlace(environment.id),
    what: "stage",
  });
}
