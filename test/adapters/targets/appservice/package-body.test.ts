import assert from "node:assert/strict";
import { open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import fc from "fast-check";
import { ZipFile } from "yazl";
import { bodyOf } from "../../../../adapters/targets/appservice/package-body.ts";
import { crc32 } from "../../../../adapters/targets/appservice/prove-files.ts";
import { patch, stampOf } from "../../../../adapters/targets/appservice/stamp.ts";
import { webPackage, type WebPackage } from "../../../../adapters/targets/appservice/web-package.ts";
import { readDirectory } from "../../../../adapters/targets/appservice/zip-directory.ts";
import { BodyChanged } from "../../../../adapters/targets/shared/target-request.ts";
import { instant } from "../../../../core/model/instant.ts";
import { unpack } from "../../../../standin/targets/unpack.ts";
import { sealedArtefact } from "../../../support/sealed-artefact.ts";
import { withFolder, write } from "../../../support/temporary-folder.ts";
import { hostileZip } from "../../../support/zip.ts";

const stamp = stampOf(instant(Date.UTC(2026, 2, 29, 2, 30, 7)));
const time = "2026-03-29T02:30:06.000Z";

/** A zip with the extra times of Info-ZIP, or in the 64-bit form, whose entries all have one time. */
async function constantZip(files: Readonly<Record<string, string>>, large = false): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, text] of Object.entries(files))
    zip.addBuffer(Buffer.from(text), path, { mtime: new Date(1980, 0, 1), forceZip64Format: large });
  zip.end({ forceZip64Format: large, comment: "" });
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function opened(folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<WebPackage> {
  await write(folder, files);
  const web = await webPackage(sealedArtefact("Web", files), folder);
  if ("because" in web) throw new Error(web.because);
  return web;
}

async function sent(web: WebPackage): Promise<Buffer> {
  const { bytes, open: start } = bodyOf(web, stamp);
  const parts: Buffer[] = [];
  const sink = new Writable({
    write: (part: Buffer, _, done) => {
      parts.push(part);
      done();
    },
  });
  await pipeline(start(), sink);
  const body = Buffer.concat(parts);
  assert.equal(body.length, bytes);
  return body;
}

describe("the package as it is sent", () => {
  for (const large of [false, true])
    it(`N2: stamps every entry of a given zip${large ? " in 64-bit form" : ""}, in its directory and before its data, and changes nothing else`, () =>
      withFolder(async (folder) => {
        const files = { "index.html": "<p>".repeat(5000), "a/b.js": "x", "ü.txt": "y" };
        const given = await constantZip(files, large);
        const body = await sent(await opened(folder, { "site.zip": given }));
        const unpacked = await unpack(body);
        assert.deepEqual(
          Object.fromEntries(unpacked.map(({ path, bytes }) => [path, bytes.toString()])),
          files,
        );
        assert.deepEqual([...new Set(unpacked.map((file) => file.time.toISOString()))], [time]);
        await writeFile(join(folder, "sent.zip"), body);
        const file = await open(join(folder, "sent.zip"));
        const entries = await readDirectory(file);
        await file.close();
        for (const { stamps, seconds } of entries) {
          for (const at of stamps) assert.deepEqual(body.subarray(at, at + 4), Buffer.from(stamp.dos));
          for (const at of seconds) assert.deepEqual(body.subarray(at, at + 4), Buffer.from(stamp.seconds));
          assert.equal(seconds.length > 0, true);
        }
        const places = new Set(
          entries
            .flatMap(({ stamps, seconds }) => [...stamps, ...seconds])
            .flatMap((at) => [at, at + 1, at + 2, at + 3]),
        );
        for (const [at, byte] of body.entries()) if (!places.has(at)) assert.equal(byte, given[at]);
      }));

  it("zips a folder while it is sent, with a size that is known before, and the stamp on every file", () =>
    withFolder(async (folder) => {
      const files = { "index.html": "<p>".repeat(50_000), "a/ü b.js": "x", "empty.txt": "" };
      const unpacked = await unpack(await sent(await opened(folder, files)));
      assert.deepEqual(
        Object.fromEntries(unpacked.map(({ path, bytes }) => [path, bytes.toString()])),
        files,
      );
      assert.deepEqual([...new Set(unpacked.map((file) => file.time.toISOString()))], [time]);
    }));
});

describe("the package that is not the sealed one", () => {
  for (const [title, files] of [
    ["a file of a folder", { "a.txt": "one", "b.txt": "two" }],
    ["a zip", undefined],
  ] as const)
    it(`breaks off before its end when ${title} is not the sealed one any more, longer, shorter or other`, () =>
      withFolder(async (folder) => {
        const content = files ?? { "site.zip": await constantZip({ "a.txt": "one" }) };
        const web = await opened(folder, content);
        const [name = ""] = Object.keys(content);
        const whole = await readFile(join(folder, name));
        const other = Buffer.from(whole);
        other.writeUInt8((other.at(1) ?? 0) ^ 1, 1);
        for (const bytes of [other, Buffer.concat([whole, Buffer.from("x")]), whole.subarray(0, -1)]) {
          await writeFile(join(folder, name), bytes);
          await assert.rejects(sent(web), BodyChanged);
        }
        await rm(join(folder, name));
        await assert.rejects(
          sent(web),
          (error) => error instanceof BodyChanged && /ENOENT/.test(error.message),
        );
      }));

  for (const [title, make, cause] of [
    ["a text", () => Buffer.from("no zip at all"), /no zip, or was cut off/],
    ["half a zip", (zip: Buffer) => zip.subarray(0, zip.length / 2), /no zip, or was cut off/],
    ["a directory that lies", (zip: Buffer) => Buffer.concat([zip.subarray(40)]), /damaged|outside|cut off/],
  ] as const)
    it(`refuses ${title} before anything is sent`, () =>
      withFolder(async (folder) => {
        const bytes = make(await constantZip({ "a.txt": "one", "b.txt": "two" }));
        await write(folder, { "site.zip": bytes });
        const web = await webPackage(sealedArtefact("Web", { "site.zip": bytes }), folder);
        assert.match("because" in web ? web.because : "", cause);
      }));

  it("puts the stamp in wherever a piece of the file ends", () => {
    const bytes = Uint8Array.from({ length: 60 }, (_, at) => at);
    const patches = [{ at: [3, 17, 41], bytes: Uint8Array.of(200, 201, 202, 203) }];
    const whole = Uint8Array.from(bytes);
    patch(whole, 0, patches);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 59 }), { maxLength: 20 }), (cuts) => {
        const edges = [...new Set([0, ...cuts, 60])].sort((a, b) => a - b);
        const pieces = edges.slice(1).map((end, at) => {
          const piece = bytes.slice(edges[at], end);
          patch(piece, edges[at] ?? 0, patches);
          return piece;
        });
        assert.deepEqual(Buffer.concat(pieces), Buffer.from(whole));
      }),
    );
  });

  it("knows the checksum of zips", () => {
    assert.equal(crc32(Buffer.from("123456789")), 0xcbf43926);
  });
});

describe("a zip that means ill", () => {
  for (const [title, entries, cause] of [
    ["a link", [{ name: "a", content: "/etc/passwd", mode: 0o120777 }], /"a" is a link/],
    ["a file that is a folder, too", [{ name: "A" }, { name: "a/b" }], /"A" is a file, and the folder of/],
    [
      "what would fill the disk",
      [{ name: "a" }, { name: "b" }].map((one) => ({ ...one, says: 600 * 1024 * 1024 })),
      /unpacks to 1258291200 bytes, \d+ times its own size/,
    ],
  ] as const)
    it(`bad input: refuses a zip that holds ${title}, before anything is sent`, () =>
      withFolder(async (folder) => {
        const files = { "site.zip": hostileZip(entries) };
        await write(folder, files);
        const web = await webPackage(sealedArtefact("Web", files), folder);
        assert.match("because" in web ? web.because : "", cause);
      }));
});
