/** A text that is handed out as a file. */
export type TextFile = Readonly<{ name: string; text: string }>;

const localRecord = 0x04034b50;
const centralRecord = 0x02014b50;
const endRecord = 0x06054b50;
const version = 20;
const utf8Names = 0x0800;
// The first day that a zip can name: equal files make equal zips.
const date = 0x21;

/** The files as one zip, stored as they are: for a few small texts, of which nothing is packed. */
export function storedZip(files: readonly TextFile[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, text } of files) {
    const path = new TextEncoder().encode(name);
    const content = new TextEncoder().encode(text);
    const sizes = [crc32(content), content.length, content.length, path.length] as const;
    const about = record("2222244422", version, utf8Names, 0, 0, date, ...sizes, 0);
    const local = [record("4", localRecord), about, path, content];
    directory.push(record("42", centralRecord, version), about, record("22244", 0, 0, 0, 0, at), path);
    parts.push(...local);
    at += sum(local);
  }
  const end = record("42222442", endRecord, 0, 0, files.length, files.length, sum(directory), at, 0);
  return joined([...parts, ...directory, end]);
}

/** Numbers, each in so many bytes as its digit of `widths` says, the lowest byte first. */
function record(widths: string, ...values: readonly number[]): Uint8Array {
  const bytes = values.flatMap((value, field) =>
    Array.from({ length: Number(widths[field]) }, (_, at) => (value >>> (8 * at)) & 0xff),
  );
  return Uint8Array.from(bytes);
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function sum(parts: readonly Uint8Array[]): number {
  return parts.reduce((bytes, part) => bytes + part.length, 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(sum(parts));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
