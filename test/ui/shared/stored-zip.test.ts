import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { fromBuffer, type Entry, type ZipFile } from "yauzl";
import { storedZip } from "../../../ui/shared/stored-zip.ts";

/** What another reader finds in it, which checks every entry's checksum. */
async function read(bytes: Uint8Array): Promise<Readonly<Record<string, string>>> {
  const open = promisify<Buffer, { lazyEntries: boolean }, ZipFile>(fromBuffer);
  const zip = await open(Buffer.from(bytes), { lazyEntries: true });
  const found: Record<string, string> = {};
  await new Promise<void>((resolve, reject) => {
    zip.on("entry", (entry: Entry) => {
      zip.openReadStream(entry, (fault, stream) => {
        if (fault) throw fault;
        buffer(stream).then((content) => {
          found[entry.fileName] = content.toString("utf8");
          zip.readEntry();
        }, reject);
      });
    });
    zip.on("end", resolve);
    zip.on("error", reject);
    zip.readEntry();
  });
  return found;
}

describe("Texts in one zip", () => {
  it("come out as they went in, whatever their letters, and the empty one, too", async () => {
    const files = { "train-7-ledger.jsonl": "ü🚂\n".repeat(5000), "prüfen.mjs": "x", empty: "" };
    const zip = storedZip(Object.entries(files).map(([name, text]) => ({ name, text })));
    assert.deepEqual(await read(zip), files);
  });

  it("have the checksum that the world knows", () => {
    const zip = Buffer.from(storedZip([{ name: "n", text: "123456789" }]));
    assert.equal(zip.readUInt32LE(14), 0xcbf43926);
  });

  it("make the same bytes twice", () => {
    const files = [{ name: "a", text: "b" }];
    assert.deepEqual(storedZip(files), storedZip(files));
  });
});
