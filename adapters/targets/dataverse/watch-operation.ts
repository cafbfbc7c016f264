import { TokenRefused } from "../../entra/token-refused.ts";
import { TargetRefusal } from "../shared/target-refusal.ts";
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
const pauses = [500, 1000, 2000, 5000, 5000, 7500, 10_000];
const longestPause = 15_000;

/** A look is made again soon anyway. */
const look = { tries: 2 };

/** Errors after which watching on is in vain: they do not pass by themselves. */
const patienceWithRefusals = 3;

/** Watches until the operation has ended, the time is up or the stage is cancelled. A look that fails is tried again. */
export async function watchOperation(work: Work, begun: Begun, doing: string): Promise<Watched> {
  let seen: Seen = { refusals: 0, faults: 0 };
  for (let looks = 0; ; looks += 1) {
    await pause(work, pauses[looks] ?? longestPause);
    const given = await lookAt(work, begun, seen);
    if ("end" in given) return given;
    seen = given;
    const because = reasonToStop(work, seen);
    if (because !== undefined) return stillRunning(because, seen);
    showProgress(work, 20 + (seen.progress ?? 0) * 0.8, `${doing}${percentOf(seen)}`);
  }
}

/** `why`: what the last look that failed died of. */
type Seen = Readonly<{ progress?: number; refusals: number; faults: number; why?: string }>;

function reasonToStop(work: Work, seen: Seen): string | undefined {
  const { world, settings } = work.environment;
  if (work.io.signal.aborted) {
    return "The stage was cancelled, so we stopped waiting; the import continues on the server";
  }
  if (seen.refusals >= patienceWithRefusals) {
    return `The import continues on the server, but we cannot watch it any more: ${seen.why ?? ""}`;
  }
  const late = world.now() >= work.deadline;
  return late ? `It is still running on the server after ${settings.waitMinutes} min` : undefined;
}

function percentOf({ progress }: Seen): string {
  return progress === undefined ? "" : ` (${Math.round(progress)} %)`;
}

async function lookAt(work: Work, begun: Begun, seen: Seen): Promise<Watched | Seen> {
  if (work.io.signal.aborted) return seen;
  try {
    const row = await operationRow(work, begun.operationId);
    const ended = row && endOf(row);
    return ended ?? { ...seen, ...(await progressOf(work, begun)), refusals: 0, faults: 0 };
  } catch (error) {
    const { cause } = whyOf(error, work.environment.whom);
    const faults = seen.faults + 1;
    if (faults === 1 || faults % 10 === 0) {
      work.io.tell(`Look ${faults} at ${nameOf(work)} failed and is tried again. ${cause}.`);
    }
    return { ...seen, refusals: seen.refusals + (isRefusal(error) ? 1 : 0), faults, why: cause };
  }
}

function isRefusal(error: unknown): boolean {
  if (error instanceof TokenRefused) return true;
  return error instanceof TargetRefusal && (error.status === 401 || error.status === 403);
}

async function operationRow(work: Work, id: string): Promise<OperationRow | undefined> {
  const select =
    "asyncoperationid,name,operationtype,statecode,statuscode,message,friendlymessage,_createdby_value";
  const row = await work.environment.api.find(query(`asyncoperations(${id})`, { $select: select }), look);
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
async function progressOf(work: Work, { jobId }: Begun): Promise<Pick<Seen, "progress">> {
  if (jobId === undefined) return {};
  const row = await work.environment.api.find(query(`importjobs(${jobId})`, { $select: "progress" }), look);
  const progress = row === undefined ? Number.NaN : readJob(row).progress;
  return Number.isNaN(progress) ? {} : { progress };
}

function stillRunning(because: string, seen: Seen): Watched {
  const next = "Do not start another import. Run this stage again to watch on.";
  return { end: "stillRunning", because: `${because}${percentOf(seen)}`, next };
}
