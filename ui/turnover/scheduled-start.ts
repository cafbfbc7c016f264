import { factsOf } from "../../core/acts/trains.ts";
import { bounded, defuse } from "../../core/model/defuse.ts";
import type { Instant } from "../../core/model/instant.ts";
import { isClassic, type ReleaseId } from "../../core/model/release.ts";
import { type DeploymentTask, ownStage } from "../../core/model/train/deployment-task.ts";
import { scheduleFault } from "../../core/model/train/schedule-task.ts";
import type { Turnover } from "../../core/model/train/turnover.ts";
import { trainOf } from "../shared/train-known.ts";
import type { About } from "./order.ts";
import { stageFor } from "./turnover.ts";

/** An approval that lets a stage of a run go on: approved for later, it goes on by itself. */
export type Deferrable = Readonly<{
  task: string;
  title: string;
  approval: string;
  release: ReleaseId;
  /** When it goes on, where somebody approved it for then already. */
  until?: Instant;
  because?: string;
}>;

/** The first task's stage of a classic release: Azure DevOps keeps a time for it and starts it then. */
export type Timeable = Readonly<{
  task: string;
  title: string;
  release: ReleaseId;
  stage: string;
  /** When Azure DevOps starts it, where it has been given a time. */
  at?: Instant;
  /** Why it cannot be given the turnover's time. */
  because?: string;
}>;

/** How a turnover could start at its time though nobody clicks. */
export type ScheduledStart = Readonly<{
  at: Instant;
  timeable?: Timeable;
  deferrable: readonly Deferrable[];
  /** Titles of automated tasks for which nothing of Azure DevOps fits. */
  unfit: readonly string[];
  /** A scheduled pipeline for those up to the first manual task. Absent: the first task is manual, or none is left. */
  pipeline?: string;
  /** Why no pipeline can be generated, where one would be needed. */
  noPipeline?: string;
}>;

/** What can start by itself at the turnover's time; absent where nothing is scheduled, or it is not on its way there. */
export function scheduledStart(about: About, turnover: Turnover): ScheduledStart | undefined {
  const { scheduled, state, tasks } = turnover;
  if (scheduled === undefined || (state !== "accepted" && state !== "ready") || scheduled <= about.now)
    return undefined;
  const automated = tasks.filter(({ stage }) => stage !== undefined);
  const deferrable = automated.flatMap((task) => deferrableOf(about, task));
  const timeable = timeableOf(about, turnover);
  const fits = [...deferrable.map(({ task }) => task), timeable?.task];
  const unfit = automated.filter(({ id }) => !fits.includes(id));
  return {
    at: scheduled,
    ...(timeable === undefined ? {} : { timeable }),
    deferrable,
    unfit: unfit.map(({ title }) => title),
    ...(unfit.length === 0 ? {} : pipelineOf(about, turnover, { at: scheduled, timeable })),
  };
}

function timeableOf(about: About, turnover: Turnover): Timeable | undefined {
  const [first] = turnover.tasks;
  if (first?.stage === undefined || !isClassic(first.stage.release)) return undefined;
  const { release, name: stage } = first.stage;
  const { known, now } = about;
  const facts = factsOf(known.whole, { doing: { by: known.me.id, now }, facts: known.facts });
  const because = scheduleFault(turnover, first.id, facts, known.roles);
  const found = stageFor(about, first);
  const at = found?.status.state === "scheduled" ? found.scheduledFor : undefined;
  return {
    ...{ task: first.id, title: first.title, release, stage },
    ...(at === undefined ? {} : { at }),
    ...(because === undefined ? {} : { because }),
  };
}

/** Only an approval of a YAML run can be given for later, and only while it is asked for. */
function deferrableOf(about: About, task: DeploymentTask): readonly Deferrable[] {
  const { id, title } = task;
  const release = ownStage(task)?.release;
  if (release === undefined || isClassic(release)) return [];
  const approvals = stageFor(about, task)?.attempts.at(-1)?.approvals ?? [];
  // One that is not given yet comes first: the stage does not go on before all are.
  const open = (["pending", "deferred"] as const).flatMap((wanted) =>
    approvals.filter(({ status }) => status === wanted),
  );
  return open.slice(0, 1).map(({ id: approval, mayDecide, deferredUntil }) => ({
    ...{ task: id, title, approval, release },
    ...(deferredUntil === undefined ? {} : { until: deferredUntil }),
    ...(mayDecide === "no" ? { because: "You are not among its approvers." } : {}),
  }));
}

type Step = Readonly<{ title: string; release: ReleaseId; stage: string; environment?: string }>;

function pipelineOf(
  about: About,
  turnover: Turnover,
  { at, timeable }: Readonly<{ at: Instant; timeable: Timeable | undefined }>,
): Pick<ScheduledStart, "pipeline" | "noPipeline"> {
  if (timeable?.at !== undefined)
    return { noPipeline: `${timeable.title} has its time already: a pipeline would start it again.` };
  const firstManual = turnover.tasks.findIndex((task) => stepsOf(about, task).length === 0);
  const leading = firstManual < 0 ? turnover.tasks : turnover.tasks.slice(0, firstManual);
  const steps = leading.flatMap((task) => stepsOf(about, task));
  if (steps.length === 0)
    return {
      noPipeline: "The first task is done by a person, or in another project: nothing can start before it.",
    };
  const odd = steps.find((step) => [step.stage, step.environment ?? ""].some((text) => isExpression(text)));
  if (odd) return { noPipeline: "The name of a stage would be read as an expression by the pipeline." };
  const train = trainOf(about);
  const left = turnover.tasks.length - leading.length;
  return {
    pipeline: pipelineText({ at, steps, left, reason: `Release train ${train.number}: ${turnover.title}` }),
  };
}

function stepsOf(about: About, task: DeploymentTask): readonly Step[] {
  const own = ownStage(task);
  if (own === undefined) return [];
  const stage = stageFor(about, task);
  const typed = stage?.class === "production" ? { environment: stage.environment } : {};
  return [{ title: task.title, ...own, ...typed }];
}

/** What the agent or the pipeline would replace by something else. */
function isExpression(text: string): boolean {
  return /\$\(|\$\[|\$\{\{/.test(text);
}

/** One line, as YAML in quotation marks, without what the pipeline would read as an expression. */
function scalar(text: string): string {
  const line = bounded(defuse(text).replace(/\s+/g, " ").trim(), 300);
  return JSON.stringify(line.replace(/\$(?=\(|\[|\{\{)/g, "$ "));
}

/** What the generated pipeline says. `left`: how many tasks follow that it does not start. */
export type PipelineParts = Readonly<{ at: Instant; steps: readonly Step[]; left: number; reason: string }>;

/**
 * A pipeline that runs once at that moment and starts stages one after the other by `ReleaseManagerStart@1`. `cron` knows no year, so
 * the job looks at it; and no seconds, so it starts in the minute, or in the next one where the moment is within one.
 */
export function pipelineText({ at, steps, left, reason }: PipelineParts): string {
  const when = new Date(Math.ceil(at / 60_000) * 60_000);
  const cron = [
    when.getUTCMinutes(),
    when.getUTCHours(),
    when.getUTCDate(),
    when.getUTCMonth() + 1,
    "*",
  ].join(" ");
  const year = String(when.getUTCFullYear());
  return `${[
    "# Starts a turnover of a release train at its time. Remove this pipeline after that.",
    "# Put the name of your service connection in, and the branch that holds this file.",
    ...(left > 0
      ? [`# What follows is not started here: ${left} more, beginning with what a person does.`]
      : []),
    "trigger: none",
    "pr: none",
    "schedules:",
    `  - cron: "${cron}" # UTC`,
    `    displayName: ${scalar(reason)}`,
    "    branches:",
    "      include: [main]",
    "    always: true",
    "variables:",
    "  year: $[format('{0:yyyy}', pipeline.startTime)]",
    "jobs:",
    "  - job: start",
    "    displayName: Start the turnover",
    `    condition: and(succeeded(), eq(variables['year'], '${year}'))`,
    "    timeoutInMinutes: 0",
    "    steps:",
    "      - checkout: none",
    ...steps.flatMap((step) => stepLines(step, reason)),
  ].join("\n")}\n`;
}

const longestWait = 1440;

function stepLines({ title, release, stage, environment }: Step, reason: string): readonly string[] {
  return [
    "      - task: ReleaseManagerStart@1",
    `        displayName: ${scalar(title)}`,
    "        inputs:",
    "          serviceConnection: release-starter",
    `          release: ${scalar(release)}`,
    `          stage: ${scalar(stage)}`,
    ...(environment === undefined ? [] : [`          environment: ${scalar(environment)}`]),
    `          reason: ${scalar(reason)}`,
    // Each begins once the one before it has ended well.
    `          waitMinutes: ${longestWait}`,
  ];
}
