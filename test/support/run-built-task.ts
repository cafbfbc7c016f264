import { readFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type {
  Attachment,
  JobIssue,
  JobOrder,
  JobVariable,
  StepOrder,
  StepResult,
  TaskManifest,
  TaskStore,
} from "../../standin/agent/job.ts";
import { runJob } from "../../standin/agent/run-job.ts";
import { project } from "./scripted-azure.ts";

const root = join(import.meta.dirname, "../..");
const built = process.env["BUILT_TASKS"] ?? join(root, "dist/extension/tasks");

/** Another Node to run the tasks with, so that the same tests serve both that the agent brings. */
const node = process.env["TASK_NODE"] ?? process.execPath;

/** The name of one of our tasks, as its folder is called. */
export type TaskName = "seal" | "connection" | "deploy" | "start" | "gate";

/** The manifest of a task as it stands in the source. */
export async function manifestOf(name: TaskName): Promise<TaskManifest> {
  return JSON.parse(await readFile(join(root, "tasks", name, "task.json"), "utf8")) as TaskManifest;
}

/** What a test says of a run. */
export type BuiltRun = Readonly<{
  task: TaskName;
  inputs?: Readonly<Record<string, string>>;
  variables?: Readonly<Record<string, string | JobVariable>>;
  /** The collection's address. */
  url: string;
  /** A folder for `_work`. */
  work: string;
  host?: JobOrder["host"];
  /** Service connections that the job may use. */
  endpoints?: JobOrder["endpoints"];
  /** Steps before and after ours. */
  after?: readonly StepOrder[];
  retries?: number;
  signal?: AbortSignal;
  /** Lays out what the service's own download step would bring, in the folder of artefacts. */
  download?: (folder: string) => Promise<void>;
  onLine?: (line: string) => void;
  timeScale?: number;
  /** What runs the task, instead of the usual Node. */
  node?: string;
}>;

/** What became of a run. */
export type BuiltEnd = Readonly<{
  result: StepResult;
  /** The result of our step's main part, and of its post-job part where it has one. */
  parts: Readonly<Record<string, StepResult>>;
  issues: readonly JobIssue[];
  log: string;
  outputs: Readonly<Record<string, JobVariable>>;
  attachments: readonly Readonly<{ type: string; name: string; text: string }>[];
  artefacts: readonly Readonly<{ name: string; folder: string }>[];
}>;

/** Runs a built task in a process of its own, through the stand-in's agent. */
export async function runBuiltTask(run: BuiltRun): Promise<BuiltEnd> {
  const manifest = await manifestOf(run.task);
  await mkdir(run.work, { recursive: true });
  const parts: Record<string, StepResult> = {};
  const issues: JobIssue[] = [];
  const lines: string[] = [];
  const outputs: Record<string, JobVariable> = {};
  const attachments: BuiltEnd["attachments"][number][] = [];
  const artefacts: { name: string; folder: string }[] = [];
  const phases = new Map<string, string>();
  const report = await runJob(
    orderOf(run, manifest),
    {
      stepStarted: (record, step, phase) => void phases.set(record, `${step.refName} ${phase}`),
      stepFinished: (record, result, found) => {
        parts[phases.get(record) ?? ""] = result;
        issues.push(...found);
      },
      progress: () => undefined,
      log: (_record, line) => {
        lines.push(line);
        run.onLine?.(line);
      },
      attachment: (_record, { type, name, path }: Attachment) => {
        attachments.push({ type, name, text: readFileSync(path, "utf8") });
        return Promise.resolve();
      },
      artefact: (name, folder) => {
        artefacts.push({ name, folder });
        return Promise.resolve();
      },
      tag: () => undefined,
      output: (name, value) => void (outputs[name] = value),
      buildNumber: () => undefined,
      releaseName: () => undefined,
    },
    {
      workRoot: run.work,
      tasks: await builtTasks(),
      node: { 20: run.node ?? node },
      timeScale: run.timeScale ?? 1,
      ...(run.download === undefined ? {} : { download: run.download }),
      signal: run.signal ?? AbortSignal.timeout(60_000),
    },
  );
  return { result: report.result, parts, issues, log: lines.join("\n"), outputs, attachments, artefacts };
}

async function builtTasks(): Promise<TaskStore> {
  const names = ["seal", "connection", "deploy", "start", "gate"] as const;
  const found = await Promise.all(
    names.map(async (name) => ({ folder: join(built, name), manifest: await manifestOf(name) })),
  );
  return { find: (id) => Promise.resolve(found.find(({ manifest }) => manifest.id === id)) };
}

function orderOf(run: BuiltRun, manifest: TaskManifest): JobOrder {
  const { id, name } = manifest;
  const ours: StepOrder = {
    refName: "ours",
    displayName: name,
    task: { id, name, version: "1.*" },
    inputs: run.inputs ?? {},
    ...(run.retries === undefined ? {} : { retryCountOnTaskFailure: run.retries }),
  };
  return {
    host: run.host ?? "build",
    jobId: "11111111-1111-4111-8111-111111111111",
    displayName: "Job",
    steps: [ours, ...(run.after ?? [])],
    variables: { ...common(run.url), ...worded(run.variables ?? {}) },
    system: { url: `${run.url}/`, token: "job-token-0123456789" },
    endpoints: run.endpoints ?? [],
    folderNumber: 1,
  };
}

function common(url: string): Readonly<Record<string, JobVariable>> {
  return worded({
    "System.TeamProject": project.name,
    "System.TeamProjectId": project.id,
    "System.CollectionUri": `${url}/`,
    "System.TeamFoundationCollectionUri": `${url}/`,
    "System.DefinitionId": "3",
    "Build.BuildId": "7",
    "Build.BuildNumber": "_20220616.3",
    "Build.DefinitionName": "Integration",
    "Build.SourceBranch": "refs/heads/main",
    "Build.SourceVersion": "0123456789abcdef0123456789abcdef01234567",
  });
}

function worded(
  variables: Readonly<Record<string, string | JobVariable>>,
): Readonly<Record<string, JobVariable>> {
  const entries = Object.entries(variables);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? { value } : value]),
  );
}
