import type { ClientWorld, HttpAnswer } from "./http.ts";

/** How long one call may wait in all, and how often it is sent. */
const patience = { milliseconds: 30_000, attempts: 5, first: 500 };
const tokens = { full: 20, perSuccess: 0.5 };

/** Decides about waiting and trying again. All calls of one client share its tokens, so that a broken server is not stormed. */
export type Retries = Readonly<{
  /** Waits and says yes, or says no at once. `waited` is what this call has waited already. */
  again: (attempt: number, waited: number, last: HttpAnswer | Error) => Promise<number | undefined>;
  succeeded: () => void;
}>;

/** Retries with exponential waiting, jitter, and what `Retry-After` asks for where it can be read. */
export function retries(world: ClientWorld): Retries {
  let left = tokens.full;
  return {
    again: async (attempt, waited, last) => {
      const wait =
        asked(last, world.now()) ?? patience.first * 2 ** (attempt - 1) * (0.5 + world.random() / 2);
      if (attempt >= patience.attempts || waited + wait > patience.milliseconds || left < 1) return undefined;
      left -= 1;
      await world.sleep(wait);
      return waited + wait;
    },
    succeeded: () => {
      left = Math.min(tokens.full, left + tokens.perSuccess);
    },
  };
}

/** What the server asks for: seconds, or a date. Not readable in the hub, where the header is not exposed. */
function asked(last: HttpAnswer | Error, now: number): number | undefined {
  const text = last instanceof Error ? undefined : last.header("retry-after");
  if (!text) return undefined;
  const milliseconds = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
