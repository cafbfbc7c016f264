import { NoAnswer, type TargetAnswer } from "../shared/target-request.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import { holds, type Wanted } from "./decide-site.ts";
import { provedFacts } from "./plan-site.ts";
import { readArmError, readOperation, type ArmOperation } from "./read-arm.ts";
import { idOf } from "./read-kudu.ts";
import { armVersion, factsOf, type Place } from "./site.ts";
import { WebRefusal } from "./web-door.ts";
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
    if (began !== "busy") {
      if (began !== "lost") await follow(work, began);
      await settle(work, production, wanted);
      return;
    }
    if (isLate(work)) throw tooLate(work, "another swap is going on there");
    work.io.tell("Another swap of the site is going on: waiting for it.");
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

async function begin(work: Work): Promise<TargetAnswer | "busy" | "lost"> {
  work.io.progress(85, `Swapping ${work.place.label} with the site`);
  try {
    const answer = await work.site.arm.call(`${work.place.resource}/slotsswap?${armVersion}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ targetSlot: "production", preserveVnet: true }),
      allow: [409],
    });
    return answer.status === 409 ? "busy" : answer;
  } catch (error) {
    if (!mayHaveBegun(error)) throw refusedSwap(work, error);
    work.io.tell("The answer to the swap was lost; looking what is live.");
    return "lost";
  }
}

function mayHaveBegun(error: unknown): boolean {
  return error instanceof NoAnswer ? error.sent : error instanceof WebRefusal && error.status >= 500;
}

/** Follows the operation where one was named. Its address is taken below our own origin only, whatever it says. */
async function follow(work: Work, began: TargetAnswer): Promise<void> {
  const path = operationPath(work, began);
  if (path === undefined) return;
  await saveOperation(work, operationKinds.swap, idOf(path.replace(/\?.*$|.*\//g, "")) || "swap");
  for (let looks = 0; ; looks += 1) {
    await pause(work, Math.min(10_000, 2000 + looks * 1000));
    if (isCancelled(work)) throw cancelled(work, "the swap goes on at the site");
    const state = await stateOf(work, path);
    if (state.status === "failed") throw failedSwap(work, state.code, state.words);
    if (state.status === "succeeded") return;
    if (isLate(work)) throw tooLate(work, "the swap is still going on");
    work.io.progress(90, `Swapping ${work.place.label} with the site`);
  }
}

function operationPath({ site }: Work, began: TargetAnswer): string | undefined {
  const named = began.header("azure-asyncoperation") ?? began.header("location") ?? "";
  if (began.status === 200 || !URL.canParse(named, site.arm.origin)) return undefined;
  const { pathname, search } = new URL(named, site.arm.origin);
  return `${pathname}${search}`;
}

async function stateOf(work: Work, path: string): Promise<ArmOperation> {
  try {
    const answer = await work.site.arm.call(path);
    const { status, ...rest } = readOperation(answer.text);
    return { status: answer.status === 202 && status === "succeeded" ? "running" : status, ...rest };
  } catch (error) {
    if (error instanceof WebRefusal && error.status >= 400 && error.status < 500)
      return { status: "failed", code: error.code || String(error.status), words: error.message };
    const { cause } = failedBy(work, error, "its state is not known").report;
    work.io.tell(`A look at the swap failed and is made again. ${cause}.`);
    return { status: "running", code: "", words: "" };
  }
}

/** What is live settles a moment after the swap. */
async function settle(work: Work, production: Place, wanted: Wanted): Promise<void> {
  for (let look = 0; look < 12; look += 1) {
    try {
      if (holds(await provedFacts(work.site, production, wanted, work.web), wanted) === "yes") return;
    } catch (error) {
      work.io.tell(failedBy(work, error, "its state is not known").report.cause);
    }
    await pause(work, 5000);
    if (isCancelled(work)) throw cancelled(work, "the swap may have been carried out");
  }
  throw notLive(work);
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
