import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { ZipFile } from "yazl";
import type { SealedFile } from "../../../core/model/artefact.ts";
import { BodyChanged, type StreamedBody } from "../shared/target-request.ts";
import { patch, patchesFor, type Stamp } from "./stamp.ts";
import type { WebPackage } from "./web-package.ts";

const pieceBytes = 128 * 1024;

/**
 * The package as it is sent: read, hashed and compared with the seal on its way, in little memory. Every entry carries the
 * release's stamp; the files in it stay byte for byte what they were. Where the bytes on the agent are not the sealed ones the
 * request is broken off before it is complete (`BodyChanged`).
 */
export function bodyOf(web: WebPackage, stamp: Stamp): StreamedBody {
  if (web.kind === "folder")
    return { bytes: web.bytes, open: () => zipStream(web.sealed, web.root, stamp.localDate) };
  const patches = patchesFor(web.entries, stamp);
  const path = join(web.root, web.zip.path);
  const restamped = async function* (): AsyncGenerator<Uint8Array> {
    let start = 0;
    for await (const piece of proved(path, web.zip)) {
      patch(piece, start, patches);
      yield piece;
      start += piece.length;
    }
  };
  return { bytes: web.bytes, open: () => Readable.from(restamped(), { objectMode: false }) };
}

/**
 * The pieces of a file. The last one comes only when all bytes were the sealed ones, so that a server never gets a whole
 * body that is wrong.
 */
async function* proved(path: string, sealed: SealedFile): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let held: Buffer | undefined;
  let bytes = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
      if (!Buffer.isBuffer(piece)) continue;
      hash.update(piece);
      bytes += piece.length;
      if (held !== undefined) yield held;
      held = piece;
    }
  } catch (error) {
    throw new BodyChanged(`${path} cannot be read on the agent: ${String(error)}`);
  }
  if (bytes !== sealed.bytes || hash.digest("hex") !== sealed.sha256)
    throw new BodyChanged(`${path} was changed while it was sent`);
  if (held !== undefined) yield held;
}

/** How many bytes the zip of a folder has. Its files are stored, not compressed, so that this is known before. */
export function folderZipBytes(files: readonly SealedFile[]): number {
  let total = 0;
  const zip = new ZipFile();
  // Nothing is read: the streams that it asks for never come.
  for (const file of files) zip.addReadStreamLazy(file.path, optionsFor(file, new Date(0)), () => undefined);
  const told = (bytes: number): void => {
    total = bytes;
  };
  // The types do not know that the callback gets the size.
  const end: unknown = Reflect.get(zip, "end");
  if (typeof end === "function") Reflect.apply(end, zip, [{}, told]);
  return total;
}

function zipStream(files: readonly SealedFile[], root: string, date: Date): Readable {
  const out = new PassThrough();
  const zip = new ZipFile();
  let current: Readable | undefined;
  const broken = (error: Error): void => {
    out.destroy(error);
  };
  zip.on("error", (error) => broken(new BodyChanged(String(error))));
  zip.outputStream.pipe(out);
  out.once("close", () => current?.destroy());
  for (const file of files)
    zip.addReadStreamLazy(file.path, optionsFor(file, date), (give) => {
      current = Readable.from(proved(join(root, file.path), file), { objectMode: false });
      current.once("error", broken);
      give(null, current);
    });
  zip.end();
  return out;
}

function optionsFor(
  { bytes }: SealedFile,
  date: Date,
): Readonly<Record<"size" | "mode", number>> & {
  mtime: Date;
  compress: boolean;
  forceDosTimestamp: boolean;
} {
  return { size: bytes, mtime: date, mode: 0o100644, compress: false, forceDosTimestamp: true };
}
