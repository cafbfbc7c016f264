import type { GateAsked, GateLook } from "../../core/acts/look-at-gate.ts";
import { ended, Failure, refusal } from "../../core/failure.ts";
import { gateWords } from "../../core/model/train/stage-gate.ts";
import { counted } from "../../core/model/words.ts";
import type { Tell } from "../../core/ports.ts";

/** A gate that is waited for, and how. */
export type Awaited = Readonly<{
  asked: GateAsked;
  /** 0: it is looked at once. */
  minutes: number;
  pollMinutes: number;
  look: () => Promise<GateLook>;
  now: () => number;
  /** Ends early when the run is cancelled. */
  sleep: (milliseconds: number) => Promise<void>;
  signal: AbortSignal;
  tell: Tell;
}>;

// A gate of 400 criteria would drown the sentence that ends the step.
const mostTold = 20;

/**
 * Looks at a gate again and again until it is where it should be, and gives it. Tells only what changed. Throws where the time
 * is over and where the run is cancelled; an Azure DevOps that cannot be reached for a while is waited for.
 */
export async function waitForGate(awaited: Awaited): Promise<GateLook> {
  const deadline = awaited.now() + awaited.minutes * 60_000;
  let seen: Seen = { lines: [], open: [] };
  for (let looks = 1; ; looks += 1) {
    const before = new Set(seen.lines);
    seen = await untilCancelled(() => lookAgain(awaited, looks, seen), awaited);
    for (const line of seen.lines) if (!before.has(line)) awaited.tell(line);
    if (seen.look?.open.length === 0) return seen.look;
    const left = deadline - awaited.now();
    if (left <= 0) throw tooLate(awaited, seen.open);
    await awaited.sleep(Math.min(awaited.pollMinutes * 60_000, left));
  }
}

/** What one look gave. Without `look` the gate could not be looked at. */
type Seen = Readonly<{ look?: GateLook; lines: readonly string[]; open: readonly string[] }>;

async function lookAgain({ look }: Awaited, looks: number, last: Seen): Promise<Seen> {
  try {
    const found = await look();
    const lines = new Set([...found.criteria, ...found.open, ...found.problems]);
    return { look: found, lines: [...lines], open: found.open };
  } catch (error) {
    // What was never reached is wrong, not away.
    if (looks === 1 || !(error instanceof Failure) || error.report.code !== "RM043") throw error;
    const line = `It could not be looked at: ${ended(error.report.cause)}`;
    return { lines: [...last.lines, line], open: [line] };
  }
}

async function untilCancelled<T>(work: () => Promise<T>, awaited: Awaited): Promise<T> {
  const { signal } = awaited;
  if (signal.aborted) throw cancelled(awaited);
  let onAbort = (): void => undefined;
  const abort = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(cancelled(awaited));
    signal.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work(), abort]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function tooLate({ asked: { train, gate, goal }, minutes }: Awaited, open: readonly string[]): Failure {
  const rest = open.length > mostTold ? [`And ${open.length - mostTold} more`] : [];
  const after = minutes === 0 ? "" : ` after ${counted(minutes, "minute")}`;
  return refusal({
    code: "RM002",
    what: `The ${gateWords(gate)} ${goal === "passed" ? "has not passed" : "is not complete"}${after}`,
    where: `release train ${train}`,
    cause: [...open.slice(0, mostTold), ...rest].join("\n"),
    retry: "safe",
    next: "Settle what is open on the train's page in the hub, and run the step again",
  });
}

function cancelled({ asked: { train, gate } }: Awaited): Failure {
  return refusal({
    code: "RM050",
    what: `The ${gateWords(gate)} is not waited for any longer`,
    where: `release train ${train}`,
    cause: "The run was cancelled",
    retry: "safe",
    next: "Run the step again when it is wanted",
  });
}
