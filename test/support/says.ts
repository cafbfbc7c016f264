import assert from "node:assert/strict";
import type { Locator } from "playwright-core";

const patience = 15_000;

/** Looks until nothing fails: a page that is still being drawn says less than it will. The error is what failed last. */
export async function retried<T>(look: () => Promise<T>): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Waits until the words stand there, or what matches them. */
export function says(where: Locator, words: string | RegExp, why?: string): Promise<void> {
  return retried(async () => {
    const text = await where.innerText();
    if (typeof words === "string") assert.ok(text.includes(words), why ?? `"${words}" is not in "${text}"`);
    else assert.match(text, words, why);
  });
}
