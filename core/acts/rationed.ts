import type { Reading } from "../model/reading.ts";
import { readingOf } from "./reading-of.ts";

/** How many requests may still be made. Shared between readers, which take from it. */
export type Ration = { left: number };

/** Reads a thing once, whoever asks for it how often; what the ration does not reach is a failed reading. */
export function rationed<K extends string | number, V>(
  ration: Ration,
  read: (key: K) => Promise<V>,
): (key: K) => Promise<Reading<V>> {
  const known = new Map<K, Promise<Reading<V>>>();
  return (key) => {
    const found = known.get(key);
    if (found) return found;
    if (ration.left <= 0) {
      return Promise.resolve({
        kind: "failed",
        why: "it was left out: there is too much to ask for at once",
      });
    }
    ration.left -= 1;
    const asked = readingOf(read(key));
    known.set(key, asked);
    return asked;
  };
}
