import assert from "node:assert/strict";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import yazl from "yazl";
import { serveExtensionFiles } from "../../../standin/host/extension-files.ts";
import { readExtensionPackage } from "../../../standin/host/extension-package.ts";

const manifest =
  '<PackageManifest><Metadata><Identity Id="hub" Version="0.2.0" Publisher="acme"/></Metadata></PackageManifest>';
const types =
  '<Types><Default Extension=".png" ContentType="image/png"/><Default Extension="bin" ContentType="application/x-acme"/></Types>';
const contributions = {
  contributions: [
    { id: "releases", type: "ms.vss-web.hub", properties: { name: "Hub" } },
    { id: "acme.hub.more", type: "x" },
  ],
};

const parts = {
  "extension.vsixmanifest": manifest,
  "extension.vsomanifest": JSON.stringify(contributions),
  "[Content_Types].xml": types,
  "ui/hub.html": "<!doctype html>",
  "ui/odd name.bin": "odd",
};

let folder: string;
before(async () => void (folder = await mkdtemp(join(tmpdir(), "rm-vsix-"))));
after(() => rm(folder, { recursive: true }));

async function packed(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const zip = new yazl.ZipFile();
  for (const [path, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), path);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(join(folder, name)));
  return join(folder, name);
}

describe("a .vsix, as the host page reads it", () => {
  it("says who made it and what it contributes, with full ids", async () => {
    const { files, contentTypes, stamp, ...read } = await readExtensionPackage(await packed("a.vsix", parts));
    assert.deepEqual(read, {
      publisher: "acme",
      id: "hub",
      version: "0.2.0",
      contributions: [
        { id: "acme.hub.releases", type: "ms.vss-web.hub", targets: [], properties: { name: "Hub" } },
        { id: "acme.hub.more", type: "x", targets: [], properties: {} },
      ],
    });
    assert.deepEqual([...files.keys()].sort(), Object.keys(parts).sort());
    assert.deepEqual(
      [...contentTypes],
      [
        ["png", "image/png"],
        ["bin", "application/x-acme"],
      ],
    );
    assert.match(stamp, /^[0-9a-f]{12}$/);
  });

  it("refuses a file that is no package, and says which", async () => {
    await writeFile(join(folder, "text.vsix"), "not a zip");
    await assert.rejects(readExtensionPackage(join(folder, "text.vsix")));
    const { "extension.vsomanifest": _, ...without } = parts;
    await assert.rejects(
      readExtensionPackage(await packed("b.vsix", without)),
      /b\.vsix is no extension: it has no extension\.vsomanifest/,
    );
    const nameless = { ...parts, "extension.vsixmanifest": "<PackageManifest/>" };
    await assert.rejects(
      readExtensionPackage(await packed("c.vsix", nameless)),
      /names no publisher, id and version/,
    );
  });
});

describe("the files of a .vsix", () => {
  it("are served from another origin, with types that a browser believes, and never from a cache", async () => {
    const served = await serveExtensionFiles(await readExtensionPackage(await packed("d.vsix", parts)), 0);
    try {
      assert.match(
        served.baseUri,
        /^http:\/\/localhost:\d+\/extensions\/acme\/hub\/0\.2\.0\/[0-9a-f]{12}\/$/,
      );
      const get = async (path: string): Promise<unknown[]> => {
        const { status, headers } = await fetch(new URL(path, served.baseUri));
        return [status, headers.get("content-type"), headers.get("cache-control")];
      };
      const html = "text/html; charset=utf-8";
      assert.deepEqual(
        [
          await get("ui/hub.html"),
          await get("ui/odd%20name.bin"),
          await get("ui/Hub.html"),
          await get("../x"),
        ],
        [
          [200, html, "no-store"],
          [200, "application/x-acme", "no-store"],
          [404, "text/plain; charset=utf-8", null],
          [404, "text/plain; charset=utf-8", null],
        ],
      );
    } finally {
      await served.stop();
    }
  });
});
