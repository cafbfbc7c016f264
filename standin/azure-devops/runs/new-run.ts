import { demandEnabled, draftBuild } from "../builds/new-build.ts";
import type { BuildOrder } from "../builds/new-build.ts";
import { runName } from "../builds/run-name.ts";
import { isAuthorised } from "../checks/environment-book.ts";
import { namedConnections, type ConnectionInputs } from "../engine/connections.ts";
import { branchName, capital } from "../engine/orders.ts";
import { invalid } from "../http/reply.ts";
import type { Site } from "../site.ts";
import type { Build, BuildDefinition, YamlRun } from "../state/build-state.ts";
import type { Variables } from "../state/state.ts";
import { planPipeline } from "../yaml/plan-pipeline.ts";
import { taskSteps, YamlFault } from "../yaml/plan.ts";
import type { PipelinePlan, PlannedVariable, PlanOrder } from "../yaml/plan.ts";
import { headOf } from "./branches.ts";
import { pickResources } from "./pick-resources.ts";
import type { WantedRuns } from "./pick-resources.ts";
import { newRunTimeline } from "./run-book.ts";
import { groupNamed } from "./run-variables.ts";

/** What a run of a YAML pipeline is queued with. */
export type RunOrder = BuildOrder &
  Readonly<{
    templateParameters?: Readonly<Record<string, unknown>>;
    /** Reference names of stages. */
    skip?: readonly string[];
    resources?: WantedRuns;
    pullRequest?: NonNullable<YamlRun["pullRequest"]>;
  }>;

type FindTask = PlanOrder["task"];

/** A run that waits to begin, with its name and its timeline. */
export function newRun(
  site: Site,
  definition: BuildDefinition,
  order: RunOrder & { task: FindTask; connectionInputs: ConnectionInputs },
): Build {
  demandEnabled(definition);
  const plan = planOf(site, definition, order);
  checkGroups(site, definition, plan);
  fixConnections(site, plan, order.connectionInputs);
  const skip = skipped(plan, order.skip ?? []);
  const resources = pickResources(site, plan.resources, order.resources ?? {});
  const version = order.version ?? headOf(site, branchOf(definition, order));
  const build = draftBuild(site, definition, { ...order, version });
  build.buildNumber = runName(site, named(definition, plan), build);
  build.templateParameters = worded(plan.chosen);
  const { pullRequest } = order;
  const run: YamlRun = {
    plan,
    skip,
    resources,
    startedBy: {},
    outputs: {},
    ...(pullRequest === undefined ? {} : { pullRequest }),
  };
  build.run = run;
  site.state.build.builds.push(build);
  newRunTimeline(site, build, run);
  site.changed();
  return build;
}

/** The pipeline as it would run. What is wrong with its YAML or with what was given is refused as the service refuses it. */
export function planOf(
  site: Site,
  definition: BuildDefinition,
  order: RunOrder & { task: FindTask },
): PipelinePlan {
  if (definition.yaml === undefined) {
    throw invalid("The stand-in only shows runs of this pipeline, it does not run them: it has no YAML.");
  }
  const branch = branchOf(definition, order);
  const { templateParameters: parameters = {}, task, reason = "manual" } = order;
  const variables = {
    ...plainValues(definition.variables),
    ...order.parameters,
    "Build.SourceBranch": branch,
    "Build.SourceBranchName": branchName(branch),
    "Build.Reason": capital(reason),
    "Build.DefinitionName": definition.name,
    "System.TeamProject": site.state.project.name,
  };
  try {
    return planPipeline({ ...definition.yaml, parameters, variables, task });
  } catch (error) {
    if (error instanceof YamlFault) throw invalid(error.message, "PipelineValidationException");
    throw error;
  }
}

function branchOf({ repository }: BuildDefinition, { branch }: RunOrder): string {
  return branch ?? repository.defaultBranch;
}

function plainValues(variables: Variables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, { value, isSecret }]) =>
      isSecret === true ? [] : [[name, value ?? ""]],
    ),
  );
}

/** Groups are looked up when the run is queued. */
function checkGroups(site: Site, definition: BuildDefinition, plan: PipelinePlan): void {
  const all: readonly PlannedVariable[] = [
    ...plan.variables,
    ...plan.stages.flatMap(({ variables, jobs }) => [...variables, ...jobs.flatMap((job) => job.variables)]),
  ];
  for (const one of all) {
    if (one.kind !== "group") continue;
    const group = groupNamed(site, one.group);
    const resource = { type: "variablegroup", id: String(group?.id) };
    if (group !== undefined && isAuthorised(site, resource, definition.id)) continue;
    throw invalid(
      `${one.at.file} (Line: ${one.at.line}, Col: 1): Variable group ${one.group} could not be found. The variable group does not exist or has not been authorized for use. For authorization details, refer to https://aka.ms/yamlauthz.`,
      "PipelineValidationException",
    );
  }
}

/**
 * Service connections are looked up when the run is queued, too, and stay those from then on. Their names may hold variables
 * of the pipeline's root only.
 */
function fixConnections(site: Site, plan: PipelinePlan, inputsOf: ConnectionInputs): void {
  const known = new Map(
    plan.variables
      .flatMap((one) => (one.kind === "value" ? [[one.name, one.value]] : valuesIn(site, one.group)))
      .map(([name = "", value = ""]) => [name.toLowerCase(), value]),
  );
  const variable = (name: string): string | undefined => known.get(name.toLowerCase());
  for (const job of plan.stages.flatMap(({ jobs }) => jobs)) {
    const asking = { name: job.name, steps: taskSteps(job), variable };
    for (const { step, input, connection } of connectionsOf(site, inputsOf, asking)) {
      step.inputs[input] = connection.id;
    }
  }
}

function connectionsOf(...asked: Parameters<typeof namedConnections>): ReturnType<typeof namedConnections> {
  try {
    return namedConnections(...asked);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error), "PipelineValidationException");
  }
}

function valuesIn(site: Site, group: string): string[][] {
  return Object.entries(plainValues(groupNamed(site, group)?.variables ?? {}));
}

function skipped(plan: PipelinePlan, wanted: readonly string[]): string[] {
  return wanted.map((name) => {
    const stage = plan.stages.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (stage === undefined) {
      throw invalid(`Stage ${name} could not be found in the pipeline.`, "PipelineValidationException");
    }
    if (!stage.isSkippable) {
      throw invalid(`Stage ${stage.name} cannot be skipped.`, "PipelineValidationException");
    }
    return stage.name;
  });
}

/** A pipeline whose YAML has no name gets the date and a counter. */
function named(definition: BuildDefinition, plan: PipelinePlan): Parameters<typeof runName>[1] {
  const own = plan.variables.flatMap((one) =>
    one.kind === "value" ? [[one.name, { value: one.value }]] : [],
  );
  return {
    ...definition,
    variables: { ...definition.variables, ...(Object.fromEntries(own) as Variables) },
    buildNumberFormat: plan.name ?? "$(Date:yyyyMMdd)$(Rev:.r)",
  };
}

/** Parameters travel as texts: what is no text, as JSON. */
function worded(chosen: PipelinePlan["chosen"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(chosen).map(([name, value]) => [name, typeof value === "string" ? value : shown(value)]),
  );
}

function shown(value: unknown): string {
  return typeof value === "boolean" ? capital(String(value)) : JSON.stringify(value);
}
