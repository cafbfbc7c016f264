import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";

/** Writes a zip with these entries. */
export async function writeZip(
  path: string,
  entries: Readonly<Record<string, string | Buffer>>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** The same zip, every entry of which says that it is encrypted. */
export function encrypted(zip: Buffer): Buffer {
  const bytes = Buffer.from(zip);
  for (const [signature, flags] of [
    ["504b0102", 8],
    ["504b0304", 6],
  ] as const) {
    const mark = Buffer.from(signature, "hex");
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 4))
      bytes.writeUInt16LE(bytes.readUInt16LE(at + flags) | 1, at + flags);
  }
  return bytes;
}

/** The bytes of a stored zip whose entries may bear any name and mode: what no honest tool writes. */
export function hostileZip(
  entries: readonly Readonly<{
    name: string;
    content?: string;
    bytes?: Buffer;
    mode?: number;
    says?: number;
  }>[],
): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content = "", bytes = Buffer.from(content), mode = 0o100644, says } of entries) {
    const local = localHeader(name, bytes, says);
    const record = centralHeader(name, bytes, { mode, offset, ...(says === undefined ? {} : { says }) });
    locals.push(local, Buffer.from(name), bytes);
    central.push(record, Buffer.from(name));
    offset += local.length + Buffer.byteLength(name) + bytes.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function localHeader(name: string, content: Buffer, says?: number): Buffer {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt32LE(says ?? content.length, 22);
  local.writeUInt16LE(Buffer.byteLength(name), 26);
  return local;
}

function centralHeader(
  name: string,
  content: Buffer,
  at: Readonly<{ mode: number; offset: number; says?: number }>,
): Buffer {
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(0x0314, 4);
  record.writeUInt32LE(content.length, 20);
  record.writeUInt32LE(at.says ?? content.length, 24);
  record.writeUInt16LE(Buffer.byteLength(name), 28);
  record.writeUInt32LE((at.mode << 16) >>> 0, 38);
  record.writeUInt32LE(at.offset, 42);
  return record;
}
