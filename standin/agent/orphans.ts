import { readdir, readFile } from "node:fs/promises";

/** Kills what the job's processes left behind: only those that carry the job's own mark. */
export async function killOrphans(lookupId: string): Promise<void> {
  if (process.platform !== "linux") return;
  const mark = `VSTS_PROCESS_LOOKUP_ID=${lookupId}`;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) !== process.pid && (await environmentOf(pid)).includes(mark)) kill(Number(pid));
  }
}

async function environmentOf(pid: string): Promise<string[]> {
  try {
    return (await readFile(`/proc/${pid}/environ`, "utf8")).split("\0");
  } catch {
    return []; // It is gone, or somebody else's.
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended meanwhile.
  }
}
