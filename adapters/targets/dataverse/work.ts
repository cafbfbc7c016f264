import { Failure } from "../../../core/failure.ts";
import type { FailureReport, TargetState } from "../../../core/failure.ts";
import { iso, instant } from "../../../core/model/instant.ts";
import type { Operation, Outcome } from "../../../core/model/target.ts";
import type { DeployIo, Deployed } from "../../../core/ports.ts";
import type { Decision, InstalledState } from "./decide-import.ts";
import type { Environment } from "./environment.ts";
import { failureOf, whereOf } from "./environment.ts";
import type { SolutionArchive } from "./solution-archive.ts";

/** One solution that is being deployed. */
export type Work = Readonly<{
  environment: Environment;
  archive: SolutionArchive;
  /** The artefact's name. */
  artefact: string;
  io: DeployIo;
  /** Who we are there: whose operations are ours. */
  userId: string;
  /** What the plan wanted. */
  planned: Decision | undefined;
  /** Its place among the steps, for the percentage of the whole. */
  place: Readonly<{ index: number; count: number }>;
  /** When we stop waiting, in milliseconds since 1970. */
  deadline: number;
  /** Every operation that was begun, in order. */
  operations: Operation[];
}>;

/** What may be done with the solution, and what is there before. */
export type Situation = Readonly<{ decision: Decision; before: InstalledState }>;

/** The solution as sentences name it: `'Core' 1.2.0.0`. */
export function nameOf({ archive }: Work): string {
  const { uniqueName, version } = archive.content.facts;
  return `'${uniqueName}' ${version}`;
}

/** Progress of this solution as a part of the whole stage. */
export function showProgress(work: Work, percent: number, doing: string): void {
  const { index, count } = work.place;
  const whole = (100 * (index + Math.min(100, Math.max(0, percent)) / 100)) / Math.max(1, count);
  work.io.progress(Math.floor(whole), doing);
}

/** Keeps an operation's id, before anybody waits for it. */
export async function saveOperation(work: Work, kind: string, id: string): Promise<void> {
  const startedOn = iso(instant(work.environment.world.now()));
  const operation: Operation = { kind, id, artefact: work.artefact, startedOn };
  work.operations.push(operation);
  await work.io.saveOperation(operation);
}

/** Waits, but not on when the stage is cancelled. */
export async function pause(work: Work, milliseconds: number): Promise<void> {
  const { signal } = work.io;
  if (signal.aborted) return;
  let wake = (): void => undefined;
  const cancelled = new Promise<void>((resolve) => {
    wake = resolve;
    signal.addEventListener("abort", wake, { once: true });
  });
  await Promise.race([work.environment.world.sleep(milliseconds), cancelled]);
  signal.removeEventListener("abort", wake);
}

/** A failure of this solution. */
export function failed(
  work: Work,
  report: Pick<FailureReport, "cause" | "state" | "next"> & Partial<FailureReport>,
): Failure {
  return new Failure({
    code: "RM031",
    what: `Solution ${nameOf(work)} was not imported into ${work.environment.settings.environment}`,
    where: `${whereOf(work.environment)}, artefact ${work.artefact}`,
    retry: "safe once that is mended",
    ...report,
    ids: idsOf(work, report.ids),
  });
}

/** An error while nothing, or not yet everything, was done. */
export function failedBy(work: Work, error: unknown, state: TargetState): Failure {
  if (error instanceof Failure) return error;
  const { report } = failureOf(work.environment, error, { what: "", state });
  const { code, cause, next, retry, ids } = report;
  return failed(work, { code, cause, next, retry, state, ...(ids === undefined ? {} : { ids }) });
}

/** Does something before anything is changed: what goes wrong is told so. */
export async function unchanged<T>(work: Work, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failedBy(work, error, "nothing was changed");
  }
}

function idsOf(work: Work, ids: string | undefined): string {
  const sealed = work.archive.sha256 === undefined ? [] : [`zip sha256 ${work.archive.sha256.slice(0, 16)}`];
  const operations = work.operations.map(({ kind, id }) => `${kind} ${id}`);
  return [...(ids === undefined ? [] : [ids]), ...operations, ...sealed].join(", ");
}

/** What a failure means for the record. */
export function deployedOf(failure: Failure, operations: readonly Operation[]): Deployed {
  return { outcome: outcomes[failure.report.state], text: failure.message, issues: [], operations };
}

const outcomes: Readonly<Record<TargetState, Outcome>> = {
  "nothing was changed": "failedUnchanged",
  "it was partly changed": "failedPartial",
  "its state is not known": "failedPartial",
  "it is being changed still": "unknownStillRunning",
  "it was changed completely": "failedPartial",
};
