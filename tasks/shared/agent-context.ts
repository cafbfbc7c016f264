import { join } from "node:path";
import { type Failure, refusal } from "../../core/failure.ts";
import type { ReleaseId } from "../../core/model/release.ts";
import { pipelineResources, type PipelineResource } from "./agent-resources.ts";
import type { Agent } from "./agent-task.ts";

/** Where this process runs, as the agent's variables tell it. */
export type JobContext = Readonly<{
  project: Readonly<{ id: string; name: string }>;
  /** The run: a classic release, or the YAML run (or classic build) itself. */
  release: ReleaseId;
  /** The build whose artefacts lie here: the primary one of a classic release, or this run. */
  build: BuildContext;
  /** Runs of other pipelines that a YAML run carries. */
  resources: readonly PipelineResource[];
  /** `id`: a YAML stage's reference name. `startedBy`: who started a YAML run's stage by hand. */
  stage: Readonly<{ name: string; id?: string; attempt: number; startedBy?: string }>;
  /** The environment that a YAML deployment job names. */
  environment?: string;
  /** The same for every process of this job, and for no other job: who holds a lock after a kill. */
  job: string;
  /** Id of the person, where Azure DevOps tells it. */
  requestedBy: string;
  temp: string;
  /** Where artefacts are downloaded to when the step does not say. */
  artefacts: string;
}>;

/** The build as the variables tell it. */
export type BuildContext = Readonly<{
  id: number;
  number: string;
  pipeline: Readonly<{ id: number; name: string }>;
  branch: string;
  commit?: string;
}>;

/** Reads the context. Refused where a variable that every agent sets is missing. */
export function jobContext(agent: Variables): JobContext {
  const variable = agent.variable;
  const environment = variable("Environment.Name");
  const common = {
    project: { id: must(agent, "System.TeamProjectId"), name: must(agent, "System.TeamProject") },
    job: jobOf(agent),
    temp: must(agent, "Agent.TempDirectory"),
    ...(environment === undefined ? {} : { environment }),
  };
  return (variable("System.HostType") ?? "build") === "build"
    ? { ...common, ...ofRun(agent) }
    : { ...common, ...ofRelease(agent) };
}

type Variables = Pick<Agent, "variable" | "variableNames">;

/** A job's id is made of its names: every run of a YAML pipeline has the same. Only the run's plan tells them apart. */
function jobOf({ variable }: Variables): string {
  const run = variable("System.PlanId") ?? variable("Release.ReleaseId") ?? variable("Build.BuildId");
  const job = variable("System.JobId") ?? variable("Agent.Id");
  return [run, job].filter((part) => part !== undefined).join(":");
}

/** How the job stands, in the agent's own word. */
export function jobStatus(agent: Pick<Agent, "variable">): string {
  return agent.variable("Agent.JobStatus") ?? "unknown";
}

type Rest = Pick<JobContext, "release" | "build" | "resources" | "stage" | "requestedBy" | "artefacts">;

function ofRun(agent: Variables): Rest {
  const { variable } = agent;
  const starter = starterOf(variable);
  return {
    release: `run:${whole(agent, "Build.BuildId")}`,
    build: buildOf(agent, whole(agent, "System.DefinitionId"), "Build.DefinitionName"),
    resources: pipelineResources(agent),
    stage: {
      ...stageOf(variable),
      ...(starter === undefined ? {} : { startedBy: variable("Build.StageRequestedBy") ?? starter }),
    },
    requestedBy: starter ?? variable("Build.RequestedForId") ?? "",
    artefacts: variable("Pipeline.Workspace") ?? must(agent, "System.DefaultWorkingDirectory"),
  };
}

function stageOf(variable: Agent["variable"]): JobContext["stage"] {
  const id = variable("System.StageName");
  return {
    // The display name is what the run's timeline calls a stage.
    name: variable("System.StageDisplayName") ?? id ?? "Build",
    ...(id === undefined ? {} : { id }),
    attempt: Number(variable("System.StageAttempt") ?? "1"),
  };
}

/** Azure DevOps itself: documented as the starter of a stage that nobody started by hand. */
const nobody = "00000002-0000-8888-8000-000000000000";

/** The id of who started the stage by hand. A name without an id does not count: it may be Azure DevOps's own. */
function starterOf(variable: Agent["variable"]): string | undefined {
  // Microsoft announced the variable under another name than it documents.
  const id = firstOf(["Build.StageRequestedForId", "Build.StageRequestedById"], variable);
  return id?.toLowerCase() === nobody ? undefined : id;
}

function firstOf(names: readonly string[], variable: Agent["variable"]): string | undefined {
  return names.map((name) => variable(name)).find((value) => value !== undefined);
}

function ofRelease(agent: Pick<Agent, "variable">): Rest {
  const alias = agent.variable("Release.PrimaryArtifactSourceAlias") ?? "";
  const ofAlias = (name: string): string => `Release.Artifacts.${alias}.${name}`;
  const folder = must(agent, "System.ArtifactsDirectory");
  const pipeline = agent.variable(ofAlias("DefinitionId")) ?? agent.variable("Build.DefinitionId") ?? "0";
  return {
    release: `classic:${whole(agent, "Release.ReleaseId")}`,
    build: buildOf(agent, Number(pipeline), ofAlias("DefinitionName")),
    resources: [],
    stage: {
      name: must(agent, "Release.EnvironmentName"),
      attempt: Number(agent.variable("Release.AttemptNumber") ?? "1"),
    },
    requestedBy:
      agent.variable("Release.Deployment.RequestedForId") ?? agent.variable("Release.RequestedForId") ?? "",
    artefacts: alias === "" ? folder : join(folder, alias),
  };
}

function buildOf(agent: Pick<Agent, "variable">, pipelineId: number, nameVariable: string): BuildContext {
  const commit = agent.variable("Build.SourceVersion");
  return {
    id: whole(agent, "Build.BuildId"),
    number: agent.variable("Build.BuildNumber") ?? "",
    pipeline: {
      id: pipelineId,
      name: agent.variable(nameVariable) ?? agent.variable("Build.DefinitionName") ?? "",
    },
    branch: agent.variable("Build.SourceBranch") ?? "",
    ...(commit === undefined ? {} : { commit }),
  };
}

function must(agent: Pick<Agent, "variable">, name: string): string {
  const value = agent.variable(name);
  if (value === undefined) throw noVariable(name);
  return value;
}

function whole(agent: Pick<Agent, "variable">, name: string): number {
  const value = Number(must(agent, name));
  if (!Number.isInteger(value) || value < 1) throw noVariable(name);
  return value;
}

function noVariable(name: string): Failure {
  return refusal({
    code: "RM001",
    what: "The step did not begin",
    where: "the job's variables",
    cause: `${name} is not set: this job carries no build that the step could work with`,
    next: "Run the step in a build, in a YAML run or in a classic release with a build as its primary artefact",
  });
}
