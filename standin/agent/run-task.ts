import { setTimeout as wait } from "node:timers/promises";
import { taskEnvironment } from "./environment.ts";
import { programOf } from "./handler.ts";
import { playInBox } from "./in-box.ts";
import { resolveInputs, type Inputs } from "./inputs.ts";
import { scaled } from "./job-state.ts";
import { processTimes } from "./process-times.ts";
import { Cancelled, runProcess } from "./process.ts";
import { takeLine } from "./run-command.ts";
import type { Step } from "./step.ts";
import { texts } from "./texts.ts";

const mostRetries = 10;

/** Runs a part of a task, again after a failure if the step says so. What it throws fails the step. */
export async function runTask(step: Step, folder: string | undefined): Promise<void> {
  const inputs = resolveInputs(step.job, step.part);
  const once = async (): Promise<void> => {
    if (folder === undefined) await playInBox(step, inputs);
    else await runProgram(step, folder, inputs);
  };
  const asked = step.part.order.retryCountOnTaskFailure ?? 0;
  if (asked > mostRetries) step.warning(texts.retryLimit(mostRetries, asked));
  await withRetries(step, Math.min(asked, mostRetries), once);
}

/** The agent's own loop: a Failed result survives an attempt that ended by an exit code, so that no later one turns it green. */
async function withRetries(step: Step, most: number, once: () => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt <= most; attempt += 1) {
    const delay = attempt ** 2 * 1000;
    const failure = await attempted(once);
    if (failure !== undefined) {
      step.warning(texts.retryAfterError(attempt, failure, delay));
    } else if (step.result === "failed") {
      step.result = undefined;
      step.warning(texts.retryAfterFailure(attempt, most, delay));
    } else return;
    step.reopen();
    await pause(step, delay);
  }
  await once();
}

/** What an attempt threw, in words; a cancel goes through. */
async function attempted(once: () => Promise<void>): Promise<string | undefined> {
  try {
    await once();
    return undefined;
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

async function pause(step: Step, delay: number): Promise<void> {
  try {
    await wait(scaled(step.job, delay), undefined, { signal: step.cancellation.signal });
  } catch {
    throw new Cancelled(texts.operationCancelled);
  }
}

async function runProgram(step: Step, folder: string, inputs: Inputs): Promise<void> {
  const environment = taskEnvironment(step, inputs);
  const { file, script, cwd } = programOf(step, folder, inputs);
  step.debug(`Using node path: ${file}`);
  const closed = step.whenClosed();
  const ended = runProcess({
    file,
    arguments: [script],
    cwd,
    environment,
    tell: (line) => {
      takeLine(step, line);
    },
    signal: step.cancellation.signal,
    times: processTimes(step.job),
  });
  const code = await Promise.race([ended, closed]);
  if (code === undefined) {
    ended.catch(() => undefined);
    step.debug(texts.stillAlive);
    return;
  }
  if (code === 137) step.error(texts.outOfMemory);
  if (code !== 0) throw new Error(texts.processExitCode(code, file, `"${script}"`));
}
