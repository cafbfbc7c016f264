import { inParallel } from "../../../../core/acts/in-parallel.ts";
import { type Disk, DiskFault, type Entry } from "./disk.ts";

const width = 8;
const most = 500_000;

/** Everything below a folder, by path with `/`, folders before what is in them. Links are told, not followed. */
export type Tree = ReadonlyMap<string, Entry>;

/** Reads a folder with all that is in it. Absent where there is no such folder. */
export async function treeOf(disk: Disk, folder: string): Promise<Tree | undefined> {
  const found = new Map<string, Entry>();
  let level: readonly string[] = [""];
  while (level.length > 0) {
    const lists = await inParallel(level, width, async (path) => ({
      path,
      list: await disk.list(path === "" ? folder : disk.join(folder, path)),
    }));
    if (lists.some(({ path, list }) => path === "" && list === undefined)) return undefined;
    const below = lists.flatMap(({ path, list = [] }) =>
      list.map(({ name, entry }) => ({ path: path === "" ? name : `${path}/${name}`, entry })),
    );
    for (const { path, entry } of below) found.set(path, entry);
    if (found.size > most) throw new DiskFault(`${folder} holds more than ${most} files`);
    level = below.filter(({ entry }) => entry.kind === "folder").map(({ path }) => path);
  }
  return found;
}

/** Every folder that files need, level by level from the top, so that one level can be made at once. */
export function foldersFor(paths: readonly string[]): readonly (readonly string[])[] {
  const levels: Set<string>[] = [];
  for (const path of paths) {
    const parts = path.split("/").slice(0, -1);
    parts.forEach((_, at) => (levels[at] ??= new Set()).add(parts.slice(0, at + 1).join("/")));
  }
  return levels.map((level) => [...level]);
}
