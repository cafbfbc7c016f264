import { open } from "node:fs/promises";
import { join } from "node:path";
import type { SealedArtefact, SealedFile } from "../../../core/model/artefact.ts";
import { bounded, defuse, quoted } from "../../../core/model/defuse.ts";
import { pathFault } from "../../../core/model/path.ts";
import { counted } from "../../../core/model/words.ts";
import { folderZipBytes } from "./package-body.ts";
import { NoZip, readDirectory, type ZipEntry } from "./zip-directory.ts";

/** One file as it will lie on the site, with what its bytes can be recognised by. */
export type PackedFile = Readonly<{ path: string; bytes: number; crc32?: number; sha256?: string }>;

/** What is sent to a site: a zip that the build made, or a folder that is zipped on its way. */
export type WebPackage = Readonly<{ root: string; bytes: number; files: readonly PackedFile[] }> &
  (
    | Readonly<{ kind: "zip"; zip: SealedFile; entries: readonly ZipEntry[] }>
    | Readonly<{ kind: "folder"; sealed: readonly SealedFile[] }>
  );

/** Why an artefact is no web package. */
export type NoPackage = Readonly<{ because: string }>;

/** App Service takes no larger zip. */
const largestZip = 2048 * 1024 * 1024;

/** A zip that becomes larger than this, and more than so many times its own size, was made to fill a disk. */
const [mostUnpacked, mostTimes] = [1024 * 1024 * 1024, 100];

/** What the names of an artefact's files say that it is. Pure. */
export function shapeOf({
  files,
}: Pick<SealedArtefact, "files">): Readonly<{ kind: "zip" | "folder" }> | NoPackage {
  if (files.length === 0) return { because: "it is empty: a web package holds at least one file" };
  const paths = files.map(({ path }) => path);
  const fault = pathsFault(paths) ?? collision(paths) ?? besides(paths);
  if (fault !== undefined) return fault;
  return { kind: paths.some(isZip) ? "zip" : "folder" };
}

function isZip(path: string): boolean {
  return /^[^/]+\.zip$/i.test(path);
}

/** Nobody means to deploy a zip as one of a site's files, or an archive of another kind as a site's only file. */
function besides(paths: readonly string[]): NoPackage | undefined {
  const [only = ""] = paths;
  const zip = paths.find(isZip);
  if (zip !== undefined && paths.length > 1) {
    const beside = `it holds ${quoted(zip)} beside ${counted(paths.length - 1, "other file")}`;
    return { because: `${beside}: publish the zip alone, or the files alone` };
  }
  if (paths.length > 1 || !/\.(war|jar|ear)$/i.test(only)) return undefined;
  return { because: `${quoted(only)} is a Java archive, which this target does not deploy` };
}

function pathsFault(paths: readonly string[]): NoPackage | undefined {
  for (const path of paths) {
    const fault = pathFault(path);
    if (fault !== undefined) return { because: `the file ${quoted(path)} ${fault}` };
  }
  return undefined;
}

/** Opens an artefact as a web package; the files of a zip are looked through, not unpacked. */
export async function webPackage(artefact: SealedArtefact, root: string): Promise<WebPackage | NoPackage> {
  const shape = shapeOf(artefact);
  if ("because" in shape) return shape;
  const [zip] = artefact.files;
  const made = shape.kind === "zip" && zip ? await zipAt(zip, root) : folderAt(artefact.files, root);
  if ("because" in made || made.bytes <= largestZip) return made;
  const megabytes = Math.ceil(made.bytes / 1024 / 1024);
  return { because: `as a zip it has ${megabytes} MB, and App Service takes at most 2048 MB` };
}

function folderAt(sealed: readonly SealedFile[], root: string): WebPackage {
  return { kind: "folder", root, sealed, files: sealed, bytes: folderZipBytes(sealed) };
}

async function zipAt(zip: SealedFile, root: string): Promise<WebPackage | NoPackage> {
  const entries = await entriesAt(join(root, zip.path));
  if ("because" in entries) return { because: `${quoted(zip.path)} cannot be used: ${entries.because}` };
  const files = entries.filter(({ isFolder }) => !isFolder);
  const fault = files.length === 0 ? { because: "it holds no file" } : (bomb(files, zip) ?? faultIn(entries));
  if (fault !== undefined) return { because: `${quoted(zip.path)} cannot be used: ${fault.because}` };
  const packed = files.map(({ name, bytes, crc32 }) => ({ path: name, bytes, crc32 }));
  return { kind: "zip", root, zip, entries, files: packed, bytes: zip.bytes };
}

async function entriesAt(path: string): Promise<readonly ZipEntry[] | NoPackage> {
  try {
    const file = await open(path);
    try {
      return await readDirectory(file);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    const because = bounded(defuse(thrown instanceof Error ? thrown.message : String(thrown)), 300);
    return { because: thrown instanceof NoZip ? because : `it cannot be read (${because})` };
  }
}

function faultIn(entries: readonly ZipEntry[]): NoPackage | undefined {
  const locked = entries.find(({ isEncrypted }) => isEncrypted);
  if (locked !== undefined) return { because: `the entry ${quoted(locked.name)} is encrypted` };
  const link = entries.find(({ isLink }) => isLink);
  if (link !== undefined)
    return { because: `the entry ${quoted(link.name)} is a link, which may lead anywhere` };
  const fault = pathsFault(entries.map(({ name }) => name.replace(/\/$/, "")));
  if (fault !== undefined) return fault;
  return collision(entries.filter(({ isFolder }) => !isFolder).map(({ name }) => name));
}

function bomb(files: readonly ZipEntry[], zip: SealedFile): NoPackage | undefined {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= mostUnpacked || bytes <= mostTimes * zip.bytes) return undefined;
  const times = Math.floor(bytes / zip.bytes);
  return {
    because: `it unpacks to ${bytes} bytes, ${times} times its own size, and would fill the site's disk`,
  };
}

/**
 * On Windows two names that differ in case alone are one file, and the later one would win silently; a file that is a folder
 * too cannot be unpacked at all.
 */
function collision(paths: readonly string[]): NoPackage | undefined {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const known = seen.get(path.toLowerCase());
    if (known !== undefined)
      return { because: `${quoted(known)} and ${quoted(path)} are one file where case does not count` };
    seen.set(path.toLowerCase(), path);
  }
  for (const path of paths)
    for (const { index } of path.matchAll(/\//g)) {
      const file = seen.get(path.slice(0, index).toLowerCase());
      if (file !== undefined)
        return { because: `${quoted(file)} is a file, and the folder of ${quoted(path)}` };
    }
  return undefined;
}
