import { instant, readInstant } from "../../core/model/instant.ts";
import type { ArtefactSource, Release, ReleaseVariable } from "../../core/model/release.ts";
import type { Place } from "./place.ts";
import { readStages, type WireEnvironment } from "./read-stage.ts";
import {
  lower,
  moment,
  optional,
  readAddress,
  readPerson,
  whole,
  word,
  worded,
  type WireIdentity,
  type WireLinks,
} from "./read-common.ts";

/** `Artifact` of a release or a definition, release 7.0. */
export type WireArtefact = Readonly<{
  alias?: string | null;
  type?: string | null;
  isPrimary?: boolean | null;
  definitionReference?: Readonly<
    Record<string, Readonly<{ id?: string | null; name?: string | null }> | null>
  > | null;
}>;

/** `ConfigurationVariableValue`, release 7.0. */
export type WireVariable = Readonly<{
  value?: string | null;
  isSecret?: boolean | null;
  allowOverride?: boolean | null;
}>;

/** Variables by name, as releases and definitions carry them, release 7.0. */
export type WireVariables = Readonly<Record<string, WireVariable | null>> | null;

/** `VariableGroup` as a release remembers it, release 7.0. */
export type WireGroupReference = Readonly<{ id?: number | null; name?: string | null }>;

/** `Release`, release 7.0. */
export type WireRelease = Readonly<{
  id?: number | null;
  name?: string | null;
  status?: string | null;
  reason?: string | null;
  description?: string | null;
  createdOn?: string | null;
  modifiedOn?: string | null;
  createdBy?: WireIdentity | null;
  createdFor?: WireIdentity | null;
  keepForever?: boolean | null;
  artifacts?: readonly WireArtefact[] | null;
  environments?: readonly WireEnvironment[] | null;
  variables?: WireVariables;
  variableGroups?: readonly WireGroupReference[] | null;
  releaseDefinition?: Readonly<{ id?: number | null; name?: string | null; path?: string | null }> | null;
  _links?: WireLinks;
}>;

const statuses: Readonly<Record<string, Release["status"]>> = {
  draft: "draft",
  active: "active",
  abandoned: "abandoned",
};

const reasons: Readonly<Record<string, Release["reason"]>> = {
  manual: "manual",
  none: "manual",
  continuousintegration: "continuousIntegration",
  schedule: "schedule",
  pullrequest: "pullRequest",
};

/** A classic release. What Azure DevOps leaves out of a list is empty. */
export function readRelease(body: unknown, place: Place): Release {
  const wire = (body ?? {}) as WireRelease;
  const id = whole(wire.id);
  return {
    id: `classic:${id}`,
    name: wire.name ?? `Release ${id}`,
    kind: "classic",
    pipeline: readPipeline(wire),
    project: place.project,
    status: worded(statuses, lower(wire.status)),
    description: word(wire.description),
    reason: worded(reasons, lower(wire.reason)),
    ...readCreation(wire),
    ...moment("modifiedOn", wire.modifiedOn),
    artefacts: (wire.artifacts ?? []).map(readArtefactSource),
    stages: readStages(wire, place.taskIds.deploy),
    variables: readAllVariables(wire),
    protection: { keptForever: wire.keepForever === true },
    webUrl: readAddress(wire._links?.web?.href) ?? releasePage(place, id),
  };
}

function readCreation(wire: WireRelease): Pick<Release, "createdBy" | "createdOn"> {
  return {
    ...optional("createdBy", readPerson(wire.createdFor) ?? readPerson(wire.createdBy)),
    createdOn: readInstant(wire.createdOn) ?? instant(0),
  };
}

function readPipeline(wire: WireRelease): Release["pipeline"] {
  const { id, name, path } = wire.releaseDefinition ?? {};
  return { id: id ?? 0, name: name ?? "", ...optional("path", path) };
}

function releasePage(place: Place, id: number): string {
  const project = encodeURIComponent(place.project.name);
  return `${place.bases.core}/${project}/_releaseProgress?releaseId=${id}&_a=release-pipeline-progress`;
}

/** One set of artefacts. Of a build, its id, pipeline, branch and commit are named by `definitionReference`. */
export function readArtefactSource(wire: WireArtefact): ArtefactSource {
  const reference = (name: string): { id?: string | null; name?: string | null } =>
    wire.definitionReference?.[name] ?? {};
  const version = reference("version");
  const buildId = Number(version.id);
  const type = wire.type ?? "";
  const isBuild = lower(type) === "build" && Number.isInteger(buildId) && buildId > 0;
  return {
    alias: wire.alias ?? "",
    type,
    version: version.name ?? version.id ?? "",
    primary: wire.isPrimary === true,
    ...(isBuild ? { build: readBuildReference(buildId, reference) } : {}),
  };
}

function readBuildReference(
  id: number,
  reference: (name: string) => { id?: string | null; name?: string | null },
): NonNullable<ArtefactSource["build"]> {
  const branch = reference("branch");
  return {
    id,
    pipelineId: Number(reference("definition").id ?? 0),
    pipelineName: reference("definition").name ?? "",
    branch: branch.id ?? branch.name ?? "",
    ...optional("commit", reference("sourceVersion").id),
    ...optional("project", reference("project").id),
  };
}

function readAllVariables(wire: WireRelease): readonly ReleaseVariable[] {
  const ofStages = (wire.environments ?? []).flatMap((environment) =>
    readVariables(environment.variables, environment.name ?? ""),
  );
  return [...readVariables(wire.variables), ...ofStages];
}

/** The variables of a release, of one stage where `stage` names it, or of a definition. A secret has no value. */
export function readVariables(wires: WireVariables | undefined, stage?: string): readonly ReleaseVariable[] {
  return Object.entries(wires ?? {}).map(([name, wire]) => {
    const isSecret = wire?.isSecret === true;
    return {
      name,
      ...(isSecret ? {} : optional("value", wire?.value)),
      secret: isSecret,
      ...optional("stage", stage),
      allowOverride: wire?.allowOverride === true,
    };
  });
}
