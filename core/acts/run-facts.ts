import { refusal } from "../failure.ts";
import { sameName } from "../model/ordinal.ts";
import type { Reading } from "../model/reading.ts";
import type { DeploymentRecord } from "../model/record.ts";
import type { ArtefactSource, Build, Release, ReleaseId } from "../model/release.ts";
import type { Stage } from "../model/stage.ts";
import type { AzureDevOps } from "../ports.ts";
import type { QueuedWith, RunResource } from "../ports-of-runs.ts";
import { connectionVariable } from "./chosen-connection.ts";
import type { Dossier, RecordOfAttempt, SealOfBuild } from "./inspect-release.ts";
import { readingOf } from "./reading-of.ts";
import { numberOf, releaseOf } from "./release-of.ts";
import type { RunTold } from "./run-told.ts";

/**
 * A YAML run together with what it was queued with: the builds of other pipelines that it carries are its artefacts, its
 * parameters are variables. Where Azure DevOps does not tell, the run stays its own build, and `problems` says so.
 */
export async function withQueued(
  run: Release,
  number: number,
  azure: Pick<AzureDevOps, "runs" | "builds">,
): Promise<RunTold> {
  const queued = await readingOf(azure.runs.queuedWith(run.pipeline.id, number));
  if (queued.kind === "failed") {
    return { release: run, problems: [`What the run was queued with could not be read: ${queued.why}`] };
  }
  const { resources, parameters } = queued.value;
  const found = await Promise.all(resources.map((resource) => sourceOf(resource, azure)));
  const carried = found.map(({ source }) => source);
  const own = run.artefacts.map((source) => ({ ...source, primary: carried.length === 0 }));
  const release = {
    ...run,
    artefacts: [...carried.map((source, at) => ({ ...source, primary: at === 0 })), ...own],
    variables: [...run.variables, ...parameterVariables(parameters, run)],
  };
  return { release, problems: found.flatMap(({ problem }) => problem ?? []) };
}

/** The same for a release of either world: a classic one tells by itself what it carries. */
export function withCarried(release: Release, azure: Pick<AzureDevOps, "runs" | "builds">): Promise<RunTold> {
  return release.kind === "yaml"
    ? withQueued(release, numberOf(release.id), azure)
    : Promise.resolve({ release, problems: [] });
}

/** A release of either world with all builds that it carries. Refused (RM044) where they could not be read. */
export async function wholeRelease(
  id: ReleaseId,
  azure: Pick<AzureDevOps, "releases" | "builds" | "runs">,
): Promise<Release> {
  const { release, problems } = await withCarried(await releaseOf(id, azure), azure);
  if (problems.length === 0) return release;
  throw refusal({
    code: "RM044",
    what: "It is not known which builds the run carries",
    where: release.name,
    cause: problems.join(" "),
    next: "Try again",
  });
}

type Carried = Readonly<{ source: ArtefactSource; problem?: string }>;

async function sourceOf(
  { alias, pipeline, runId, version }: RunResource,
  { builds }: Pick<AzureDevOps, "builds">,
): Promise<Carried> {
  const source = { alias, type: "Build", version, primary: false };
  const place = { pipelineId: pipeline.id, pipelineName: pipeline.name };
  const build = await readingOf(
    runId === undefined ? numbered(pipeline.id, version, builds) : builds.get(runId),
  );
  if (build.kind === "read" && build.value) {
    const { id, branch, commit } = build.value;
    const known = { ...place, id, branch, ...(commit === undefined ? {} : { commit }) };
    return { source: { ...source, build: known } };
  }
  const problem = `The carried build ${version} of ${pipeline.name} could not be read: ${whyNot(build)}`;
  // Its artefacts are asked for all the same, and tell whether it is gone.
  return {
    source: runId === undefined ? source : { ...source, build: { ...place, id: runId, branch: "" } },
    problem,
  };
}

function whyNot(build: Reading<Build | undefined>): string {
  return build.kind === "failed" ? build.why : "Azure DevOps has no build of that number.";
}

/** Azure DevOps tells the number of a carried run, and not its id. */
async function numbered(
  pipelineId: number,
  number: string,
  { list }: AzureDevOps["builds"],
): Promise<Build | undefined> {
  const { items } = await list({ pipelineId, number, top: 1 });
  return items.find((build) => build.number === number);
}

function parameterVariables(parameters: QueuedWith["parameters"], run: Release): Release["variables"] {
  return Object.entries(parameters)
    .filter(([name]) => !run.variables.some((variable) => sameName(variable.name, name)))
    .map(([name, value]) => ({ name, value, secret: false, allowOverride: false }));
}

/** Whether a pipeline's parameter is the one that names the connection. */
export function namesConnection(parameter: string): boolean {
  const bare = parameter.toLowerCase().replace(/[^a-z]/g, "");
  return ["connection", "variablegroup", "connectiongroup", "group"].includes(bare);
}

/**
 * The dossier of a run, its stages told what their step will be: Azure DevOps does not tell what YAML says of a stage that
 * has not run, so the newest record of the run counts, and for the connection its parameter. The build that our records or
 * seals name is the one whose artefacts travel.
 */
export function asRun(dossier: Dossier): Dossier {
  if (dossier.release.kind !== "yaml") return dossier;
  const last = newestRecord(dossier.records);
  const stages = dossier.release.stages.map((stage) => withStep(stage, dossier.release, last));
  return { ...dossier, ...travelling(dossier, last), release: { ...withPrimary(dossier, last), stages } };
}

function newestRecord(records: readonly RecordOfAttempt[]): DeploymentRecord | undefined {
  return records
    .flatMap(({ reading }) =>
      reading.kind === "read" && reading.value.kind === "found" ? [reading.value.value] : [],
    )
    .sort((a, b) => (a.finishedOn < b.finishedOn ? 1 : -1))[0];
}

function isSealed({ reading }: SealOfBuild): boolean {
  return reading.kind === "read" && reading.value.kind === "found";
}

/** The build whose artefacts travel: the one that was deployed, else the first that was sealed. */
function travellingBuild({ seals }: Dossier, last: DeploymentRecord | undefined): number | undefined {
  return last?.build.id ?? seals.find(isSealed)?.buildId;
}

/** A run carries what it wants; where one build is known to travel, what was never sealed is not deployed. */
function travelling(dossier: Dossier, last: DeploymentRecord | undefined): Pick<Dossier, "seals"> {
  const chosen = travellingBuild(dossier, last);
  if (chosen === undefined) return { seals: dossier.seals };
  return {
    seals: dossier.seals.filter(
      (seal) => seal.buildId === chosen || isSealed(seal) || seal.reading.kind === "failed",
    ),
  };
}

function withPrimary(dossier: Dossier, last: DeploymentRecord | undefined): Release {
  const { release } = dossier;
  const chosen = travellingBuild(dossier, last);
  if (!release.artefacts.some(({ build }) => build?.id === chosen)) return release;
  const kept = travelling(dossier, last).seals.map(({ buildId }) => buildId);
  const artefacts = release.artefacts
    .filter(({ build }) => build !== undefined && kept.includes(build.id))
    .map((source) => ({ ...source, primary: source.build?.id === chosen }));
  return { ...release, artefacts };
}

function withStep(stage: Stage, { variables }: Release, last: DeploymentRecord | undefined): Stage {
  const isToCome = stage.attempts.length === 0 && last !== undefined;
  if (stage.deploy === undefined && !isToCome) return stage;
  const told = {
    connection: connectionIn(variables) ?? (last ? last.connection.group.name : `$(${connectionVariable})`),
    environment: stage.environment,
    target: last ? last.target.kind : "",
  };
  return { ...stage, deploy: { ...told, ...filled(stage.deploy) } };
}

function connectionIn(variables: Release["variables"]): string | undefined {
  return variables.find(({ name, stage }) => stage === undefined && namesConnection(name))?.value;
}

/** What is known of a step: an empty text is not known. */
function filled(step: Stage["deploy"]): Partial<NonNullable<Stage["deploy"]>> {
  return Object.fromEntries(Object.entries(step ?? {}).filter(([, value]) => value !== ""));
}
