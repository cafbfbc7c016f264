import { randomUUID } from "node:crypto";
import type { JobIssue, StepOrder, StepResult, TaskManifest } from "./job.ts";
import type { JobState } from "./job-state.ts";
import { mergeResults } from "./results.ts";

/** A variable of one step, shared by its pre-job, main and post-job part. */
export type TaskVariables = Map<string, Readonly<{ name: string; value: string; secret: boolean }>>;

/** Which part of which step runs, and what its parts share. */
export type StepPart = Readonly<{
  order: StepOrder;
  phase: "pre" | "main" | "post";
  manifest: TaskManifest;
  taskVariables: TaskVariables;
}>;

const mostIssues = 10;

/** One part of a step while it runs: its log, issues, results and what it handed over. */
export class Step {
  readonly record: string = randomUUID();
  readonly job: JobState;
  readonly part: StepPart;
  readonly cancellation = new AbortController();
  readonly issues: JobIssue[] = [];
  readonly #pending: Promise<Error | undefined>[] = [];
  result: StepResult | undefined;
  /** A logging command that failed; no retry mends it. */
  commandResult: StepResult | undefined;
  /** The task said that it is done and its time to end is over, or the step has ended: later output is dropped. */
  closed = false;
  #percent = 0;
  #closeTimer: NodeJS.Timeout | undefined;
  #close: (() => void) | undefined;

  constructor(job: JobState, part: StepPart) {
    this.job = job;
    this.part = part;
  }

  /** Writes to the step's log: masked as a whole, then line by line. */
  write(text: string): void {
    for (const line of this.job.masker.mask(text).split(/\r\n|\n|\r/))
      this.job.listener.log(this.record, line);
  }

  debug(message: string): void {
    if (this.job.variables.isTrue("system.debug")) this.write(`##[debug]${message}`);
  }

  warning(message: string): void {
    this.#issue("warning", message);
    if (message !== "") this.write(`##[warning]${message}`);
  }

  error(message: string): void {
    this.#issue("error", message);
    if (message !== "") this.write(`##[error]${message}`);
  }

  /** An issue whose log line differs from its message. */
  issue(type: JobIssue["type"], message: string, line: string): void {
    this.#issue(type, message);
    if (line !== "") this.write(`##[${type}]${line}`);
  }

  /** Progress never goes back. */
  progress(percent: number, operation: string): void {
    this.#percent = Math.max(this.#percent, Math.min(Math.max(Math.trunc(percent), 0), 100));
    this.job.listener.progress(this.record, this.#percent, this.job.masker.mask(operation));
  }

  /** Starts an upload; the step waits for it at its end. */
  handOver(upload: Promise<void>): void {
    const failed = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
    this.#pending.push(upload.then(() => undefined, failed));
  }

  /** Waits for the uploads; one that failed fails the step. */
  async uploaded(): Promise<void> {
    for (const failed of await Promise.all(this.#pending.splice(0))) {
      if (failed === undefined) continue;
      this.error(failed.message);
      this.failCommand();
    }
  }

  failCommand(): void {
    this.commandResult = mergeResults(this.commandResult, "failed");
  }

  /** Ends when the task said `done=true` and the given time went by. */
  whenClosed(): Promise<void> {
    return new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  closeIn(milliseconds: number): void {
    clearTimeout(this.#closeTimer);
    this.#closeTimer = setTimeout(() => {
      this.closed = true;
      this.#close?.();
    }, milliseconds);
  }

  /** The step is over: whatever its process still prints is dropped. */
  close(): void {
    clearTimeout(this.#closeTimer);
    this.closed = true;
  }

  /** Forgets `done=true`: another attempt begins. */
  reopen(): void {
    clearTimeout(this.#closeTimer);
    this.closed = false;
  }

  #issue(type: JobIssue["type"], message: string): void {
    if (this.issues.filter((issue) => issue.type === type).length >= mostIssues) return;
    this.issues.push({ type, message: this.job.masker.mask(message) });
  }
}
