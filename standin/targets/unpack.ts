import { fromBuffer, type Entry, type ZipFile } from "yauzl";

/** A file that came out of a zip. The time is what its headers say, read as UTC. */
export type Unpacked = Readonly<{ path: string; bytes: Buffer; time: Date }>;

/** Unpacks the files of a zip whose names are wanted; throws where one of them is damaged. */
export async function unpack(zip: Buffer, wanted = /[^/]$/): Promise<readonly Unpacked[]> {
  const file = await opened(zip);
  const files: Unpacked[] = [];
  for await (const entry of entriesOf(file)) {
    if (!wanted.test(entry.fileName)) continue;
    files.push({ path: entry.fileName, bytes: await bytesOf(file, entry), time: timeOf(entry) });
  }
  return files;
}

function opened(zip: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, file) => (error ? reject(error) : resolve(file)));
  });
}

async function* entriesOf(file: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      file.removeAllListeners();
      file
        .once("entry", resolve)
        .once("end", () => resolve(undefined))
        .once("error", reject);
      file.readEntry();
    });
    if (entry === undefined) return;
    yield entry;
  }
}

function bytesOf(file: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    file.openReadStream(entry, (error, stream) => {
      if (error) {
        reject(error);
        return;
      }
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.once("error", reject).once("end", () => resolve(Buffer.concat(parts)));
    });
  });
}

function timeOf({ lastModFileDate: day, lastModFileTime: time }: Entry): Date {
  return new Date(
    Date.UTC(
      1980 + (day >> 9),
      ((day >> 5) & 15) - 1,
      day & 31,
      time >> 11,
      (time >> 5) & 63,
      (time & 31) * 2,
    ),
  );
}
