import type { JobIssue, JobListener, StepOrder, StepResult } from "../../agent/job.ts";
import type { Site } from "../site.ts";
import { storeCopy, storeText } from "../state/files.ts";

/** Where a plan's attachments belong. The main timeline's id equals the plan's, as on the service. */
export type Plan = Readonly<{ planId: string; by: string }>;

/** A finished step's log. */
export type KeptLog = Readonly<{ file: string; lineCount: number }>;

/** What the two engines write down of a step. */
export type StepBook = Readonly<{
  started: (record: string, step: StepOrder, phase: "pre" | "main" | "post") => void;
  finished: (record: string, result: StepResult, issues: readonly JobIssue[], log: KeptLog) => void;
  progress: (record: string, percent: number, operation: string) => void;
}>;

/** What only builds have. */
export type RunBook = Pick<JobListener, "artefact" | "tag" | "output" | "buildNumber"> &
  Partial<Pick<JobListener, "releaseName">>;

/** Listens to the runner: keeps logs and attachments, and hands the rest on. */
export function listenerOf(site: Site, plan: Plan, steps: StepBook, run: RunBook): JobListener {
  const lines = new Map<string, string[]>();
  return {
    stepStarted: (record, step, phase) => {
      lines.set(record, []);
      steps.started(record, step, phase);
      site.changed();
    },
    stepFinished: (record, result, issues) => {
      const all = lines.get(record) ?? [];
      lines.delete(record);
      const file = storeText(site, "logs", all.join(""));
      steps.finished(record, result, issues, { file, lineCount: all.length });
      site.changed();
    },
    progress: steps.progress,
    log: (record, line) => {
      const stamped = `${site.clock.iso()} ${line}
`;
      const all = lines.get(record);
      if (all === undefined) lines.set(record, [stamped]);
      else all.push(stamped);
    },
    attachment: (record, { type, name, path }) => {
      attach(site, plan, { record, type, name, path });
      return Promise.resolve();
    },
    ...run,
  };
}

type Given = Readonly<{ record: string; type: string; name: string; path: string }>;

/** A second one of the same record, type and name takes the first one's place. */
function attach(site: Site, plan: Plan, { record, type, name, path }: Given): void {
  const { attachments } = site.state;
  const key = { planId: plan.planId, timelineId: plan.planId, recordId: record, type, name };
  const old = attachments.findIndex(
    (one) => one.planId === key.planId && one.recordId === record && one.type === type && one.name === name,
  );
  if (old >= 0) attachments.splice(old, 1);
  const file = storeCopy(site, "attachments", path);
  attachments.push({ ...key, file, createdOn: site.clock.iso(), by: plan.by });
  site.changed();
}
