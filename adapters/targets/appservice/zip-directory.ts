import type { FileHandle } from "node:fs/promises";

/** One entry of a zip, as its central directory tells it. Positions are offsets in the file. */
export type ZipEntry = Readonly<{
  name: string;
  isFolder: boolean;
  isEncrypted: boolean;
  /** A symbolic link, as systems like Unix write one: its bytes are where it leads. */
  isLink: boolean;
  bytes: number;
  crc32: number;
  /** Where the four bytes of date and time stand: in the central directory and before the data. */
  stamps: readonly [central: number, local: number];
  /** Where seconds since 1970 stand besides, in Info-ZIP's own field. */
  seconds: readonly number[];
}>;

/** The file is no zip, or a damaged one. The message is a clause: "it has no end". */
export class NoZip extends Error {
  override readonly name = "NoZip";
}

const directoryLimit = 64 * 1024 * 1024;
const entryLimit = 200_000;

/** Reads what a zip holds, its 64-bit form included. Nothing is unpacked. Throws `NoZip`. */
export async function readDirectory(file: FileHandle): Promise<readonly ZipEntry[]> {
  const { size } = await file.stat();
  const end = await findEnd(file, size);
  if (end.bytes > directoryLimit || end.count > entryLimit)
    throw new NoZip(`it holds more than ${entryLimit} entries`);
  if (end.at + end.bytes > size) throw new NoZip("its directory lies outside of it");
  const directory = await part(file, end.at, end.bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50) {
    const central = centralEntry(directory, at, end.at);
    entries.push(await whole(file, central));
    at += central.length;
    if (entries.length > end.count) break;
  }
  if (entries.length !== end.count) throw new NoZip("its directory is damaged");
  return entries;
}

type End = Readonly<{ at: number; bytes: number; count: number }>;

async function findEnd(file: FileHandle, size: number): Promise<End> {
  const tail = await part(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (at < 0 || at + 22 > tail.length) throw new NoZip("it has no end: it is no zip, or was cut off");
  const end = {
    count: tail.readUInt16LE(at + 10),
    bytes: tail.readUInt32LE(at + 12),
    at: tail.readUInt32LE(at + 16),
  };
  const isLarge = end.count === 0xffff || end.bytes === 0xffffffff || end.at === 0xffffffff;
  return isLarge && at >= 20 && tail.readUInt32LE(at - 20) === 0x07064b50
    ? largeEnd(file, tail.readBigUInt64LE(at - 12))
    : end;
}

async function largeEnd(file: FileHandle, place: bigint): Promise<End> {
  const end = await part(file, numberOf(place), 56);
  if (end.readUInt32LE(0) !== 0x06064b50) throw new NoZip("its end is damaged");
  return {
    count: numberOf(end.readBigUInt64LE(32)),
    bytes: numberOf(end.readBigUInt64LE(40)),
    at: numberOf(end.readBigUInt64LE(48)),
  };
}

type Central = Readonly<{
  entry: Omit<ZipEntry, "stamps" | "seconds">;
  stamp: number;
  seconds: readonly number[];
  local: number;
  length: number;
}>;

function centralEntry(directory: Buffer, at: number, base: number): Central {
  const nameBytes = directory.readUInt16LE(at + 28);
  const extraBytes = directory.readUInt16LE(at + 30);
  const length = 46 + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
  if (at + length > directory.length) throw new NoZip("its directory is damaged");
  const raw = directory.subarray(at + 46, at + 46 + nameBytes);
  const flags = directory.readUInt16LE(at + 8);
  const name = raw.toString((flags & 0x800) === 0 ? "latin1" : "utf8");
  const extra = directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
  const large = largeFields(extra, [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 20)]);
  const given = directory.readUInt32LE(at + 42);
  return {
    entry: {
      name,
      isFolder: name.endsWith("/"),
      isEncrypted: (flags & 1) !== 0,
      isLink: ((directory.readUInt32LE(at + 38) >>> 16) & 0o170000) === 0o120000,
      bytes: large.bytes,
      crc32: directory.readUInt32LE(at + 16),
    },
    stamp: base + at + 12,
    seconds: secondsIn(extra, base + at + 46 + nameBytes),
    local: given === 0xffffffff ? (large.local ?? given) : given,
    length,
  };
}

/** Sizes and place in the 64-bit field, which holds only those that do not fit into 32 bits, in this order. */
function largeFields(
  extra: Buffer,
  [bytes, packed]: readonly [number, number],
): Readonly<{ bytes: number; local?: number }> {
  const field = fieldsOf(extra).find(({ id }) => id === 1);
  if (field === undefined) return { bytes };
  let at = field.at;
  const next = (): number => {
    if (at + 8 > field.at + field.bytes) return Number.NaN;
    at += 8;
    return numberOf(extra.readBigUInt64LE(at - 8));
  };
  const size = bytes === 0xffffffff ? next() : bytes;
  if (packed === 0xffffffff) next();
  const local = next();
  return { bytes: size, ...(Number.isNaN(local) ? {} : { local }) };
}

/** The header before an entry's data has a time of its own, and may have an own field of seconds. */
async function whole(file: FileHandle, { entry, stamp, seconds, local }: Central): Promise<ZipEntry> {
  const header = await part(file, local, 30);
  if (header.readUInt32LE(0) !== 0x04034b50) throw new NoZip(`the entry of ${entry.name} is damaged`);
  const extraAt = local + 30 + header.readUInt16LE(26);
  const extraBytes = header.readUInt16LE(28);
  const own = extraBytes === 0 ? [] : secondsIn(await part(file, extraAt, extraBytes), extraAt);
  return { ...entry, stamps: [stamp, local + 10], seconds: [...seconds, ...own] };
}

type Field = Readonly<{ id: number; at: number; bytes: number }>;

function fieldsOf(extra: Buffer): readonly Field[] {
  const fields: Field[] = [];
  for (let at = 0; at + 4 <= extra.length;) {
    const bytes = extra.readUInt16LE(at + 2);
    if (at + 4 + bytes > extra.length) break;
    fields.push({ id: extra.readUInt16LE(at), at: at + 4, bytes });
    at += 4 + bytes;
  }
  return fields;
}

/** Info-ZIP's field: one byte of flags, then seconds of the change, of the last look, of the making. */
function secondsIn(extra: Buffer, base: number): readonly number[] {
  return fieldsOf(extra)
    .filter(({ id, bytes }) => id === 0x5455 && bytes >= 5)
    .flatMap(({ at, bytes }) =>
      Array.from({ length: Math.floor((bytes - 1) / 4) }, (_, index) => base + at + 1 + index * 4),
    );
}

async function part(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, at);
  if (bytesRead !== bytes) throw new NoZip("it was cut off");
  return buffer;
}

function numberOf(large: bigint): number {
  if (large > BigInt(Number.MAX_SAFE_INTEGER)) throw new NoZip("its directory is damaged");
  return Number(large);
}
