import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runChild } from "./child.ts";
import { type Measured, median } from "./figure.ts";

const run = promisify(execFile);
const gib = 2 ** 30;

/** Hashing as the Seal task does it, beside `openssl dgst -sha256` on the same file in the same run. */
export async function measureSealing(): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "sealing-"));
  const file = join(folder, "Big", "big.bin");
  await mkdir(join(folder, "Big"));
  await writeFile(file, "");
  try {
    await truncate(file, gib);
    const speed = await speedBesideOpenssl(folder, file);
    // The time is of no interest here, so the file may have holes: it is the memory that must not grow with it.
    await truncate(file, 4 * gib);
    const { peakMiB } = await runChild<{ peakMiB: number }>("seal", [folder]);
    return [speed, { what: "peak memory, sealing 4 GiB", value: peakMiB, bar: 120, unit: "MB" }];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function speedBesideOpenssl(folder: string, file: string): Promise<Measured[number]> {
  const what = "sealing speed, of `openssl dgst -sha256`";
  const ratios: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const openssl = await secondsOf(() => run("openssl", ["dgst", "-sha256", file])).catch(() => undefined);
    if (openssl === undefined) return { what, why: "openssl is not on PATH" };
    const { seconds } = await runChild<{ seconds: number }>("seal", [folder]);
    ratios.push((openssl / seconds) * 100);
  }
  return { what, value: median(ratios), bar: 80, unit: "%", least: true };
}

async function secondsOf(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1000;
}
