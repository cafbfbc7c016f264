import { pauseUnless } from "./pause.ts";
import { exchangeOver } from "./target-exchange.ts";
import type { OneExchange } from "./target-exchange.ts";
import { NoAnswer } from "./target-request.ts";
import type {
  NetworkOptions,
  TargetAnswer,
  TargetHttp,
  TargetHttpWorld,
  TargetRequest,
} from "./target-request.ts";

/** Longest time that all pauses of one request may take together. */
const pauseBudget = 10 * 60 * 1000;

/**
 * A client for targets: retries with a budget, waits as long as `Retry-After` says, sends an id along with each request,
 * trusts the agent's certificate authority and goes through its proxy.
 */
export function targetHttp(options: NetworkOptions, world: TargetHttpWorld): TargetHttp {
  const { exchange, close } = exchangeOver(options);
  return { close, send: (request) => sendWith(exchange, request, world) };
}

type Attempt = Readonly<{ answer: TargetAnswer } | { failed: NoAnswer }>;

async function sendWith(
  exchange: OneExchange,
  request: TargetRequest,
  world: TargetHttpWorld,
): Promise<TargetAnswer> {
  const requestId = world.newId();
  let paused = 0;
  for (let attempt = 1; ; attempt += 1) {
    const made = await attemptOf(exchange, request, requestId);
    const pause = isOver(request, attempt, world)
      ? undefined
      : pauseAfter(made, request, attempt, world.now());
    if (pause === undefined || paused + pause > pauseBudget) return finished(made);
    paused += pause;
    if (await stoppedIn(pause, made, world)) return finished(made);
  }
}

async function stoppedIn(pause: number, made: Attempt, world: TargetHttpWorld): Promise<boolean> {
  if (pause >= 10_000) world.tell?.(waiting(made, pause));
  await pauseUnless(world.stop?.(), pause, world.sleep);
  return world.stop?.()?.aborted === true;
}

function isOver({ tries = 8 }: TargetRequest, attempt: number, world: TargetHttpWorld): boolean {
  return attempt >= tries || world.stop?.()?.aborted === true;
}

async function attemptOf(exchange: OneExchange, request: TargetRequest, requestId: string): Promise<Attempt> {
  try {
    return { answer: await exchange(request, requestId) };
  } catch (error) {
    if (error instanceof NoAnswer) return { failed: error };
    throw error;
  }
}

function finished(made: Attempt): TargetAnswer {
  if ("failed" in made) throw made.failed;
  return made.answer;
}

/** Absent: the attempt stands. */
function pauseAfter(made: Attempt, request: TargetRequest, attempt: number, now: number): number | undefined {
  const again = "failed" in made ? canMend(made.failed, request) : wantsRepeat(made.answer.status, request);
  if (!again) return undefined;
  const asked = "failed" in made ? undefined : retryAfter(made.answer.header("retry-after"), now);
  return asked ?? Math.min(2 ** (attempt - 1) * 1000, 30_000);
}

/** A certificate or a name that is wrong does not mend itself. */
function canMend(failed: NoAnswer, { repeatable }: TargetRequest): boolean {
  return !hopelessCodes.test(failed.code) && (repeatable || !failed.sent);
}

/** 429 says that nothing was done; the others leave it open. */
function wantsRepeat(status: number, { repeatable }: TargetRequest): boolean {
  return status === 429 || (repeatable && (status === 502 || status === 503 || status === 504));
}

const hopelessCodes = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ENOTFOUND|PROXY_REFUSED|ERR_INVALID/;

/** Seconds or a date, as HTTP allows both. */
function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function waiting(made: Attempt, pause: number): string {
  const why = "failed" in made ? made.failed.message : `The target answered ${made.answer.status}`;
  return `${why}; trying again in ${Math.round(pause / 1000)} s.`;
}
