import type { HistoryEntry, ReleasePipeline } from "../../core/ports.ts";
import type { Place } from "./place.ts";
import {
  lower,
  moment,
  optional,
  readAddress,
  readPerson,
  whole,
  word,
  type WireIdentity,
  type WireLinks,
} from "./read-common.ts";
import { readArtefactSource, readVariables, type WireArtefact, type WireVariables } from "./read-release.ts";
import { readPurpose, readWay, type WireCondition, type WirePhase } from "./read-stage.ts";

/** `ReleaseDefinitionEnvironment`, release 7.0. */
export type WireDefinitionStage = Readonly<{
  id?: number | null;
  name?: string | null;
  rank?: number | null;
  conditions?: readonly WireCondition[] | null;
  schedules?: readonly unknown[] | null;
  deployPhases?: readonly WirePhase[] | null;
  variables?: WireVariables;
  variableGroups?: readonly number[] | null;
}>;

/** `ReleaseDefinition`, release 7.0; `isDisabled` since 7.2. */
export type WireDefinition = Readonly<{
  id?: number | null;
  name?: string | null;
  path?: string | null;
  isDisabled?: boolean | null;
  artifacts?: readonly WireArtefact[] | null;
  environments?: readonly WireDefinitionStage[] | null;
  variables?: WireVariables;
  variableGroups?: readonly number[] | null;
  _links?: WireLinks;
}>;

/** `ReleaseRevision` of Microsoft's client packages 5.276 (not in the published description). */
export type WireRevision = Readonly<{
  changedBy?: WireIdentity | null;
  changedDate?: string | null;
  changeType?: string | null;
  changeDetails?: unknown;
  comment?: string | null;
}>;

/** A release pipeline: what a release of it would look like. */
export function readReleasePipeline(body: unknown, place: Place): ReleasePipeline {
  const wire = (body ?? {}) as WireDefinition;
  const id = whole(wire.id);
  const stages = [...(wire.environments ?? [])].sort((a, b) => whole(a.rank) - whole(b.rank));
  return {
    id,
    name: word(wire.name),
    path: wire.path ?? "\\",
    disabled: wire.isDisabled === true,
    sources: (wire.artifacts ?? []).map(readSource),
    stages: stages.map((stage, index) => readStage(stage, stages[index - 1], wire, place.taskIds.deploy)),
    variables: [
      ...readVariables(wire.variables),
      ...stages.flatMap((stage) => readVariables(stage.variables, word(stage.name))),
    ],
    webUrl:
      readAddress(wire._links?.web?.href) ??
      `${place.bases.core}/${encodeURIComponent(place.project.name)}/_release?definitionId=${id}`,
  };
}

function readSource(wire: WireArtefact): ReleasePipeline["sources"][number] {
  const source = readArtefactSource(wire);
  const definition = wire.definitionReference?.["definition"];
  const pipeline = Number(definition?.id);
  return {
    alias: source.alias,
    type: source.type,
    primary: source.primary,
    ...(lower(source.type) === "build" && pipeline > 0
      ? { buildPipeline: { id: pipeline, name: definition?.name ?? "" } }
      : {}),
  };
}

function readStage(
  wire: WireDefinitionStage,
  before: WireDefinitionStage | undefined,
  pipeline: WireDefinition,
  deployTask: string,
): ReleasePipeline["stages"][number] {
  const groups = [...(pipeline.variableGroups ?? []), ...(wire.variableGroups ?? [])];
  return {
    ...optional("definitionId", wire.id),
    ...readPurpose(wire.name ?? "", wire.deployPhases, deployTask),
    ...readWay(wire.conditions, wire.schedules, before?.name ?? undefined),
    linkedGroups: groups.map((id) => ({ id, name: "" })),
  };
}

/** One act upon a release, as Azure DevOps remembers it. */
export function readHistoryEntry(body: unknown): HistoryEntry {
  const wire = (body ?? {}) as WireRevision;
  const details = wire.changeDetails;
  return {
    ...optional("by", readPerson(wire.changedBy)),
    ...moment("on", wire.changedDate),
    what: wire.changeType ?? "",
    detail: typeof details === "string" ? details : details ? JSON.stringify(details) : "",
    ...optional("comment", wire.comment === "" ? undefined : wire.comment),
  };
}
