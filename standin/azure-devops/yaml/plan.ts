import type { At } from "../../expressions/tree.ts";
import type { StepDefinition } from "../state/build-state.ts";

export type { At };

/** A `variables:` section, in its order: a later one takes the place of an earlier one. */
export type PlannedVariable =
  | Readonly<{ kind: "value"; name: string; value: string; readonly: boolean }>
  | Readonly<{ kind: "group"; group: string; at: At }>;

/** `resources: pipelines:`: another pipeline whose run is carried. */
export type PlannedResource = Readonly<{
  alias: string;
  source: string;
  branch?: string;
  /** A finished run of the source begins one here; `branches`: only of these (short or full names, `*` at the end). */
  trigger?: Readonly<{ branches: readonly string[]; stages: readonly string[] }>;
  at: At;
}>;

/** `schedules:`, in UTC. */
export type PlannedSchedule = Readonly<{
  cron: string;
  displayName: string;
  branches: readonly string[];
  /** Also when nothing changed since the last scheduled run. */
  always: boolean;
  at: At;
}>;

/** A `parameters:` entry of the pipeline. */
export type PlannedParameter = Readonly<{
  name: string;
  displayName: string;
  type: string;
  default?: unknown;
  values?: readonly string[];
  at: At;
}>;

/** One step: a task, or what the agent does by itself. `publish` and `script` are tasks already. */
export type PlannedStep =
  | Readonly<{ kind: "task"; task: StepDefinition; at: At }>
  | Readonly<{ kind: "checkout"; repository: "self" | "none"; at: At }>
  /** `source`: "current", "none" or a resource's alias. */
  | Readonly<{
      kind: "download";
      source: string;
      artefact?: string;
      path?: string;
      displayName?: string;
      condition?: string;
      at: At;
    }>;

/** A job. `environment` makes it a deployment job. */
export type PlannedJob = Readonly<{
  name: string;
  displayName: string;
  dependsOn: readonly string[];
  condition?: string;
  environment?: string;
  /** `pool: server`: no agent takes it. */
  server: boolean;
  continueOnError: boolean;
  timeoutInMinutes?: number;
  variables: readonly PlannedVariable[];
  steps: readonly PlannedStep[];
  at: At;
}>;

/** The steps of a job that are tasks. */
export function taskSteps({ steps }: PlannedJob): readonly StepDefinition[] {
  return steps.flatMap((step) => (step.kind === "task" ? [step.task] : []));
}

/** A stage. `dependsOn` is complete: what YAML leaves out is filled in. */
export type PlannedStage = Readonly<{
  name: string;
  displayName: string;
  dependsOn: readonly string[];
  condition?: string;
  trigger: "automatic" | "manual";
  isSkippable: boolean;
  lockBehavior?: "sequential" | "runLatest";
  variables: readonly PlannedVariable[];
  jobs: readonly PlannedJob[];
  at: At;
}>;

/** A whole pipeline with its templates and `${{ }}` expanded. Macros `$(x)` and conditions are left for the run. */
export type PipelinePlan = Readonly<{
  /** The run's name, `name:`. */
  name?: string;
  parameters: readonly PlannedParameter[];
  /** The values that were used, all of them. */
  chosen: Readonly<Record<string, unknown>>;
  /** Branches whose pushes begin a run; absent: `trigger: none` or nothing to trigger. */
  trigger?: readonly string[];
  /** Target branches of pull requests that begin a run. */
  pr?: readonly string[];
  schedules: readonly PlannedSchedule[];
  resources: readonly PlannedResource[];
  variables: readonly PlannedVariable[];
  stages: readonly PlannedStage[];
  /** The expanded pipeline as text. */
  finalYaml: string;
}>;

/** What a plan is made from. `files`: the repository by path. */
export type PlanOrder = Readonly<{
  files: Readonly<Record<string, string>>;
  root: string;
  parameters: Readonly<Record<string, unknown>>;
  /** Those that `${{ variables['Build.SourceBranchName'] }}` may name before the run begins. */
  variables: Readonly<Record<string, string>>;
  /** A task that an agent here can run, by the words of YAML (`CmdLine@2`); absent for one that is not known. */
  task: (reference: string) => Readonly<{ id: string; name: string; version: string }> | undefined;
}>;

/** YAML that does not parse, or uses what is not supported here. The message begins with `file:line`. */
export class YamlFault extends Error {
  readonly at: At;

  constructor(at: At, message: string) {
    super(`${at.file}:${at.line}: ${message}`);
    this.name = "YamlFault";
    this.at = at;
  }
}
