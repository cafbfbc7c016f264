import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import yauzl from "yauzl";
import yazl from "yazl";

/** One file of a package. */
export type PackedFile = Readonly<{ path: string; content: Buffer; packedBytes: number }>;

/** The files of a .vsix, in the order of their names, without folders. */
export async function readVsix(path: string): Promise<readonly PackedFile[]> {
  const archive = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(path, {
    lazyEntries: true,
  });
  const openStream = promisify<yauzl.Entry, Readable>(archive.openReadStream.bind(archive));
  const files: PackedFile[] = [];
  const next = async (entry: yauzl.Entry): Promise<void> => {
    if (!entry.fileName.endsWith("/"))
      files.push({
        path: entry.fileName,
        content: await buffer(await openStream(entry)),
        packedBytes: entry.compressedSize,
      });
    archive.readEntry();
  };
  return new Promise((resolve, reject) => {
    archive.on("entry", (entry: yauzl.Entry) => void next(entry).catch(reject));
    archive.on("error", reject);
    archive.on("end", () => resolve(files.sort((a, b) => (a.path < b.path ? -1 : 1))));
    archive.readEntry();
  });
}

/** Writes the files as a zip that depends on their names and contents only: no times, no order of the file system. */
export async function writeVsix(path: string, files: readonly PackedFile[]): Promise<void> {
  const zip = new yazl.ZipFile();
  // Zip times have no zone: this one is the first that every reader accepts, wherever it runs.
  const mtime = new Date(1980, 0, 2);
  for (const { path: name, content } of files)
    zip.addBuffer(content, name, { mtime, mode: 0o100644, compressionLevel: 9 });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}
