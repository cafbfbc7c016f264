import { TokenRefused } from "../../entra/token-refused.ts";
import { DataverseRefusal } from "./dataverse-api.ts";
import { query } from "./environment.ts";
import { readJob, readOperation } from "./read-dataverse.ts";
import type { Begun, OperationRow } from "./read-dataverse.ts";
import { whyOf } from "./why.ts";
import { nameOf, pause, showProgress } from "./work.ts";
import type { Work } from "./work.ts";

/** How an operation ended, or why we do not know it. */
export type Watched =
  | Readonly<{ end: "succeeded" }>
  | Readonly<{ end: "failed"; message: string }>
  | Readonly<{ end: "stillRunning"; because: string; next: string }>;

/** Pauses between two looks, in milliseconds: a small solution is done in seconds, a large one in an hour. */
const pauses = [1000, 2000, 5000, 5000, 7500, 10_000];
const longestPause = 15_000;

/** Errors after which watching on is in vain: they do not pass by themselves. */
const patienceWithRefusals = 3;

/** Watches until the operation has ended, the time is up or the stage is cancelled. A look that fails is tried again. */
export async function watchOperation(work: Work, begun: Begun, doing: string): Promise<Watched> {
  const { world } = work.environment;
  let seen: Seen = { progress: undefined, refusals: 0, faults: 0 };
  for (let look = 0; ; look += 1) {
    await pause(work, pauses[look] ?? longestPause);
    if (work.io.signal.aborted) {
      return stillRunning(
        "The stage was cancelled, so we stopped waiting; the import continues on the server",
        seen,
      );
    }
    const result = await lookAt(work, begun, seen);
    if ("end" in result) return result;
    seen = result;
    if (seen.refusals >= patienceWithRefusals) {
      return stillRunning(
        `The import continues on the server, but we cannot watch it any more: ${seen.why ?? ""}`,
        seen,
      );
    }
    if (world.now() >= work.deadline) {
      const minutes = work.environment.settings.waitMinutes;
      return stillRunning(`It is still running on the server after ${minutes} min`, seen);
    }
    const percent = seen.progress;
    showProgress(
      work,
      20 + (percent ?? 0) * 0.8,
      percent === undefined ? doing : `${doing} (${Math.round(percent)} %)`,
    );
  }
}

type Seen = Readonly<{ progress: number | undefined; refusals: number; faults: number; why?: string }>;

async function lookAt(work: Work, begun: Begun, seen: Seen): Promise<Watched | Seen> {
  try {
    const row = await operationRow(work, begun.operationId);
    const ended = row && endOf(row);
    if (ended) return ended;
    const progress = (await progressOf(work, begun)) ?? seen.progress;
    return { progress, refusals: 0, faults: row === undefined ? seen.faults + 1 : 0 };
  } catch (error) {
    const { cause } = whyOf(error, work.environment.whom);
    const faults = seen.faults + 1;
    if (faults === 1 || faults % 10 === 0) {
      work.io.tell(`Look ${faults} at ${nameOf(work)} failed and is tried again. ${cause}.`);
    }
    return {
      progress: seen.progress,
      refusals: seen.refusals + (isRefusal(error) ? 1 : 0),
      faults,
      why: cause,
    };
  }
}

function isRefusal(error: unknown): boolean {
  if (error instanceof TokenRefused) return true;
  return error instanceof DataverseRefusal && (error.status === 401 || error.status === 403);
}

async function operationRow(work: Work, id: string): Promise<OperationRow | undefined> {
  const select =
    "asyncoperationid,name,operationtype,statecode,statuscode,message,friendlymessage,_createdby_value";
  const row = await work.environment.api.find(query(`asyncoperations(${id})`, { $select: select }));
  return row === undefined ? undefined : readOperation(row);
}

/** `statecode` 3 is completed; 30, 31 and 32 are succeeded, failed and cancelled. */
function endOf(row: OperationRow): Watched | undefined {
  if (row.state !== 3) return undefined;
  if (row.status === 30) return { end: "succeeded" };
  const message = row.friendlyMessage || row.message;
  if (row.status === 32) return { end: "failed", message: message || "It was cancelled in the environment" };
  return { end: "failed", message: message || `It ended with status ${row.status} and without a message` };
}

/** The job is not there at first, and some operations have none. */
async function progressOf(work: Work, begun: Begun): Promise<number | undefined> {
  if (begun.jobId === undefined) return undefined;
  const row = await work.environment.api.find(query(`importjobs(${begun.jobId})`, { $select: "progress" }));
  const progress = row === undefined ? Number.NaN : readJob(row).progress;
  return Number.isNaN(progress) ? undefined : progress;
}

function stillRunning(because: string, seen: Seen): Watched {
  const percent = seen.progress === undefined ? "" : ` (${Math.round(seen.progress)} %)`;
  const next = "Do not start another import. Run this stage again to watch on.";
  return { end: "stillRunning", because: `${because}${percent}`, next };
}
