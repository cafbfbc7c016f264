import type { Browser } from "playwright-core";
import { launchBrowser } from "../../scripts/browser.ts";

let shared: Promise<Browser> | undefined;

/** The one browser of this run: starting it takes longer than most of what is tested in it. */
export function theBrowser(): Promise<Browser> {
  return (shared ??= launchBrowser());
}

/** Closes all that was left open in it. */
export async function closePages(): Promise<void> {
  const contexts = (await shared)?.contexts() ?? [];
  await Promise.all(contexts.map((context) => context.close()));
}

// Of every file that imports this: after the last test.
after(async () => (await shared)?.close());
