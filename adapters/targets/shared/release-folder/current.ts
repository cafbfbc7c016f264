import { type Current, currentOf, misplaced } from "./decide-release.ts";
import type { Disk } from "./disk.ts";
import type { Layout } from "./layout.ts";

/** Reads which release is in use: a link, or a small file with its path where links cannot be made. */
export async function readCurrent(disk: Disk, { current }: Layout): Promise<Current> {
  const entry = await disk.look(current);
  if (entry === undefined) return { kind: "none" };
  const target = entry.kind === "link" ? await disk.readLink(current) : await pointerIn(disk, current, entry);
  if (target !== undefined) return currentOf(target);
  return { kind: "foreign", because: "it is a folder of its own, no link and no pointer" };
}

async function pointerIn(
  disk: Disk,
  path: string,
  entry: Readonly<{ kind: string; bytes: number }>,
): Promise<string | undefined> {
  return entry.kind === "file" && entry.bytes < 1000 ? (await disk.readText(path))?.trim() : undefined;
}

/** What is wrong with the place as a whole: links where folders should be, or no way to switch in one step. */
export async function hindranceAt(disk: Disk, layout: Layout): Promise<string | undefined> {
  const [releases, release] = await Promise.all([disk.look(layout.releases), disk.look(layout.release)]);
  return misplaced(layout, { releases, release }) ?? (await disk.hindrance());
}
