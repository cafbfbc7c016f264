import { blankFault } from "./act-on-train.ts";
import { quoted } from "../defuse.ts";
import type { Reading } from "../reading.ts";
import type { State } from "../stage.ts";
import { itemFault } from "./asked-item.ts";
import { planned, retried, withNext, type DeploymentTask } from "./deployment-task.ts";
import { refused, stampOf, unless, type Handlers, type ItemChange, type Refused } from "./refused.ts";
import { moved, returned, type Turnover, type TurnoverFacts } from "./turnover.ts";
import { startFault } from "./turnover-faults.ts";

/** What can be done to a turnover from its deployment on. */
export type RunningActs = {
  start: { comment: string };
  /** The work item on which a manual task is done. */
  askTask: { task: string; item: number };
  /** An automated task's stage is started. */
  beginTask: { task: string };
  finishTask: { task: string; succeeded: boolean; note: string; change?: ItemChange };
  skipTask: { task: string; reason: string };
  /** The failed task again, and those of the others that are named. */
  retry: { again: readonly string[]; reason: string };
  /** To draft: it is delivered and accepted anew. */
  sendBack: { reason: string };
  /** The deployment is verified. */
  close: { comment: string };
};

/** What each act of the deployment does. The states in which it may be done are looked at before. */
export const runningHandlers: Handlers<RunningActs, Turnover, TurnoverFacts> = {
  start: (turnover, { comment }, facts) =>
    unless(startFault(turnover, facts), () =>
      moved({ ...turnover, tasks: withNext(turnover.tasks) }, "deploying", facts, comment),
    ),
  askTask: (turnover, { task, item }) => {
    const asked = turnover.tasks.find(({ id }) => id === task);
    const fault = lockedFault(asked, ["actionable"]) ?? askedFault(asked);
    if (asked === undefined || fault !== undefined) return refused(fault ?? noTask);
    return withTask(turnover, { ...asked, item });
  },
  beginTask: (turnover, { task }) => {
    const begun = turnover.tasks.find(({ id }) => id === task);
    const fault = lockedFault(begun, ["actionable"]);
    if (begun === undefined || fault !== undefined) return refused(fault ?? noTask);
    return unless(begun.stage ? undefined : "A manual task is not begun: it is finished.", () =>
      withTask(turnover, { ...begun, state: "running" }),
    );
  },
  finishTask: (turnover, { task, succeeded, note, change }, facts) => {
    const done = turnover.tasks.find(({ id }) => id === task);
    const fault = lockedFault(done, done?.stage ? ["running"] : ["actionable"]);
    if (done === undefined || fault !== undefined) return refused(fault ?? noTask);
    const decided = itemFault(done.item === undefined ? [] : [done.item], change, quoted(done.title));
    return unless(stageFault(done, succeeded, facts) ?? decided, () => {
      const state = succeeded ? ("succeeded" as const) : ("failed" as const);
      return settled(
        withTask(turnover, { ...done, state, done: { ...stampOf(facts, change), note } }),
        facts,
      );
    });
  },
  skipTask: (turnover, { task, reason }, facts) => {
    const skipped = turnover.tasks.find(({ id }) => id === task);
    // Nobody will ever say how a stage ended whose release is gone.
    const lost = skipped !== undefined && stageOf(skipped, facts)?.kind === "failed";
    const fault = lockedFault(skipped, ["actionable", "failed", ...(lost ? ["running" as const] : [])]);
    if (skipped === undefined || fault !== undefined) return refused(fault ?? noTask);
    return unless(blankFault([reason], "the reason"), () => {
      const done = { ...stampOf(facts), note: reason };
      return settled(withTask(turnover, { ...skipped, state: "skipped", done }), facts);
    });
  },
  retry: (turnover, { again, reason }, facts) =>
    unless(againFault(turnover, again), () =>
      moved({ ...turnover, tasks: retried(turnover.tasks, again) }, "deploying", facts, reason),
    ),
  sendBack: (turnover, { reason }, facts) =>
    unless(blankFault([reason], "the reason"), () => {
      const tasks = turnover.tasks.map((task) => planned(task, task.from));
      return returned({ ...turnover, tasks }, facts, reason);
    }),
  close: (turnover, { comment }, facts) => moved(turnover, "closed", facts, comment),
};

const noTask = "There is no such task.";

function askedFault(task: DeploymentTask | undefined): string | undefined {
  if (task?.stage !== undefined) return "Azure DevOps does it: nobody is asked.";
  return task?.item === undefined ? undefined : "They were asked already.";
}

function lockedFault(
  task: DeploymentTask | undefined,
  states: readonly DeploymentTask["state"][],
): string | undefined {
  if (task === undefined) return noTask;
  if (states.includes(task.state)) return undefined;
  if (task.state === "planned") return "The task is locked until the one before it is done.";
  return task.state === "actionable"
    ? "Begin the task first: it starts a stage."
    : `The task is ${task.state}.`;
}

/** What an automated task did is what Azure DevOps says of its stage, not what somebody says. */
function stageFault(task: DeploymentTask, succeeded: boolean, facts: TurnoverFacts): string | undefined {
  if (task.stage === undefined) return undefined;
  const said = stageOf(task, facts);
  if (said === undefined) return "The stage was not read.";
  if (said.kind === "failed") return `The stage could not be read: ${said.why}`;
  const good = said.value === "succeeded" || said.value === "succeededWithWarnings";
  const bad = ["failed", "rejected", "cancelled", "skipped"].includes(said.value);
  return (succeeded ? good : bad) ? undefined : `Azure DevOps says of the stage: ${said.value}.`;
}

function stageOf({ id }: DeploymentTask, { stages }: TurnoverFacts): Reading<State> | undefined {
  return Object.hasOwn(stages, id) ? stages[id] : undefined;
}

function againFault({ tasks }: Turnover, again: readonly string[]): string | undefined {
  const fit = again.every((id) => tasks.some((one) => one.id === id && one.state !== "planned"));
  return fit ? undefined : "Only tasks that were done or skipped are done again.";
}

function withTask(turnover: Turnover, task: DeploymentTask): Turnover {
  return { ...turnover, tasks: turnover.tasks.map((one) => (one.id === task.id ? task : one)) };
}

function settled(turnover: Turnover, facts: TurnoverFacts): Turnover | Refused {
  const tasks = withNext(turnover.tasks);
  const next = { ...turnover, tasks };
  if (tasks.some(({ state }) => state === "failed")) return moved(next, "failed", facts);
  if (tasks.every(({ state }) => state === "succeeded" || state === "skipped"))
    return moved(next, "deployed", facts);
  return turnover.state === "failed" ? moved(next, "deploying", facts) : next;
}
