import { once } from "node:events";
import type { Readable } from "node:stream";
import yauzl, { type Entry, type ZipFile } from "yauzl";

const mostEntries = 200_000;

/** An open zip: its entries in order, and a stream of one entry's content. */
export type OpenZip = Readonly<{
  /** Throws at an entry whose name is absolute, uses `\` or leads out of its folder. */
  entries: () => AsyncIterable<Entry>;
  /** Ends with an error where an entry is longer than it says. Throws where it is encrypted. */
  content: (entry: Entry) => Promise<Readable>;
  close: () => void;
}>;

/** Opens a zip. Throws where the file is none. */
export async function openZip(path: string): Promise<OpenZip> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, strictFileNames: true };
    yauzl.open(path, options, (fault, opened) => (fault ? reject(fault) : resolve(opened)));
  });
  return {
    entries: () => entriesOf(zip),
    content: (entry) =>
      new Promise((resolve, reject) => {
        if (entry.isEncrypted()) throw new Error(`${entry.fileName} is encrypted`);
        zip.openReadStream(entry, (fault, stream) => (fault ? reject(fault) : resolve(stream)));
      }),
    close: () => zip.close(),
  };
}

async function* entriesOf(zip: ZipFile): AsyncIterable<Entry> {
  if (zip.entryCount > mostEntries) throw new Error(`it has more than ${mostEntries} entries`);
  for (let at = 0; at < zip.entryCount; at += 1) {
    const next = once(zip, "entry") as Promise<[Entry]>;
    zip.readEntry();
    const [entry] = await next;
    yield entry;
  }
}
