import { failed, type Reading } from "../model/reading.ts";
import { readingOf } from "./reading-of.ts";

/** How many requests may still be made. Shared between readers, which take from it. */
export type Ration = { left: number };

/** Reads a thing once, whoever asks for it how often; what the ration does not reach is a failed reading. Keys that say the same are one. */
export function rationed<K, V>(
  ration: Ration,
  read: (key: K) => Promise<V>,
): (key: K) => Promise<Reading<V>> {
  const known = new Map<string, Promise<Reading<V>>>();
  return (key) => {
    const name = JSON.stringify(key);
    const found = known.get(name);
    if (found) return found;
    if (ration.left <= 0)
      return Promise.resolve(failed("it was left out: there is too much to ask for at once"));
    ration.left -= 1;
    const asked = readingOf(read(key));
    known.set(name, asked);
    return asked;
  };
}
