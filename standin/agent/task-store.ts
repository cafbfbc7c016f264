import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { TaskManifest, TaskStore } from "./job.ts";
import { readManifest } from "./read-manifest.ts";
import { eachFile, unpack } from "./unzip.ts";

type Packed = Readonly<{ prefix: string; manifest: TaskManifest }>;
type Found = Readonly<{ folder: string; manifest: TaskManifest }>;

/** What is known of one package in one cache folder. Whoever asks for the same ones shares it. */
type Shelf = {
  known?: Readonly<{ stamp: string; packed: Promise<readonly Packed[]> }>;
  readonly unpacking: Map<string, Promise<Found>>;
};

const shelves = new Map<string, Shelf>();

/**
 * The tasks of a `.vsix`, unpacked once a version into `<cacheFolder>/_tasks/<Name>_<id>/<version>/`, with the agent's
 * marker `<version>.completed` beside it. When the `.vsix` changes, the unpacked ones are dropped.
 */
export function taskStore(vsixPath: string, cacheFolder: string): TaskStore {
  const root = resolve(cacheFolder, "_tasks");
  const key = JSON.stringify([resolve(vsixPath), root]);
  const shelf: Shelf = shelves.get(key) ?? { unpacking: new Map() };
  shelves.set(key, shelf);
  return {
    find: async (id, version) => {
      const fitting = (await contents(shelf, vsixPath, root)).filter(
        ({ manifest }) => manifest.id.toLowerCase() === id.toLowerCase() && fits(manifest.version, version),
      );
      const best = fitting.sort((a, b) => compare(b.manifest.version, a.manifest.version))[0];
      if (best === undefined) return undefined;
      const folder = join(root, `${best.manifest.name}_${best.manifest.id}`, worded(best.manifest.version));
      const found = shelf.unpacking.get(folder) ?? unpackTask(vsixPath, best, folder);
      shelf.unpacking.set(folder, found);
      found.catch(() => shelf.unpacking.delete(folder));
      return found;
    },
  };
}

async function contents(shelf: Shelf, vsixPath: string, root: string): Promise<readonly Packed[]> {
  const { size, mtimeMs } = await stat(vsixPath);
  const stamp = `${size}:${mtimeMs}`;
  if (shelf.known?.stamp !== stamp) {
    shelf.unpacking.clear();
    const packed = dropStale(vsixPath, root).then(() => listTasks(vsixPath));
    shelf.known = { stamp, packed };
    packed.catch(() => delete shelf.known);
  }
  return shelf.known.packed;
}

async function listTasks(vsixPath: string): Promise<readonly Packed[]> {
  const found: Packed[] = [];
  await eachFile(vsixPath, async (name, content) => {
    if (!/(^|\/)task\.json$/.test(name)) return;
    const manifest = readManifest(await text(await content()), name);
    found.push({ prefix: name.slice(0, -"task.json".length), manifest });
  });
  return found;
}

async function unpackTask(vsixPath: string, { prefix, manifest }: Packed, folder: string): Promise<Found> {
  const marker = `${folder}.completed`;
  const done = await access(marker).then(
    () => true,
    () => false,
  );
  if (!done) {
    await rm(folder, { recursive: true, force: true });
    await unpack(vsixPath, prefix, folder);
    await writeFile(marker, new Date().toISOString());
  }
  return { folder, manifest };
}

/** Same version means same task to an agent; only here, where a package is built again and again, the bytes decide. */
async function dropStale(vsixPath: string, root: string): Promise<void> {
  const mark = join(root, ".package");
  const hash = createHash("sha256");
  await pipeline(createReadStream(vsixPath), hash);
  const digest = hash.digest("hex");
  const before = await readFile(mark, "utf8").catch(() => "");
  if (before === digest) return;
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true });
  // An agent's folder lies in no package; ours may lie in one of modules, and the tasks are CommonJS.
  await writeFile(join(root, "package.json"), "{}");
  await writeFile(mark, digest);
}

type Version = TaskManifest["version"];

/** "1", "1.*", "1.2.*" or "1.2.3". */
function fits(version: Version, asked: string): boolean {
  const own = worded(version).split(".");
  return asked.split(".").every((part, index) => part === "*" || part === own[index]);
}

function compare(a: Version, b: Version): number {
  return a.Major - b.Major || a.Minor - b.Minor || a.Patch - b.Patch;
}

function worded({ Major, Minor, Patch }: Version): string {
  return `${Major}.${Minor}.${Patch}`;
}
