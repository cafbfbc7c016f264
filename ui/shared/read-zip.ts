/** One file inside a zip. */
export type ZipEntry = Readonly<{
  path: string;
  method: number;
  packed: number;
  bytes: number;
  /** Where its local header begins. */
  at: number;
}>;

/** A zip that we do not read: broken, or of a kind that is not needed here. */
export class UnreadableZip extends Error {
  override readonly name = "UnreadableZip";
}

/** What a browser should have to swallow, at most. The Deploy task checks everything, however large. */
export const limits = { archive: 1024 ** 3, file: 256 * 1024 ** 2, entries: 20_000 } as const;

const endRecord = 0x06054b50;
const centralRecord = 0x02014b50;
const localRecord = 0x04034b50;
const endBytes = 22;
const longestComment = 65_535;

async function view(blob: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await blob.slice(from, to).arrayBuffer());
}

type Directory = { at: number; bytes: number; count: number };

async function findDirectory(zip: Blob): Promise<Directory> {
  const tail = await view(zip, Math.max(0, zip.size - endBytes - longestComment), zip.size);
  for (let at = tail.byteLength - endBytes; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== endRecord) continue;
    const found = {
      count: tail.getUint16(at + 10, true),
      bytes: tail.getUint32(at + 12, true),
      at: tail.getUint32(at + 16, true),
    };
    if (found.count === 0xffff || found.at === 0xffffffff)
      throw new UnreadableZip("The zip is of the 64-bit kind.");
    if (found.count > limits.entries) throw new UnreadableZip("The zip holds too many files for a browser.");
    return found;
  }
  throw new UnreadableZip("What was downloaded is no zip.");
}

function readEntry(directory: DataView, at: number): { entry: ZipEntry; next: number } {
  if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== centralRecord) {
    throw new UnreadableZip("The zip's list of files is broken.");
  }
  const nameBytes = directory.getUint16(at + 28, true);
  const next = at + 46 + nameBytes + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  const name = new Uint8Array(directory.buffer, at + 46, Math.min(nameBytes, directory.byteLength - at - 46));
  return {
    entry: {
      path: new TextDecoder().decode(name).replaceAll("\\", "/"),
      method: directory.getUint16(at + 10, true),
      packed: directory.getUint32(at + 20, true),
      bytes: directory.getUint32(at + 24, true),
      at: directory.getUint32(at + 42, true),
    },
    next,
  };
}

/** The files of a zip, from its central directory. Folders are left out. */
export async function readEntries(zip: Blob): Promise<readonly ZipEntry[]> {
  if (zip.size > limits.archive) throw new UnreadableZip("The artefact is too large to verify in a browser.");
  const found = await findDirectory(zip);
  const directory = await view(zip, found.at, found.at + found.bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let count = 0; count < found.count; count += 1) {
    const { entry, next } = readEntry(directory, at);
    if (!entry.path.endsWith("/")) entries.push(entry);
    at = next;
  }
  return entries;
}

/** Stops a stream that gives more than was announced: a zip can lie about its sizes. */
function atMost(bytes: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let seen = 0;
  return new TransformStream({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > bytes) controller.error(new UnreadableZip("A file of the zip is larger than it says."));
      else controller.enqueue(chunk);
    },
  });
}

/** The content of one file. */
export async function readContent(zip: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.bytes > limits.file)
    throw new UnreadableZip(`${entry.path} is too large to verify in a browser.`);
  const local = await view(zip, entry.at, entry.at + 30);
  if (local.byteLength < 30 || local.getUint32(0, true) !== localRecord) {
    throw new UnreadableZip(`${entry.path} is not where the zip says.`);
  }
  const start = entry.at + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const packed = zip.slice(start, start + entry.packed);
  if (entry.method === 0) return new Uint8Array(await packed.arrayBuffer());
  if (entry.method !== 8) throw new UnreadableZip(`${entry.path} is packed in a way that is not known here.`);
  const plain = packed
    .stream()
    .pipeThrough(new DecompressionStream("deflate-raw"))
    .pipeThrough(atMost(entry.bytes));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}
