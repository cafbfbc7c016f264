import { randomUUID } from "node:crypto";
import {
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  statfs,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { inParallel } from "../../../core/acts/in-parallel.ts";
import { type FileHash, hashFile } from "../shared/hash-file.ts";
import type { Disk, Entry, OnPart } from "../shared/release-folder/disk.ts";

const parallel = 4;
const textBytes = 1_000_000;
const linksForbidden = new Set(["EPERM", "EACCES", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EINVAL"]);

/** The agent's own disk, or a share that it sees as one. */
export const localDisk: Disk = {
  join,
  look,
  list: async (folder) => {
    const found = await absentAs(undefined, readdir(folder));
    if (found === undefined) return undefined;
    const looked = await Promise.all(
      found.map(async (name) => ({ name, entry: await look(join(folder, name)) })),
    );
    return looked.flatMap(({ name, entry }) => (entry === undefined ? [] : [{ name, entry }]));
  },
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true });
  },
  move: rename,
  remove: (path) => rm(path, { recursive: true, force: true }),
  readText: async (path) => {
    const entry = await look(path);
    return entry?.kind === "file" && entry.bytes <= textBytes
      ? absentAs(undefined, readFile(path, "utf8"))
      : undefined;
  },
  writeWhole,
  create,
  copyIn,
  hash: async (paths) => {
    const found = await inParallel(paths, parallel, async (path) => ({
      sha256: (await absentAs(undefined, hashFile(path)))?.sha256,
    }));
    return found.map(({ sha256 }) => sha256);
  },
  readLink: (path) => absentAs(undefined, readlink(path)),
  point,
  room: async (folder) => {
    const facts = await statfs(folder).catch(() => statfs(dirname(folder)).catch(() => undefined));
    return facts === undefined || facts.blocks === 0 ? undefined : facts.bavail * facts.bsize;
  },
  hindrance: () => Promise.resolve(undefined),
};

async function look(path: string): Promise<Entry | undefined> {
  const facts = await absentAs(undefined, lstat(path));
  if (facts === undefined) return undefined;
  const kind = facts.isFile()
    ? "file"
    : facts.isDirectory()
      ? "folder"
      : facts.isSymbolicLink()
        ? "link"
        : "other";
  return { kind, bytes: facts.size };
}

async function absentAs<T, U>(instead: U, found: Promise<T>): Promise<T | U> {
  try {
    return await found;
  } catch (thrown) {
    if (hasCode(thrown, "ENOENT") || hasCode(thrown, "ENOTDIR")) return instead;
    throw thrown;
  }
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === code;
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (thrown) {
    if (hasCode(thrown, "EEXIST")) return false;
    throw thrown;
  }
}

async function copyIn(from: string, to: string, onPart: OnPart): Promise<FileHash> {
  const copy = await open(to, "wx");
  try {
    return await hashFile(from, async (part) => {
      onPart(part.length);
      let written = 0;
      while (written < part.length)
        written += (await copy.write(part, written, part.length - written)).bytesWritten;
    });
  } catch (thrown) {
    // An open file that cannot be written (a full disk) does not say which one it is.
    if (thrown instanceof Error && !("path" in thrown)) thrown.message += ` '${to}'`;
    throw thrown;
  } finally {
    await copy.close();
  }
}

/** Where the file system makes no links (many shares, Windows without the right), a file with the path takes the link's place. */
async function point(link: string, to: string): Promise<"link" | "pointer"> {
  const standing = await look(link);
  if (process.platform !== "win32" && standing?.kind !== "file") {
    const next = `${link}.next`;
    await rm(next, { force: true });
    if (await linked(to, next)) {
      await rename(next, link);
      return "link";
    }
  }
  await writeWhole(link, `${to}\n`);
  return "pointer";
}

async function linked(target: string, path: string): Promise<boolean> {
  try {
    await symlink(target, path, "dir");
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && linksForbidden.has(String(thrown.code))) return false;
    throw thrown;
  }
}
