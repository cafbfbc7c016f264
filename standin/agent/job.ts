/** A variable as the service hands it to the agent. */
export type JobVariable = Readonly<{ value: string; isSecret?: boolean; isReadOnly?: boolean }>;

/** One step that the service orders. `task` names a task of the package, or one of the in-box steps that the runner plays. */
export type StepOrder = Readonly<{
  /** Reference name, for output variables (`$(name.variable)`). */
  refName: string;
  displayName: string;
  task: Readonly<{ id: string; name: string; version: string }>;
  inputs: Readonly<Record<string, string>>;
  enabled?: boolean;
  condition?: string;
  continueOnError?: boolean;
  timeoutInMinutes?: number;
  retryCountOnTaskFailure?: number;
  environment?: Readonly<Record<string, string>>;
}>;

/** A service connection, by id. */
export type Endpoint = Readonly<{
  id: string;
  name: string;
  url: string;
  scheme: string;
  parameters: Readonly<Record<string, string>>;
  data: Readonly<Record<string, string>>;
}>;

/** One job on one fresh work folder. */
export type JobOrder = Readonly<{
  /** `System.HostType`. */
  host: "build" | "release";
  jobId: string;
  displayName: string;
  steps: readonly StepOrder[];
  variables: Readonly<Record<string, JobVariable>>;
  /** The organisation's address and the job's own token (`SYSTEMVSSCONNECTION`). */
  system: Readonly<{ url: string; token: string }>;
  endpoints: readonly Endpoint[];
  /** The release or build folder's number: `_work/r1`, `_work/1`. */
  folderNumber: number;
}>;

/** The values of `TaskResult` that the agent knows. */
export type StepResult =
  "succeeded" | "succeededWithIssues" | "failed" | "canceled" | "skipped" | "abandoned";

/** A file that a step handed over. */
export type Attachment = Readonly<{ type: string; name: string; path: string }>;

/** What the runner tells the service while it works, in order. `record` is the step's timeline record id. */
export type JobListener = Readonly<{
  stepStarted: (record: string, step: StepOrder, phase: "pre" | "main" | "post") => void;
  stepFinished: (record: string, result: StepResult, issues: readonly JobIssue[]) => void;
  progress: (record: string, percent: number, operation: string) => void;
  /** One masked line of the step's log. */
  log: (record: string, line: string) => void;
  attachment: (record: string, attachment: Attachment) => Promise<void>;
  artefact: (name: string, folder: string) => Promise<void>;
  tag: (tag: string) => void;
  /** A variable became an output variable of the job. */
  output: (name: string, value: JobVariable) => void;
  buildNumber: (number: string) => void;
  /** A step renamed the release. */
  releaseName?: (name: string) => void;
}>;

/** At most ten of each level are kept. */
export type JobIssue = Readonly<{ type: "error" | "warning"; message: string }>;

/** What became of the job. */
export type JobReport = Readonly<{
  result: StepResult;
  outputs: Readonly<Record<string, JobVariable>>;
  /** Why the job failed before its first step: the download, or the preparation. Masked. */
  fault?: string;
}>;

/** What the runner itself runs with: on which Node, in which folder, with whose tasks. */
export type RunnerOptions = Readonly<{
  /** `_work` is made in here, fresh for every job. */
  workRoot: string;
  /** The folder of unpacked tasks of the `.vsix` and how to find one; see `task-store.ts`. */
  tasks: TaskStore;
  /** Paths of the Node binaries, by major. Handler selection follows the agent's priorities. */
  node: Readonly<{ 20: string; 24?: string }>;
  /** Prefer Node 24 where a task declares it. */
  preferNode24?: boolean;
  /** Divides every waiting time of the protocol (SIGINT 7.5 s, retries …), for tests. */
  timeScale?: number;
  /** Before the job's steps: what the service's own download step would do. */
  download?: (folder: string) => Promise<void>;
  /** Extra variables of the agent's own process environment (for example `AGENT_CAINFO` is a variable instead). */
  processEnvironment?: Readonly<Record<string, string>>;
  signal: AbortSignal;
}>;

/** Tasks by id and major version, unpacked from the package once per version as the agent does. */
export type TaskStore = Readonly<{
  /** Absent when the package has no such task. */
  find: (
    id: string,
    version: string,
  ) => Promise<Readonly<{ folder: string; manifest: TaskManifest }> | undefined>;
}>;

/** The part of task.json that the runner reads. */
export type TaskManifest = Readonly<{
  id: string;
  name: string;
  friendlyName: string;
  description: string;
  author: string;
  helpMarkDown?: string;
  version: Readonly<{ Major: number; Minor: number; Patch: number }>;
  inputs?: readonly Readonly<{ name: string; type: string; defaultValue?: string; required?: boolean }>[];
  outputVariables?: readonly Readonly<{ name: string }>[];
  restrictions?: Readonly<{
    commands?: Readonly<{ mode: string }>;
    settableVariables?: Readonly<{ allowed: readonly string[] }>;
  }>;
  execution?: Readonly<Record<string, Readonly<{ target: string; workingDirectory?: string }>>>;
  prejobexecution?: TaskManifest["execution"];
  postjobexecution?: TaskManifest["execution"];
}>;

/** Runs one job to its end. `runJob` in `run-job.ts` is the one implementation. */
export type RunJob = (job: JobOrder, listener: JobListener, options: RunnerOptions) => Promise<JobReport>;
