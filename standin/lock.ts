import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Gives the folder back. */
export type Lock = Readonly<{ release: () => Promise<void> }>;

/**
 * Takes a folder for this process alone: two stand-ins that write the same state would destroy it. The lock of a
 * process that no longer runs does not count.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "lock");
  const owner = await ownerOf(path);
  if (owner !== undefined && runs(owner)) {
    throw new Error(
      `The folder ${folder} is used by another stand-in (process ${owner}). Stop that one first.`,
    );
  }
  if (owner !== undefined) await rm(path, { force: true });
  try {
    await writeFile(path, String(process.pid), { flag: "wx" });
  } catch (error) {
    throw new Error(`The folder ${folder} was taken by another stand-in just now.`, { cause: error });
  }
  return { release: () => rm(path, { force: true }) };
}

async function ownerOf(path: string): Promise<number | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : Number(text);
}

function runs(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
