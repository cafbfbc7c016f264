import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ZipFile } from "yazl";
import { publishedBytes, withoutFolder } from "../../../ui/shared/published-bytes.ts";
import { readContent, readEntries } from "../../../ui/shared/read-zip.ts";
import { hashBytes, webSha256 } from "../../../ui/shared/web-crypto.ts";

async function zipOf(files: Readonly<Record<string, string>>, compress = true): Promise<Blob> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files))
    zip.addBuffer(Buffer.from(content), path, { compress });
  zip.end();
  const chunks: Buffer<ArrayBuffer>[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer<ArrayBuffer>);
  return new Blob(chunks);
}

const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
const long = "the same words again ".repeat(5000);

describe("reading a zip", () => {
  for (const compress of [true, false]) {
    it(`gives every file of a ${compress ? "packed" : "stored"} one`, async () => {
      const zip = await zipOf({ "Sln/a b.txt": long, "Sln/ü/leer.txt": "" }, compress);
      const found = [];
      for (const entry of await readEntries(zip)) {
        found.push([entry.path, Buffer.from(await readContent(zip, entry)).toString()]);
      }
      assert.deepEqual(found, [
        ["Sln/a b.txt", long],
        ["Sln/ü/leer.txt", ""],
      ]);
    });
  }

  it("refuses what is no zip", async () => {
    await assert.rejects(readEntries(new Blob(["<html>sign in</html>"])), /is no zip/);
  });

  it("refuses a list of files that is broken", async () => {
    const bytes = Buffer.from(await (await zipOf({ a: "1" })).arrayBuffer());
    bytes.writeUInt32LE(0, bytes.indexOf("PK\u0001\u0002"));
    await assert.rejects(readEntries(new Blob([bytes])), /list of files is broken/);
  });

  it("stops a file that is larger than it says", async () => {
    const zip = await zipOf({ a: long });
    const [entry] = await readEntries(zip);
    assert.ok(entry);
    await assert.rejects(readContent(zip, { ...entry, bytes: 10 }), /larger than it says/);
  });

  it("leaves a file that no browser should swallow to the task", async () => {
    const zip = await zipOf({ a: "1" });
    const [entry] = await readEntries(zip);
    assert.ok(entry);
    await assert.rejects(readContent(zip, { ...entry, bytes: 2 ** 31 }), /too large to verify in a browser/);
  });
});

describe("a published artefact", () => {
  const bases = {
    core: "https://dev.azure.com/contoso",
    release: "https://r",
    extensions: "https://e",
    identities: "https://i",
  };
  const hash = hashBytes(globalThis.crypto);

  async function files(downloadUrl: string, answer: Response): Promise<[unknown, RequestInit | undefined]> {
    assert.ok(hash);
    let asked: RequestInit | undefined;
    const bytes = publishedBytes({
      token: () => Promise.resolve("t"),
      fetch: (_url, init) => {
        asked = init;
        return Promise.resolve(answer);
      },
      bases,
      hash,
    });
    return [await bytes({ name: "Sln", identity: "1", downloadUrl }), asked];
  }

  it("is downloaded with the person's token, unpacked and hashed, its own folder left off", async () => {
    const zip = await zipOf({ "Sln/Core.zip": "core" });
    const [found, asked] = await files(
      "https://dev.azure.com/contoso/_apis/a?$format=zip",
      new Response(zip),
    );
    assert.deepEqual(found, [{ path: "Core.zip", bytes: 4, sha256: sha("core") }]);
    assert.deepEqual(asked?.headers, { Authorization: "Bearer t" });
  });

  it("is asked for without the token where the address is not the organisation's", async () => {
    const [, asked] = await files("https://elsewhere.example/a", new Response(await zipOf({ a: "1" })));
    assert.deepEqual(asked?.headers, {});
  });

  it("fails in plain words when it is gone", async () => {
    await assert.rejects(
      files("https://dev.azure.com/contoso/a", new Response("", { status: 404 })),
      /Sln could not be downloaded .*answered 404/,
    );
  });

  it("keeps its paths where not all of them are in its folder", () => {
    const entry = { path: "", method: 0, packed: 0, bytes: 0, at: 0 };
    const entries = [
      { ...entry, path: "Sln/a" },
      { ...entry, path: "b" },
    ];
    assert.deepEqual(
      withoutFolder(entries, "Sln").map(([path]) => path),
      ["Sln/a", "b"],
    );
  });
});

describe("hashing in a page", () => {
  it("gives the SHA-256 of a text in UTF-8", async () => {
    assert.equal(await webSha256(globalThis.crypto)?.("ü"), sha("ü"));
  });

  it("is not there where the page has no Web Crypto", () => {
    assert.equal(webSha256(undefined), undefined);
    assert.equal(hashBytes({} as Crypto), undefined);
  });
});
