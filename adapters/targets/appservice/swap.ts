import type { TargetAnswer } from "../shared/target-request.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import { holds, type Wanted } from "./decide-site.ts";
import { provedFacts } from "./plan-site.ts";
import { readArmError, readOperation, type ArmOperation } from "./read-arm.ts";
import { idOf } from "./read-kudu.ts";
import { armVersion, factsOf, type Place } from "./site.ts";
import { isLost, isRefused, WebRefusal } from "./web-door.ts";
import {
  cancelled,
  failed,
  failedBy,
  isCancelled,
  isLate,
  operationKinds,
  pause,
  saveOperation,
} from "./work.ts";
import type { Work } from "./work.ts";

/**
 * Swaps the slot with the running site and follows the swap to its end. Before it, the slot is looked at once more: what goes
 * live is what was proved, or nothing. A swap whose answer is lost is found again by what is live then.
 */
export async function swapSlot(work: Work, wanted: Wanted): Promise<void> {
  const production = await work.site.production();
  for (;;) {
    if (isCancelled(work)) throw cancelledBefore(work);
    if (await isLive(work, production, wanted)) return;
    await refuseMoved(work, wanted);
    const began = await begin(work);
    if (!("busy" in began)) {
      const followed = "header" in began && (await follow(work, began));
      await settle(work, { production, wanted, followed });
      return;
    }
    if (isLate(work)) throw neverBegun(work, began.busy);
    work.io.tell(`Azure does not begin the swap now: ${began.busy}`);
    await pause(work, 15_000);
  }
}

async function isLive(work: Work, production: Place, wanted: Wanted): Promise<boolean> {
  try {
    return holds(await provedFacts(work.site, production, wanted, work.web), wanted) === "yes";
  } catch (error) {
    throw failedBy(work, error, "nothing was changed");
  }
}

/** Between the proof and the swap somebody may have deployed to the slot: that would go live unproved. */
async function refuseMoved(work: Work, wanted: Wanted): Promise<void> {
  const facts = await factsOf(work.site, work.place).catch((error: unknown) => {
    throw failedBy(work, error, "nothing was changed");
  });
  if (holds(facts, wanted) === "yes" && facts.pending === undefined) return;
  throw failed(work, {
    code: "RM042",
    cause: `Somebody else deployed to ${work.place.label} after it was proved, so it was not swapped`,
    state: "nothing was changed",
    retry: "safe",
    next: "Run this stage again: it plans anew",
  });
}

type Began = TargetAnswer | Readonly<{ busy: string }> | Readonly<{ lost: true }>;

async function begin(work: Work): Promise<Began> {
  work.io.progress(85, `Swapping ${work.place.label} with the site`);
  try {
    const answer = await work.site.arm.call(`${work.place.resource}/slotsswap?${armVersion}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ targetSlot: "production", preserveVnet: true }),
      allow: [409],
    });
    if (answer.status !== 409) return answer;
    return { busy: bounded(defuse(readArmError(answer.text).words || answer.text).trim(), 500) };
  } catch (error) {
    if (!isLost(error)) throw refusedSwap(work, error);
    work.io.tell("The answer to the swap was lost; looking what is live.");
    return { lost: true };
  }
}

/** So many looks in a row may be refused before what is live has to tell how the swap stands. */
const patience = 3;

/**
 * Follows the operation where one was named. Its address is taken below our own origin only, whatever it says. Gives whether
 * its end was seen.
 */
async function follow(work: Work, began: TargetAnswer): Promise<boolean> {
  const path = operationPath(work, began);
  if (path === undefined) return began.status === 200;
  await saveOperation(work, operationKinds.swap, idOf(path.replace(/\?.*$|.*\//g, "")) || "swap");
  for (let looks = 0, refused = 0; refused < patience; looks += 1) {
    await pause(work, Math.min(10_000, 2000 + looks * 1000));
    if (isCancelled(work)) throw cancelled(work, "the swap goes on at the site");
    const state = await stateOf(work, path);
    if (hasEnded(work, state)) return true;
    refused = state.status === "refused" ? refused + 1 : 0;
    work.io.progress(90, `Swapping ${work.place.label} with the site`);
  }
  return false;
}

function hasEnded(work: Work, state: Seen): boolean {
  if (state.status === "failed") throw failedSwap(work, state.code, state.words);
  if (state.status === "succeeded") return true;
  if (isLate(work)) throw tooLate(work, "the swap is still going on");
  return false;
}

function operationPath({ site }: Work, began: TargetAnswer): string | undefined {
  const named = began.header("azure-asyncoperation") ?? began.header("location") ?? "";
  if (began.status === 200 || !URL.canParse(named, site.arm.origin)) return undefined;
  const { pathname, search } = new URL(named, site.arm.origin);
  return `${pathname}${search}`;
}

/** These say that nobody may look, not how the swap stands. */
const ofTheLook: ReadonlySet<number> = new Set([401, 403, 404, 408, 429]);

type Seen = ArmOperation | Readonly<{ status: "refused" }>;

async function stateOf(work: Work, path: string): Promise<Seen> {
  try {
    const answer = await work.site.arm.call(path);
    const { status, ...rest } = readOperation(answer.text);
    return { status: answer.status === 202 && status === "succeeded" ? "running" : status, ...rest };
  } catch (error) {
    if (error instanceof WebRefusal && isEnd(error.status))
      return { status: "failed", code: error.code || String(error.status), words: error.message };
    const { cause } = failedBy(work, error, "its state is not known").report;
    work.io.tell(`A look at the swap failed and is made again. ${cause}.`);
    return isRefused(error) ? { status: "refused" } : { status: "running", code: "", words: "" };
  }
}

function isEnd(status: number): boolean {
  return status >= 400 && status < 500 && !ofTheLook.has(status);
}

type Swapped = Readonly<{ production: Place; wanted: Wanted; followed: boolean }>;

/** What is live settles a moment after the swap. Where its end was not seen it may still come. */
async function settle(work: Work, { production, wanted, followed }: Swapped): Promise<void> {
  for (let look = 0; look < 12 || (!followed && !isLate(work)); look += 1) {
    try {
      if (holds(await provedFacts(work.site, production, wanted, work.web), wanted) === "yes") return;
    } catch (error) {
      work.io.tell(failedBy(work, error, "its state is not known").report.cause);
    }
    await pause(work, 5000);
    if (isCancelled(work)) throw cancelled(work, "the swap may have been carried out");
  }
  throw followed ? notLive(work) : tooLate(work, "nobody knows whether the swap has ended");
}

function refusedSwap(work: Work, error: unknown): Error {
  if (error instanceof WebRefusal && error.status === 417) return failedSwap(work, "417", error.message);
  return failedBy(work, error, "nothing was changed");
}

function failedSwap(work: Work, code: string, words: string): Error {
  const { code: inner, words: said } = readArmError(words);
  const told = bounded(defuse(said === "" ? words : said), 1000);
  const isWarmUp =
    /417|ExpectationFailed/i.test(`${code} ${inner}`) || /did not respond to http ping/i.test(told);
  const cause = isWarmUp
    ? `Azure gave the swap up, because ${work.place.label} did not answer while it was warmed up (five tries of 90 s): ${told}`
    : `Azure gave the swap up: ${told}`;
  return failed(work, {
    cause: `${cause}. The site was not touched`,
    state: "nothing was changed",
    retry: "safe once that is mended",
    next: isWarmUp
      ? "Look why the slot does not answer at its root (or at WEBSITE_SWAP_WARMUP_PING_PATH) with the site's settings, then run this stage again: it only swaps"
      : "Mend the cause, then run this stage again: it only swaps",
    ids: bounded(defuse(code), 100),
  });
}

function cancelledBefore(work: Work): Error {
  return failed(work, {
    code: "RM050",
    cause: `The stage was cancelled before the swap: the package lies in ${work.place.label}, the site was not touched`,
    state: "nothing was changed",
    retry: "safe",
    next: "Run this stage again: it only swaps",
  });
}

function neverBegun(work: Work, words: string): Error {
  const isOwn = work.io.earlier.some(({ kind }) => kind === operationKinds.swap);
  if (isOwn)
    return tooLate(
      work,
      `Azure does not begin the swap; it may be that an earlier attempt's goes on: ${words}`,
    );
  return failed(work, {
    cause: `Azure did not begin the swap in ${work.site.settings.waitMinutes} min: ${words}`,
    state: "nothing was changed",
    retry: "safe",
    next: "Look into the site's activity log, then run this stage again: it only swaps",
  });
}

function tooLate(work: Work, because: string): Error {
  return failed(work, {
    code: "RM032",
    cause: `After ${work.site.settings.waitMinutes} min ${because}`,
    state: "it is being changed still",
    retry: "safe",
    next: "Run this stage again: it looks first what is live",
  });
}

function notLive(work: Work): Error {
  return failed(work, {
    code: "RM032",
    cause: `The swap ended, but the site does not hold what lay in ${work.place.label}`,
    state: "its state is not known",
    retry: "safe",
    next: "Look at the site's and the slot's Deployment Center, then run this stage again: it looks first what is live",
  });
}
