import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  JobIssue,
  JobListener,
  JobOrder,
  JobReport,
  JobVariable,
  RunnerOptions,
  StepOrder,
  StepResult,
  TaskManifest,
  TaskStore,
} from "../../../standin/agent/job.ts";
import { runJob } from "../../../standin/agent/run-job.ts";

export const libraryPath = createRequire(import.meta.url).resolve("azure-pipelines-task-lib/task");

/** What a task's manifest says beside the usual. */
type Extra = Partial<Omit<TaskManifest, "id" | "name">>;

/** A task of one script a phase, to be run by `run`. */
export type TinyTask = Readonly<{ main?: string; pre?: string; post?: string; manifest?: Extra }>;

/** One step as a test gives it: a tiny task, and what the order says beside it. */
export type TinyStep = Readonly<{ task: TinyTask; inBox?: StepOrder["task"] }> &
  Omit<Partial<StepOrder>, "task">;

/** Everything that the listener was told. */
export type Told = Readonly<{
  report: JobReport;
  steps: readonly Readonly<{
    name: string;
    phase: string;
    result: StepResult;
    issues: readonly JobIssue[];
    log: string[];
  }>[];
  /** All lines of all steps. */
  log: readonly string[];
  attachments: readonly Readonly<{ type: string; name: string; text: string }>[];
  artefacts: readonly string[];
  outputs: Readonly<Record<string, JobVariable>>;
  events: readonly string[];
  work: string;
}>;

export type Setting = Partial<JobOrder> &
  Readonly<{
    runner?: Partial<RunnerOptions>;
    listener?: Partial<JobListener>;
    onLine?: (line: string) => void;
  }>;

const folders: string[] = [];

/** A folder that `clean` removes. */
export async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "agent-test-"));
  folders.push(folder);
  return folder;
}

export async function clean(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** Runs a job of tiny tasks and returns all that the runner told. */
export async function run(steps: readonly TinyStep[], setting: Setting = {}): Promise<Told> {
  const workRoot = await temporary();
  const { runner, listener, onLine, ...order } = setting;
  const tasks = await tinyStore(steps.map(({ task }) => task));
  const ears = recorder(listener ?? {}, onLine);
  const report = await runJob(
    {
      host: "release",
      jobId: "11111111-1111-1111-1111-111111111111",
      displayName: "Job",
      steps: steps.map((step, at) => stepOrder(step, at)),
      variables: {},
      system: { url: "http://127.0.0.1:9/contoso/", token: "job-token-0123456789" },
      endpoints: [],
      folderNumber: 1,
      ...order,
    },
    ears.listener,
    {
      workRoot,
      tasks,
      node: { 20: process.execPath },
      timeScale: 100,
      signal: AbortSignal.timeout(60_000),
      ...runner,
    },
  );
  const work = join(workRoot, "_work");
  return { ...ears.told, report, log: ears.told.steps.flatMap(({ log }) => log), work };
}

function stepOrder({ task: _task, inBox, ...given }: TinyStep, at: number): StepOrder {
  const id = `00000000-0000-0000-0000-00000000000${at}`;
  return {
    refName: `step${at + 1}`,
    displayName: `Step ${at + 1}`,
    task: inBox ?? { id, name: `Tiny${at}`, version: "1.*" },
    inputs: {},
    ...given,
  };
}

async function tinyStore(tasks: readonly TinyTask[]): Promise<TaskStore> {
  const root = await temporary();
  const found = await Promise.all(tasks.map((task, at) => writeTask(root, task, at)));
  return { find: (id) => Promise.resolve(found.find(({ manifest }) => manifest.id === id)) };
}

async function writeTask(
  root: string,
  task: TinyTask,
  at: number,
): Promise<{ folder: string; manifest: TaskManifest }> {
  const folder = join(root, `Tiny${at}`);
  await mkdir(folder);
  const handlers = (script: string | undefined, file: string): TaskManifest["execution"] | undefined =>
    script === undefined ? undefined : { Node20_1: { target: file } };
  const parts = { "index.js": task.main, "pre.js": task.pre, "post.js": task.post };
  for (const [name, script] of Object.entries(parts))
    if (script !== undefined) await writeFile(join(folder, name), script);
  const main = handlers(task.main, "index.js");
  const pre = handlers(task.pre, "pre.js");
  const post = handlers(task.post, "post.js");
  const manifest: TaskManifest = {
    id: `00000000-0000-0000-0000-00000000000${at}`,
    name: `Tiny${at}`,
    friendlyName: `Tiny ${at}`,
    description: "A tiny task",
    author: "Nobody",
    version: { Major: 1, Minor: 0, Patch: 0 },
    ...(main ? { execution: main } : {}),
    ...(pre ? { prejobexecution: pre } : {}),
    ...(post ? { postjobexecution: post } : {}),
    ...task.manifest,
  };
  return { folder, manifest };
}

function recorder(own: Partial<JobListener>, onLine?: (line: string) => void) {
  type Open = { name: string; phase: string; result: StepResult; issues: readonly JobIssue[]; log: string[] };
  const open = new Map<string, Open>();
  const steps: Open[] = [];
  const attachments: { type: string; name: string; text: string }[] = [];
  const artefacts: string[] = [];
  const outputs: Record<string, JobVariable> = {};
  const events: string[] = [];
  const listener: JobListener = {
    stepStarted: (record, step, phase) => {
      const one: Open = { name: step.displayName, phase, result: "abandoned", issues: [], log: [] };
      open.set(record, one);
      steps.push(one);
    },
    stepFinished: (record, result, issues) => {
      Object.assign(open.get(record) ?? {}, { result, issues });
    },
    progress: (_record, percent, operation) => void events.push(`progress ${percent} ${operation}`),
    log: (record, line) => {
      open.get(record)?.log.push(line);
      onLine?.(line);
    },
    attachment: (_record, { type, name, path }) => {
      attachments.push({ type, name, text: readFileSync(path, "utf8") });
      return Promise.resolve();
    },
    artefact: (name, folder) => {
      artefacts.push(`${name}=${folder}`);
      return Promise.resolve();
    },
    tag: (tag) => void events.push(`tag ${tag}`),
    output: (name, value) => void (outputs[name] = value),
    buildNumber: (number) => void events.push(`number ${number}`),
    releaseName: (name) => void events.push(`name ${name}`),
    ...own,
  };
  return { listener, told: { steps, attachments, artefacts, outputs, events } };
}

/** A script that prints these lines. */
export function prints(...lines: readonly string[]): string {
  return `for (const line of ${JSON.stringify(lines)}) process.stdout.write(line + "\\n");`;
}

/** The lines of a task's own, without header and sections. */
export function said(told: Told, at = 0): string[] {
  const log = told.steps[at]?.log ?? [];
  return log.slice(8, -1);
}
