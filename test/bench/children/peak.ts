import { readFileSync } from "node:fs";

/** The most memory that this process held at once, in MiB. `maxRSS` counts what was before `exec`, too: the parent's size. */
export function peakMiB(): number {
  const line =
    process.platform === "linux" ? /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) : null;
  return Number(line?.[1] ?? process.resourceUsage().maxRSS) / 1024;
}
