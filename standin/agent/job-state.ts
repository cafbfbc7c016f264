import type { JobFolders } from "./folders.ts";
import type { Endpoint, JobListener, JobOrder, JobVariable, RunnerOptions, StepResult } from "./job.ts";
import type { Masker } from "./masker.ts";
import type { Variables } from "./variables.ts";

/** One job while it runs. */
export type JobState = Readonly<{
  order: JobOrder;
  listener: JobListener;
  options: RunnerOptions;
  folders: JobFolders;
  masker: Masker;
  variables: Variables;
  /** By lower-case id; a step may change them for later ones. */
  endpoints: Map<string, Endpoint>;
  /** Oldest first. */
  prependPath: string[];
  outputs: Record<string, JobVariable>;
  /** Records that `task.logdetail` made, with their parents. */
  details: Map<string, string | undefined>;
  /** What the agent's own process has in its environment. */
  environment: Readonly<Record<string, string>>;
  /** Marks every process of the job, so that orphans are found. */
  lookupId: string;
  /** Changes as steps finish. */
  status: { result?: StepResult };
}>;

/** A knob of the agent: a variable of the job, else of its environment. */
export function knob(job: JobState, name: string): string | undefined {
  return job.variables.get(name) ?? job.environment[name];
}

/** A waiting time of the protocol, shortened as the options say. */
export function scaled(job: JobState, milliseconds: number): number {
  return milliseconds / (job.options.timeScale ?? 1);
}
