import type { Readable } from "node:stream";
import { fromBuffer, open } from "yauzl";
import type { Entry, ZipFile } from "yauzl";

/** The small texts of a solution's zip, by path in lower case. */
export type ZipTexts = Readonly<{ texts: ReadonlyMap<string, string> }>;

const entryLimit = 64 * 1024 * 1024;
const countLimit = 100_000;
const wanted =
  /^(solution\.xml|customizations\.xml|environmentvariabledefinitions\/[^/]+\/(environmentvariabledefinition\.xml|environmentvariablevalues\.json))$/i;

/** Reads those entries that tell what a solution is and needs; all else stays packed. Every text is bounded. */
export async function readEntries(path: string): Promise<ZipTexts> {
  const zip = await opened(path);
  try {
    const texts = new Map<string, string>();
    for await (const entry of entriesOf(zip)) {
      if (!wanted.test(entry.fileName)) continue;
      const name = entry.fileName.toLowerCase();
      if (texts.has(name)) throw new Error(`it holds ${name} twice`);
      texts.set(name, await textOf(zip, entry));
    }
    return { texts };
  } finally {
    zip.close();
  }
}

/** Where the parts of one entry go, and how many bytes it may have once it is unpacked. */
export type Part = Readonly<{ limit: number; write: (part: Uint8Array) => void }>;

/**
 * Unpacks the named entries (in lower case) of a zip, part by part. Refuses one that is missing, twice there, encrypted or
 * larger than its limit, whatever its header says.
 */
export async function readParts(bytes: Buffer, parts: ReadonlyMap<string, Part>): Promise<void> {
  const zip = await openedBytes(bytes);
  const left = new Set(parts.keys());
  for await (const entry of entriesOf(zip)) {
    const name = entry.fileName.toLowerCase();
    const part = parts.get(name);
    if (part === undefined) continue;
    if (!left.delete(name)) throw new Error(`it holds ${name} twice`);
    await partsOf(zip, entry, part);
  }
  const [missing] = left;
  if (missing !== undefined) throw new Error(`it holds no ${missing}`);
}

async function partsOf(zip: ZipFile, entry: Entry, { limit, write }: Part): Promise<void> {
  if (entry.isEncrypted()) throw new Error(`${entry.fileName} is encrypted`);
  if (entry.uncompressedSize > limit)
    throw new Error(`${entry.fileName} is too large (${entry.uncompressedSize} bytes)`);
  // The reader itself refuses an entry that unpacks to more than its header says.
  for await (const part of await streamOf(zip, entry)) if (part instanceof Uint8Array) write(part);
}

function streamOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

function openedBytes(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

function opened(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (let count = 0; count < countLimit; count += 1) {
    const entry = await nextEntry(zip);
    if (entry === undefined) return;
    yield entry;
  }
  throw new Error(`it holds more than ${countLimit} entries`);
}

function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const over = (): void => {
      zip.removeAllListeners("entry");
      zip.removeAllListeners("end");
      zip.removeAllListeners("error");
    };
    zip.once("entry", (entry: Entry) => {
      over();
      resolve(entry);
    });
    zip.once("end", () => {
      over();
      resolve(undefined);
    });
    zip.once("error", (error: Error) => {
      over();
      reject(error);
    });
    zip.readEntry();
  });
}

async function textOf(zip: ZipFile, entry: Entry): Promise<string> {
  const parts: Uint8Array[] = [];
  await partsOf(zip, entry, { limit: entryLimit, write: (part) => void parts.push(part) });
  return Buffer.concat(parts)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}
