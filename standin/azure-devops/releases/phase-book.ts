import { randomUUID } from "node:crypto";
import type { StepBook } from "../engine/listener.ts";
import type { Site } from "../site.ts";
import type { DeployPhase, ReleaseTask, RunPhase } from "../state/release-state.ts";
import type { Outcome } from "./deploy.ts";

/** A phase that is about to run, with all of its steps still to do. */
export function newPhase(site: Site, definition: DeployPhase): RunPhase {
  const id = site.next("phase");
  const own = ["Initialize job", "Download artifacts"].map((name, index) => newTask(name, index + 1));
  const steps = definition.steps
    .filter(({ enabled }) => enabled)
    .map(({ name }, index) => newTask(name, index + 3));
  const end = newTask("Finalize Job", steps.length + 3);
  return {
    id,
    phaseId: String(id),
    name: definition.name,
    rank: definition.rank,
    status: "notStarted",
    runPlanId: randomUUID(),
    job: newTask(definition.name, 1),
    tasks: [...own, ...steps, end],
  };
}

function newTask(name: string, rank: number): ReleaseTask {
  return {
    id: rank,
    timelineRecordId: randomUUID(),
    name,
    rank,
    status: "pending",
    issues: [],
    lineCount: 0,
  };
}

/** What is written down of one job's steps. */
export function phaseBook(site: Site, phase: RunPhase): StepBook {
  const byRecord = (record: string): ReleaseTask | undefined =>
    phase.tasks.find(({ timelineRecordId }) => timelineRecordId === record);
  return {
    started: (record, step, part) => {
      passInitialise(site, phase);
      const title = { pre: "Pre-job: ", main: "", post: "Post-job: " }[part];
      const name = `${title}${step.displayName}`;
      const waiting = phase.tasks.find((task) => task.name === name && task.status === "pending");
      const task = waiting ?? insert(phase, name);
      task.timelineRecordId = record;
      task.task = { id: step.task.id, name: step.task.name, version: step.task.version };
      taskBegins(site, task);
    },
    finished: (record, result, issues, log) => {
      const task = byRecord(record);
      if (task === undefined) return;
      const status =
        result === "succeededWithIssues" ? "partiallySucceeded" : result === "abandoned" ? "failed" : result;
      const finishTime = site.clock.iso();
      Object.assign(task, {
        status,
        finishTime,
        issues: [...issues],
        logFile: log.file,
        lineCount: log.lineCount,
      });
      Reflect.deleteProperty(task, "percentComplete");
    },
    progress: (record, percentComplete) => {
      Object.assign(byRecord(record) ?? {}, { percentComplete });
    },
  };
}

/** Before the last one, which ends the job. */
function insert(phase: RunPhase, name: string): ReleaseTask {
  const task = newTask(name, phase.tasks.length);
  const end = phase.tasks.at(-1);
  if (end !== undefined) Object.assign(end, { id: end.id + 1, rank: end.rank + 1 });
  phase.tasks.splice(-1, 0, task);
  return task;
}

/** The job is set up when its first step begins. */
function passInitialise(site: Site, phase: RunPhase): void {
  const first = phase.tasks[0];
  if (first?.status === "pending") passThrough(site, first);
}

function passThrough(site: Site, task: ReleaseTask): void {
  const now = site.clock.iso();
  Object.assign(task, { status: "succeeded", startTime: now, finishTime: now });
}

export function taskBegins(site: Site, task: ReleaseTask): void {
  Object.assign(task, { status: "inProgress", startTime: site.clock.iso(), agentName: "standin" });
  site.changed();
}

type End = Readonly<{ fault?: string; file: string; lines: number }>;

export function taskEnds(site: Site, task: ReleaseTask, { fault, file, lines }: End): void {
  const status = fault === undefined ? "succeeded" : "failed";
  const issues = fault === undefined ? [] : [{ type: "error" as const, message: fault }];
  Object.assign(task, { status, finishTime: site.clock.iso(), issues, logFile: file, lineCount: lines });
  site.changed();
}

/** The end of a phase. Steps that never began were skipped. */
export function settle(site: Site, phase: RunPhase, result: Outcome | "skipped"): void {
  phase.status = result;
  const ran = result === "succeeded" || result === "partiallySucceeded";
  for (const task of phase.tasks) {
    if (task.status !== "pending") continue;
    if (ran && (task.rank <= 2 || task === phase.tasks.at(-1))) passThrough(site, task);
    else task.status = "skipped";
  }
  Object.assign(phase.job, {
    status: result === "canceled" ? "canceled" : result,
    finishTime: site.clock.iso(),
  });
  site.changed();
}
