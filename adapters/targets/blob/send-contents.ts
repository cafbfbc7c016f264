import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { inParallel } from "../../../core/acts/in-parallel.ts";
import { readOnly } from "../shared/hash-file.ts";
import { BodyChanged } from "../shared/target-request.ts";
import type { BlobApi } from "./blob-api.ts";
import { contentName } from "./manifest.ts";
import type { SiteFile } from "./site-files.ts";

/** Smaller files are sent in one request. */
const blockBytes = 4 * 1024 * 1024;
const filesAtOnce = 8;
const blocksAtOnce = 4;

/** Thrown when the stage was cancelled between two requests. */
export class Cancelled extends Error {}

/** Where files lie and what sending tells while it goes on. */
export type SendIo = Readonly<{
  folder: string;
  signal: AbortSignal;
  /** So many bytes more have arrived. */
  sent: (bytes: number) => void;
}>;

/**
 * Sends contents to where the container keeps them; users see nothing of it. Every file is hashed on its way: one that is not
 * the sealed one is never there, not even for a moment, and `BodyChanged` is thrown.
 */
export async function sendContents(api: BlobApi, files: readonly SiteFile[], io: SendIo): Promise<void> {
  const isSmall = ({ bytes }: SiteFile): boolean => bytes <= blockBytes;
  await inParallel(files.filter(isSmall), filesAtOnce, async (file) => {
    let block: Uint8Array = Buffer.alloc(0);
    const room = (): Buffer => Buffer.allocUnsafeSlow(file.bytes);
    for await (const only of sealedBlocks(file, io, room)) block = only;
    await api.put(contentName(file), block, file);
    io.sent(block.length);
  });
  const large = files.filter((file) => !isSmall(file));
  const rooms = large.length === 0 ? [] : Array.from({ length: blocksAtOnce }, newRoom);
  for (const file of large) await sendBlocks(api, file, rooms, io);
}

/** Where a block lies until it has arrived. Rooms are used again: the collector would let many blocks pile up. */
type Room = { readonly bytes: Buffer; taken: Promise<void> };

function newRoom(): Room {
  return { bytes: Buffer.allocUnsafeSlow(blockBytes), taken: Promise.resolve() };
}

async function sendBlocks(api: BlobApi, file: SiteFile, rooms: readonly Room[], io: SendIo): Promise<void> {
  const name = contentName(file);
  const ids: string[] = [];
  const roomFor = (block: number): Room | undefined => rooms[block % rooms.length];
  const free = async (): Promise<Buffer> => {
    const room = roomFor(ids.length) ?? newRoom();
    await room.taken;
    return room.bytes;
  };
  try {
    for await (const block of sealedBlocks(file, io, free)) {
      // Of one length for all, as the service wants it.
      const id = Buffer.from(String(ids.length).padStart(6, "0")).toString("base64");
      const taken = api.block(name, id, block).then(() => io.sent(block.length));
      // Looked at when its turn comes; until then a failure is nobody's fault.
      taken.catch(() => undefined);
      const room = roomFor(ids.length);
      if (room) room.taken = taken;
      ids.push(id);
    }
    await Promise.all(rooms.map(({ taken }) => taken));
  } finally {
    await Promise.allSettled(rooms.map(({ taken }) => taken));
  }
  await api.commit(name, ids, file);
}

/** The file in blocks, each in a room that is free. Ends with an error where the whole was not what was sealed. */
async function* sealedBlocks(
  file: SiteFile,
  { folder, signal }: SendIo,
  room: () => Promise<Buffer> | Buffer,
): AsyncGenerator<Buffer> {
  const path = join(folder, file.path);
  const hash = createHash("sha256");
  const handle = await open(path, readOnly).catch((error: unknown) => {
    throw new BodyChanged(`${path} cannot be read on the agent: ${String(error)}`);
  });
  try {
    for (let rest = file.bytes; rest > 0;) {
      if (signal.aborted) throw new Cancelled();
      const block = await filled(handle, (await room()).subarray(0, Math.min(blockBytes, rest)));
      hash.update(block);
      rest -= block.length;
      if (block.length === 0) throw changed(path);
      yield block;
    }
    const longer = (await filled(handle, Buffer.alloc(1))).length > 0;
    if (longer || hash.digest("hex") !== file.sha256) throw changed(path);
  } finally {
    await handle.close();
  }
}

/** As much of the block as the file still has. */
async function filled(handle: FileHandle, block: Buffer): Promise<Buffer> {
  let bytes = 0;
  while (bytes < block.length) {
    const { bytesRead } = await handle.read(block, bytes, block.length - bytes, null);
    if (bytesRead === 0) break;
    bytes += bytesRead;
  }
  return block.subarray(0, bytes);
}

function changed(path: string): Error {
  return new BodyChanged(`${path} was changed on the agent while it was sent: it is not the sealed one`);
}
