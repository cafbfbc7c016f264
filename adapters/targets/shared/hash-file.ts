import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Large enough that a disk is read in sequence, small enough to stay in a processor's cache. */
const bufferBytes = 512 * 1024;

/** For reading, without following a link. Windows has no such flag: there it counts as 0. */
export const readOnly = constants.O_RDONLY | constants.O_NOFOLLOW;

/** A file's size and SHA-256, told from one reading of it. */
export type FileHash = Readonly<{ bytes: number; sha256: string }>;

/** What is done with each part of a file on its way; it must be finished with the part when its promise is kept. */
export type Use = (part: Uint8Array) => Promise<unknown>;

/**
 * Hashes a file of any size in little memory: while one buffer is hashed, the next one is being read. Links are not
 * followed. `use` sees every part, so that a copy and its proof come from the same bytes.
 */
export async function hashFile(path: string, use?: Use): Promise<FileHash> {
  const file = await open(path, readOnly);
  try {
    return await hashHandle(file, use);
  } finally {
    await file.close();
  }
}

async function hashHandle(file: FileHandle, use?: Use): Promise<FileHash> {
  const hash = createHash("sha256");
  let [full, spare] = buffersFor((await file.stat()).size);
  let bytes = 0;
  let { bytesRead } = await file.read(full, 0, full.length, null);
  while (bytesRead > 0) {
    const part = full.subarray(0, bytesRead);
    const next = file.read(spare, 0, spare.length, null);
    hash.update(part);
    bytes += bytesRead;
    const [{ bytesRead: read }] = await Promise.all([next, use?.(part)]);
    [full, spare] = [spare, full];
    bytesRead = read;
  }
  return { bytes, sha256: hash.digest("hex") };
}

function buffersFor(size: number): [Buffer, Buffer] {
  const bytes = Math.max(1, Math.min(bufferBytes, size + 1));
  return [Buffer.allocUnsafeSlow(bytes), Buffer.allocUnsafeSlow(bytes)];
}
