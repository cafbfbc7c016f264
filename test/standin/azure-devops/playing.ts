import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type {
  JobIssue,
  JobListener,
  JobOrder,
  RunJob,
  RunnerOptions,
  StepOrder,
  StepResult,
} from "../../../standin/agent/job.ts";

/** What a step of the small world does: its script is a line of words. */
type Play = (
  at: Readonly<{
    words: readonly string[];
    record: string;
    job: JobOrder;
    listener: JobListener;
    options: RunnerOptions;
  }>,
) => Promise<StepResult> | StepResult;

const plays: Readonly<Record<string, Play>> = {
  ok: () => "succeeded",
  fail: () => "failed",
  issues: () => "succeededWithIssues",
  hang: ({ options: { signal } }) =>
    new Promise((done) => {
      if (signal.aborted) done("canceled");
      signal.addEventListener("abort", () => done("canceled"));
    }),
  attach: async ({ words, record, listener, options }): Promise<StepResult> => {
    const [type = "", name = "", text = ""] = words;
    const path = join(options.workRoot, "attached");
    await writeFile(path, text);
    await listener.attachment(record, { type, name, path });
    return "succeeded";
  },
  publish: async ({ words, listener, options }): Promise<StepResult> => {
    const [name = "", text = ""] = words;
    const folder = join(options.workRoot, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "file.txt"), text);
    await listener.artefact(name, folder);
    return "succeeded";
  },
  tag: ({ words: [tag = ""], listener }) => {
    listener.tag(tag);
    return "succeeded";
  },
};

/** Every job that was ordered, newest last. */
export type Played = Readonly<{ runJob: RunJob; jobs: JobOrder[]; downloads: string[] }>;

/** A runner that plays: it tells the service what an agent would, without one. */
export function playing(): Played {
  const jobs: JobOrder[] = [];
  const downloads: string[] = [];
  const runJob: RunJob = async (job, listener, options) => {
    jobs.push(job);
    const folder = join(options.workRoot, randomUUID());
    await mkdir(folder, { recursive: true });
    downloads.push(folder);
    try {
      await options.download?.(folder);
    } catch {
      return { result: "failed", outputs: {} };
    }
    const results: StepResult[] = [];
    for (const step of job.steps) {
      if (results.includes("failed") || results.includes("canceled")) break;
      results.push(await playStep(step, { job, listener, options }));
    }
    const worst = (["canceled", "failed", "succeededWithIssues"] as const).find((one) =>
      results.includes(one),
    );
    return { result: worst ?? "succeeded", outputs: {} };
  };
  return { runJob, jobs, downloads };
}

async function playStep(
  step: StepOrder,
  { job, listener, options }: Readonly<{ job: JobOrder; listener: JobListener; options: RunnerOptions }>,
): Promise<StepResult> {
  const record = randomUUID();
  listener.stepStarted(record, step, "main");
  listener.log(record, `Starting ${step.displayName}`);
  const [act = "ok", ...words] = (step.inputs["script"] ?? "ok").split(" ");
  const result = await (plays[act] ?? (() => "succeeded" as const))({
    words,
    record,
    job,
    listener,
    options,
  });
  const issues: readonly JobIssue[] = result === "failed" ? [{ type: "error", message: "It failed." }] : [];
  listener.stepFinished(record, result, issues);
  return result;
}
