import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { Failure, TargetState } from "../../../core/failure.ts";
import { TargetRefusal } from "../shared/target-refusal.ts";
import type { InstalledState } from "./decide-import.ts";
import { installedOf, query } from "./environment.ts";
import { missingIn, missingWords, parseImportLog } from "./import-log.ts";
import type { ImportLog, LoggedResult } from "./import-log.ts";
import { readJob } from "./read-dataverse.ts";
import type { Begun } from "./read-dataverse.ts";
import { NoAnswer } from "../shared/target-request.ts";
import { missingNext, sentence } from "./why.ts";
import { failed, failedBy, pause } from "./work.ts";
import type { Situation, Work } from "./work.ts";

/** An import that failed on the server, and what it said. */
export type FailedImport = Readonly<{ begun: Begun; message: string }>;

/** Why it failed, from its log and its message, and what is there now. */
export async function afterFailure(
  work: Work,
  { before }: Situation,
  { begun, message }: FailedImport,
): Promise<Failure> {
  const log = (await logOf(work, begun).catch(() => undefined)) ?? emptyLog;
  const missing = log.missing.length > 0 ? log.missing : missingIn([message]);
  const cause = missing.length > 0 ? sentence(missingWords(missing)) : causeOf(log, message);
  const next = missing.length > 0 ? missingNext(work.environment.whom) : nextFor(message);
  return failed(work, { cause: bounded(defuse(cause), 3000), state: await stateAfter(work, before), next });
}

const emptyLog: ImportLog = { failures: [], warnings: [], missing: [] };

/** The job's row appears later than the operation, sometimes after its end. In milliseconds. */
const untilJobIsThere = [0, 250, 750, 2000, 3000];

/** The log can be many megabytes: it is read once, at the end. Absent: the job is not there, or an operation has none. */
async function logOf(work: Work, { jobId }: Begun): Promise<ImportLog | undefined> {
  if (jobId === undefined) return emptyLog;
  for (const wait of untilJobIsThere) {
    if (wait > 0) await pause(work, wait);
    const row = await work.environment.api.find(query(`importjobs(${jobId})`, { $select: "data" }));
    if (row !== undefined) return parseImportLog(readJob(row).data);
  }
  return undefined;
}

function causeOf(log: ImportLog, message: string): string {
  const lines = log.failures.slice(0, 5).map(lineOf);
  const more = log.failures.length > 5 ? `; and ${log.failures.length - 5} more` : "";
  return lines.length === 0 ? sentence(message) : `${lines.join("; ")}${more}`;
}

function lineOf({ component, code, text }: LoggedResult): string {
  return `${component}: ${text}${code === "" || code === "0" ? "" : ` (${code})`}`;
}

/** Words of Dataverse that have a known cure. */
const cures: readonly Readonly<{ words: RegExp; next: string }>[] = [
  { words: /higher version than the existing/i, next: "Release a build with a higher version." },
  {
    words: /attachment is (either )?not a valid type|blocked/i,
    next: "Take the file type out of the environment's blocked attachments, then run this stage again.",
  },
  {
    words: /content size is too big/i,
    next: "Raise the environment's limit for attachments, then run this stage again.",
  },
  {
    words: /exported from a newer version|newer version of/i,
    next: "Update the environment first: the solution was made in a newer one.",
  },
];

function nextFor(message: string): string {
  return cures.find(({ words }) => words.test(message))?.next ?? "Mend the cause, then run this stage again.";
}

/** Dataverse takes a failed import back; what is installed tells whether it did. */
async function stateAfter(work: Work, before: InstalledState): Promise<TargetState> {
  try {
    const { uniqueName } = work.archive.content.facts;
    const after = (await installedOf(work.environment, [uniqueName])).get(uniqueName.toLowerCase()) ?? {};
    return JSON.stringify(after) === JSON.stringify(before) ? "nothing was changed" : "it was partly changed";
  } catch {
    return "its state is not known";
  }
}

const unreadLog = "The import's log could not be read: there may be warnings in it.";

/** Warnings of an import that went well: flows that could not be turned on are among them. */
export async function issuesOf(work: Work, begun: Begun): Promise<readonly string[]> {
  try {
    return (await logOf(work, begun))?.warnings.map(lineOf) ?? [unreadLog];
  } catch (error) {
    if (error instanceof TargetRefusal || error instanceof NoAnswer) {
      return [unreadLog];
    }
    throw failedBy(work, error, "it was changed completely");
  }
}
