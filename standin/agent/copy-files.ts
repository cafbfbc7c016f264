import { constants } from "node:fs";
import { copyFile, mkdir, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { matcherOf } from "./glob.ts";

/** What CopyFiles is asked for. */
export type CopyOrder = Readonly<{
  source: string;
  target: string;
  patterns: readonly string[];
  clean: boolean;
  overwrite: boolean;
  flatten: boolean;
}>;

/** Copies what fits. Existing files stay unless `overwrite` is on; two files of one name are refused when flattened. */
export async function copyFiles(order: CopyOrder, tell: (line: string) => void): Promise<void> {
  const { source, target } = order;
  if (!(await isFolder(source))) throw new Error(`Not found SourceFolder: ${source}`);
  const fits = matcherOf(order.patterns);
  const found = (await filesOf(source)).filter((path) => fits(path));
  tell(`found ${found.length} files`);
  if (order.clean) await rm(target, { recursive: true, force: true });
  const written = new Set<string>();
  for (const path of found) {
    const to = join(target, order.flatten ? basename(path) : path);
    if (written.has(to)) throw new Error(`Two of the files have the name ${basename(path)}.`);
    written.add(to);
    await copyOne(join(source, path), to, order.overwrite);
    tell(`Copying ${join(source, path)} to ${to}`);
  }
}

async function copyOne(from: string, to: string, overwrite: boolean): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await copyFile(from, to, overwrite ? 0 : constants.COPYFILE_EXCL);
  } catch (error) {
    const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
    if (!exists) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function filesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
