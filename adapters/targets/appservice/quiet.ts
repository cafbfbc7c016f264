import { NoAnswer } from "../shared/target-request.ts";
import { pendingIn, type KuduRecord } from "./judge-deployment.ts";
import { recordsOf } from "./site.ts";
import { WebRefusal } from "./web-door.ts";
import { who } from "./words.ts";
import { failed, failedBy, isCancelled, isLate, operationKinds, pause, stateOf, type Work } from "./work.ts";

/**
 * Waits until nothing is being deployed to the place, and until its SCM site answers steadily: while settings are saved it
 * is started anew, and that would end a deployment. Gives the deployments that are there then.
 */
export async function whenQuiet(work: Work): Promise<readonly KuduRecord[]> {
  let wasBad = false;
  for (let round = 0; ; round += 1) {
    const seen = await look(work);
    if (isCancelled(work)) return [];
    if (seen instanceof Error) stillShaky(work, seen, wasBad);
    else if (isQuiet(work, seen, round) && !wasBad) return seen;
    // Twice in a row: the first good answer may come from a site that is about to go.
    wasBad = seen instanceof Error;
    await pause(work, wasBad ? 5000 : 10_000);
  }
}

function isQuiet(work: Work, seen: readonly KuduRecord[], round: number): boolean {
  const pending = pendingIn(seen);
  if (pending !== undefined) stillPending(work, pending, round);
  return pending === undefined;
}

function stillShaky(work: Work, error: Error, isTold: boolean): void {
  if (isLate(work)) throw failedBy(work, error, "nothing was changed");
  if (!isTold) work.io.tell(`The SCM site of ${work.place.label} does not answer properly: waiting for it.`);
}

/** A look that fails for a while is waited for; a refusal is not. */
async function look(work: Work): Promise<readonly KuduRecord[] | Error> {
  try {
    return await recordsOf(work.place, { tries: 1 });
  } catch (error) {
    if (error instanceof NoAnswer) return error;
    if (error instanceof WebRefusal && (error.status >= 500 || error.status === 429)) return error;
    throw failedBy(work, error, "nothing was changed");
  }
}

function stillPending(work: Work, pending: KuduRecord, round: number): void {
  if (isLate(work)) throw tooLong(work, pending);
  if (round % 20 !== 0) return;
  const minutes = work.site.settings.waitMinutes;
  work.io.tell(
    `A deployment to ${work.place.label} is going on (${who(pending)}): waiting for it, ${minutes} min at most.`,
  );
}

function tooLong(work: Work, pending: KuduRecord): Error {
  const minutes = work.site.settings.waitMinutes;
  const own = work.io.earlier.some(({ kind }) => kind === operationKinds.deployment);
  const cause = `A deployment to ${work.place.label} is still going on after ${minutes} min (${who(pending)})`;
  if (own)
    return failed(work, {
      code: "RM032",
      cause: `${cause}; it may be that of an earlier attempt`,
      state: stateOf(work, "it is being changed still"),
      retry: "safe",
      next: "Run this stage again to watch on",
    });
  return failed(work, {
    cause,
    state: "nothing was changed",
    retry: "safe",
    next: "Look into the site's Deployment Center, then run this stage again",
  });
}
