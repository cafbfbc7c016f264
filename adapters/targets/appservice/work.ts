import { Failure, type FailureReport, type TargetState } from "../../../core/failure.ts";
import { instant, iso } from "../../../core/model/instant.ts";
import type { Operation } from "../../../core/model/target.ts";
import type { Deployed, DeployIo } from "../../../core/ports-of-targets.ts";
import { pauseUnless } from "../shared/pause.ts";
import type { Place, Site } from "./site.ts";
import type { WebPackage } from "./web-package.ts";
import { failureBy } from "./why.ts";

/** One package that is being deployed to one place of a site. */
export type Work = Readonly<{
  site: Site;
  /** Where the package is sent: the slot, or the site itself. */
  place: Place;
  /** Visitors are served from the place itself while it changes. */
  isLive: boolean;
  web: WebPackage;
  artefact: string;
  io: DeployIo;
  /** When we stop waiting, in milliseconds since 1970. */
  deadline: number;
  /** Every operation that was begun or found again, in order. */
  operations: Operation[];
}>;

/** Kinds of operations that are saved. */
export const operationKinds = { deployment: "appservice.deployment", swap: "appservice.swap" } as const;

/** Keeps an operation's id, before anybody waits for it. */
export async function saveOperation(work: Work, kind: string, id: string): Promise<void> {
  const startedOn = iso(instant(work.site.world.now()));
  const operation: Operation = { kind, id, artefact: work.artefact, startedOn };
  work.operations.push(operation);
  await work.io.saveOperation(operation);
}

/** Waits, but not on when the stage is cancelled. */
export function pause({ io, site }: Work, milliseconds: number): Promise<void> {
  return pauseUnless(io.signal, milliseconds, site.world.sleep);
}

/** Whether the stage was cancelled. A function: what it says changes between two awaits. */
export function isCancelled({ io }: Work): boolean {
  return io.signal.aborted;
}

/** Whether the time that the step may wait is over. */
export function isLate({ site, deadline }: Work): boolean {
  return site.world.now() >= deadline;
}

/** What the target's users see when a place of this kind was changed in part: with a slot they see nothing of it. */
export function stateOf({ isLive }: Work, state: TargetState): TargetState {
  return isLive ? state : "nothing was changed";
}

/** The sentence that tells what a failure left behind. */
export function leftBehind({ isLive, place }: Work): string {
  return isLive ? "" : `. The site itself was not touched; ${place.label} may be changed`;
}

/** A failure of this package. `state` is that of the place: behind a slot the site is unchanged. */
export function failed(
  work: Work,
  report: Pick<FailureReport, "cause" | "state" | "next"> & Partial<FailureReport>,
): Failure {
  return new Failure({
    code: "RM031",
    what: `${work.artefact} was not deployed to ${work.site.settings.environment}`,
    where: `${work.place.label} of ${work.site.address.resource}`,
    retry: "safe once that is mended",
    ...report,
    ids: idsOf(work, report.ids),
  });
}

/** An error of the network, of Entra or of Azure as a failure of this package. */
export function failedBy(work: Work, error: unknown, state: TargetState): Failure {
  if (error instanceof Failure) return error;
  const { code, cause, next, retry, ids } = failureBy(error, work.site.whom, { what: "", state }).report;
  return failed(work, { code, cause, next, retry, state, ...(ids === undefined ? {} : { ids }) });
}

/** Stopped by whoever cancelled the stage. `still`: what the server goes on doing, as a clause. */
export function cancelled(work: Work, still?: string): Failure {
  return failed(work, {
    code: "RM050",
    cause: `The stage was cancelled${still === undefined ? " before anything was sent" : `; ${still}`}`,
    state: still === undefined ? "nothing was changed" : "it is being changed still",
    retry: "safe",
    next: "Run this stage again: it looks first what became of it",
  });
}

/** An artefact that went well. */
export function deployed(work: Work, text: string): Deployed {
  work.io.progress(100, text);
  return { outcome: "succeeded", text, issues: [], operations: work.operations };
}

function idsOf({ operations }: Work, ids: string | undefined): string {
  const own = operations.map(({ kind, id }) => `${kind} ${id}`);
  return [...(ids === undefined || ids === "" ? [] : [ids]), ...own].join(", ");
}
