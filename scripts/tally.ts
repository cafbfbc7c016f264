import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./extension.ts";

/** How many checks or tests passed and failed in one part of the run, and how many were left out with a reason. */
export type Tally = Readonly<{ passed: number; failed: number; skipped?: number }>;

const folder = join(root, "dist", "tally");

/** Notes the result of one part, for the last line of a whole run. */
export async function writeTally(part: string, tally: Tally): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${part}.json`), JSON.stringify(tally));
}

/** Forgets earlier results. */
export async function clearTally(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** The sum of all parts that were noted. */
export async function totalTally(): Promise<Required<Tally>> {
  const names = await readdir(folder).catch(() => []);
  const all = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8")) as Tally),
  );
  const sum = (pick: (tally: Tally) => number): number =>
    all.reduce((total, tally) => total + pick(tally), 0);
  return { passed: sum((t) => t.passed), failed: sum((t) => t.failed), skipped: sum((t) => t.skipped ?? 0) };
}
