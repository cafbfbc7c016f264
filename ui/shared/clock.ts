import type { Instant } from "../../core/model/instant.ts";
import { duration } from "./time.ts";

/** A smaller difference is the network's, and changes nothing that is shown. */
const tolerated = 2 * 60_000;

let off = 0;

/** Now, in milliseconds since 1970: by Azure DevOps's clock, where this computer's was found to differ from it. */
export function clockNow(): number {
  return Date.now() + off;
}

/**
 * Compares this computer's clock with Azure DevOps's and goes by the latter from then on, where they differ by more than two
 * minutes. Gives what to tell about it, absent where nothing is.
 */
export async function setClock(serverTime: () => Promise<Instant | undefined>): Promise<string | undefined> {
  const asked = Date.now();
  const there = await serverTime();
  const here = (asked + Date.now()) / 2;
  const by = there === undefined ? 0 : there - here;
  // Half a millisecond would be no moment that can be stored.
  off = Math.abs(by) > tolerated ? Math.round(by) : 0;
  if (off === 0) return undefined;
  const way = by > 0 ? "behind" : "ahead of";
  return `This computer's clock is ${duration(Math.abs(by))} ${way} Azure DevOps's: ages and due times are counted by Azure DevOps's clock.`;
}
