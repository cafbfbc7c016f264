import { parseCondition } from "./condition.ts";
import { scaled, type JobState } from "./job-state.ts";
import { Cancelled } from "./process.ts";
import { mergeResults, resultWord } from "./results.ts";
import { runTask } from "./run-task.ts";
import { Step, type StepPart } from "./step.ts";
import { texts } from "./texts.ts";

/** A part of a step in the order of the job; without a folder it is an in-box step that the runner plays. */
export type PlannedPart = StepPart & Readonly<{ folder?: string }>;

const line = "=".repeat(78);

/** Runs one part of a step, tells the listener, and makes the job's result what it now is. */
export async function runStep(job: JobState, part: PlannedPart): Promise<void> {
  const step = new Step(job, part);
  job.listener.stepStarted(step.record, part.order, part.phase);
  for (const warning of job.variables.recalculate()) step.warning(warning);
  const verdict = mayRun(step);
  if (verdict === undefined) step.result = "failed";
  else if (verdict) await run(step, part.folder);
  else {
    step.write(texts.skipped(conditionOf(part)));
    step.result = "skipped";
  }
  const result = step.result ?? "succeeded";
  if (result === "succeededWithIssues" || result === "failed") {
    setStatus(job, mergeResults(job.status.result, result));
  }
  job.listener.stepFinished(step.record, result, step.issues);
}

/** The job's result so far, as variable and in the report. */
export function setStatus(job: JobState, result: NonNullable<JobState["status"]["result"]>): void {
  job.status.result = result;
  job.variables.set("Agent.JobStatus", resultWord(result));
}

function conditionOf({ phase, order }: StepPart): string {
  if (phase === "post") return "always()";
  const own = phase === "main" ? order.condition?.trim() : "";
  return own === undefined || own === "" ? "succeeded()" : own;
}

function holds(step: Step): boolean {
  const { job } = step;
  const facts = {
    job: job.status.result ?? "succeeded",
    variable: (name: string) => job.variables.get(name),
  };
  return parseCondition(conditionOf(step.part))(facts);
}

/** Undefined where the condition cannot be understood. */
function mayRun(step: Step): boolean | undefined {
  try {
    return holds(step);
  } catch (error) {
    step.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

async function run(step: Step, folder: string | undefined): Promise<void> {
  const { job, part } = step;
  const { signal } = job.options;
  const name = part.order.displayName;
  step.write(`##[section]${texts.stepStarting(job.variables.expand(name))}`);
  const onCancel = (): void => {
    cancel(step);
  };
  if (!signal.aborted) signal.addEventListener("abort", onCancel, { once: true });
  const minutes = part.order.timeoutInMinutes ?? 0;
  const timer =
    minutes > 0 ? setTimeout(() => step.cancellation.abort(), scaled(job, minutes * 60_000)) : undefined;
  try {
    header(step);
    await withTaskVariables(step, () => runTask(step, folder));
  } catch (error) {
    settle(step, error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onCancel);
  }
  await step.uploaded();
  finish(step);
  step.write(`##[section]${texts.stepFinishing(job.variables.expand(name))}`);
}

/** The job was cancelled: only a step whose condition holds even now may go on. */
function cancel(step: Step): void {
  setStatus(step.job, "canceled");
  if (mayRun(step) === true) return;
  step.error(texts.stepCancelled);
  step.cancellation.abort();
}

/** Cancel and time-out overwrite whatever the task reported. */
function settle(step: Step, error: unknown): void {
  const timedOut = error instanceof Cancelled && !step.job.options.signal.aborted;
  step.error(timedOut ? texts.stepTimedOut : error instanceof Error ? error.message : String(error));
  step.result = error instanceof Cancelled && !timedOut ? "canceled" : "failed";
}

function finish(step: Step): void {
  step.close();
  if (step.commandResult !== undefined) step.result = mergeResults(step.result, step.commandResult);
  if (step.result === "failed" && step.part.order.continueOnError === true)
    step.result = "succeededWithIssues";
}

function header(step: Step): void {
  const { manifest } = step.part;
  const { Major, Minor, Patch } = manifest.version;
  step.write(line);
  step.write(`Task         : ${manifest.friendlyName}`);
  step.write(`Description  : ${manifest.description}`);
  step.write(`Version      : ${Major}.${Minor}.${Patch}`);
  step.write(`Author       : ${manifest.author}`);
  step.write(`Help         : ${manifest.helpMarkDown ?? ""}`);
  step.write(line);
}

async function withTaskVariables(step: Step, act: () => Promise<void>): Promise<void> {
  const { order } = step.part;
  const { variables } = step.job;
  const own = {
    "System.TaskInstanceId": step.record,
    "System.TaskInstanceName": order.refName,
    "System.TaskDisplayName": order.displayName,
    "Task.DisplayName": order.displayName,
  };
  for (const [name, value] of Object.entries(own)) variables.set(name, value);
  try {
    await act();
  } finally {
    for (const name of Object.keys(own)) variables.unset(name);
  }
}
