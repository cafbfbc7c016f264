import { inParallel } from "../../../../core/acts/in-parallel.ts";
import { refusal } from "../../../../core/failure.ts";
import type { SealedArtefact, SealedFile } from "../../../../core/model/artefact.ts";
import { bounded, defuse } from "../../../../core/model/defuse.ts";
import type { Disk } from "./disk.ts";
import { partial } from "./layout.ts";
import { foldersFor, treeOf } from "./tree.ts";

const parallel = 4;

/** Thrown when the stage was cancelled while an artefact was copied. */
export class Cancelled extends Error {}

/** What copying tells while it runs. `source` is where the artefact lies on the agent. */
export type CopyIo = Readonly<{
  signal: AbortSignal;
  progress: (bytes: number) => void;
  source: (path: string) => string;
}>;

/**
 * Copies an artefact into a release folder: first beside, every file hashed on its way and compared with the seal, then
 * moved into place at once. What an earlier attempt left beside and is the same, byte for byte, is not copied again; what
 * stood in the place is replaced as a whole. Gives how many files were there already.
 */
export async function copyArtefact(
  disk: Disk,
  artefact: SealedArtefact,
  release: string,
  io: CopyIo,
): Promise<number> {
  const beside = disk.join(release, partial + artefact.name);
  await disk.makeFolder(beside);
  const there = await usable(disk, artefact, beside);
  const wanted = artefact.files.filter((file) => !there.has(file.path));
  for (const { path, bytes } of artefact.files) if (there.has(path)) io.progress(bytes);
  for (const level of foldersFor(wanted.map(({ path }) => path)))
    await inParallel(level, parallel, (path) => disk.makeFolder(disk.join(beside, path)));
  await copyFiles(disk, wanted, beside, io);
  await putInPlace(disk, beside, disk.join(release, artefact.name));
  return there.size;
}

/** The files that an earlier attempt brought whole. Everything else is removed, so that every file is made anew. */
async function usable(disk: Disk, artefact: SealedArtefact, beside: string): Promise<ReadonlySet<string>> {
  const tree = (await treeOf(disk, beside)) ?? new Map<string, never>();
  const sealed = new Map(artefact.files.map((file) => [file.path, file]));
  const whole = artefact.files.filter(({ path, bytes }) => isFileOf(tree.get(path), bytes));
  const hashes = await disk.hash(whole.map(({ path }) => disk.join(beside, path)));
  const same = new Set(whole.filter((file, at) => hashes[at] === file.sha256).map(({ path }) => path));
  const odd = [...tree].filter(([path, { kind }]) =>
    kind === "folder" ? sealed.has(path) : !same.has(path),
  );
  await inParallel(odd, parallel, ([path]) => disk.remove(disk.join(beside, path)));
  return same;
}

function isFileOf(entry: Readonly<{ kind: string; bytes: number }> | undefined, bytes: number): boolean {
  return entry?.kind === "file" && entry.bytes === bytes;
}

async function putInPlace(disk: Disk, beside: string, place: string): Promise<void> {
  const old = `${beside}.old`;
  await disk.remove(old);
  if ((await disk.look(place)) !== undefined) await disk.move(place, old);
  await disk.move(beside, place);
  await disk.remove(old);
}

/** The first failure ends it: files that are under way stop at their next part, and nothing is written after it is thrown. */
async function copyFiles(disk: Disk, files: readonly SealedFile[], to: string, io: CopyIo): Promise<void> {
  let failed = false;
  const goOn = (): void => {
    if (io.signal.aborted || failed) throw new Cancelled();
  };
  await inParallel(files, parallel, async (file) => {
    try {
      goOn();
      await copyFile(disk, file, disk.join(to, file.path), { ...io, goOn });
    } catch (thrown) {
      failed = true;
      throw thrown;
    }
  });
}

type FileIo = CopyIo & Readonly<{ goOn: () => void }>;

async function copyFile(disk: Disk, file: SealedFile, to: string, io: FileIo): Promise<void> {
  const hash = await disk.copyIn(io.source(file.path), to, (bytes) => {
    io.goOn();
    io.progress(bytes);
  });
  if (hash.sha256 !== file.sha256) throw changed(file.path);
}

/** What differs between a folder and the seal, by path. Nothing where they are the same, byte for byte. */
export async function differences(
  disk: Disk,
  artefact: SealedArtefact,
  folder: string,
): Promise<readonly string[]> {
  const tree = await treeOf(disk, folder);
  if (!tree) return [`${artefact.name} is not there`];
  const shown = (path: string): string => bounded(defuse(disk.join(folder, path)), 400);
  const sealed = new Set(artefact.files.map(({ path }) => path));
  const added = [...tree]
    .filter(([path, { kind }]) => kind !== "folder" && !sealed.has(path))
    .map(([path]) => `${shown(path)} was added`);
  const sized = artefact.files.filter(({ path, bytes }) => isFileOf(tree.get(path), bytes));
  const hashes = await disk.hash(sized.map(({ path }) => disk.join(folder, path)));
  const same = new Set(sized.filter((file, at) => hashes[at] === file.sha256).map(({ path }) => path));
  const other = artefact.files
    .filter(({ path }) => !same.has(path))
    .map(({ path }) => `${shown(path)} ${tree.has(path) ? "differs" : "is missing"}`);
  return [...added, ...other];
}

function changed(path: string): Error {
  return refusal({
    code: "RM021",
    what: "The artefact was not copied",
    where: path,
    cause: `${path} was changed on the agent while it was copied, or was read wrongly`,
    next: "Run the stage again",
    retry: "safe",
  });
}
