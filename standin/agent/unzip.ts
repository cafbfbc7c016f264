import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { open, type Entry, type ZipFile } from "yauzl";

/** Goes through a zip's files, in order. `content` is for the file at hand. */
export async function eachFile(
  path: string,
  visit: (name: string, content: () => Promise<Readable>) => Promise<void>,
): Promise<void> {
  const zip = await opened(path);
  const entries: Entry[] = await new Promise((done, reject) => {
    const all: Entry[] = [];
    zip.on("entry", (entry: Entry) => {
      all.push(entry);
      zip.readEntry();
    });
    zip.once("end", () => {
      done(all);
    });
    zip.once("error", reject);
    zip.readEntry();
  });
  try {
    for (const entry of entries.filter(({ fileName }) => !fileName.endsWith("/"))) {
      await visit(entry.fileName, () => streamOf(zip, entry));
    }
  } finally {
    zip.close();
  }
}

/** Writes the files under `prefix` of a zip into a folder. None can leave it: yauzl refuses such names. */
export async function unpack(path: string, prefix: string, folder: string): Promise<void> {
  await eachFile(path, async (name, content) => {
    if (!name.startsWith(prefix)) return;
    const target = join(folder, name.slice(prefix.length));
    await mkdir(dirname(target), { recursive: true });
    await pipeline(await content(), createWriteStream(target));
  });
}

function opened(path: string): Promise<ZipFile> {
  return new Promise((done, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (error: Error | null, zip: ZipFile | undefined) => {
      if (error !== null || zip === undefined) reject(error ?? new Error(`${path} is no zip.`));
      else done(zip);
    });
  });
}

function streamOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((done, reject) => {
    zip.openReadStream(entry, (error: Error | null, stream: Readable | undefined) => {
      if (error !== null || stream === undefined)
        reject(error ?? new Error(`${entry.fileName} cannot be read.`));
      else done(stream);
    });
  });
}
