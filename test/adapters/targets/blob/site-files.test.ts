import assert from "node:assert/strict";
import { artefactFault, servedAs, siteFiles } from "../../../../adapters/targets/blob/site-files.ts";
import { sealedArtefact } from "../../../support/sealed-artefact.ts";

const forEver = "public, max-age=31536000, immutable";

describe("How a file of a site is served", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["index.html", "text/html; charset=utf-8", "no-cache"],
    ["app.js", "text/javascript; charset=utf-8", "no-cache"],
    ["app.mjs", "text/javascript; charset=utf-8", "no-cache"],
    ["style.css", "text/css; charset=utf-8", "no-cache"],
    ["data.json", "application/json", "no-cache"],
    ["site.webmanifest", "application/manifest+json", "no-cache"],
    ["code.wasm", "application/wasm", "no-cache"],
    ["font.woff2", "font/woff2", "no-cache"],
    ["logo.svg", "image/svg+xml", "no-cache"],
    ["favicon.ico", "image/vnd.microsoft.icon", "no-cache"],
    ["LICENSE", "application/octet-stream", "no-cache"],
    ["main.3f2a9b1c.js", "text/javascript; charset=utf-8", forEver],
    ["assets/index-BkT3x9Qz.js", "text/javascript; charset=utf-8", forEver],
    ["assets/index-B_T-x9Qz.css.map", "application/json", forEver],
    ["main.3f2a9b1c4d5e6f708192.css", "text/css; charset=utf-8", forEver],
    ["img/logo.3f2a9b1c.png", "image/png", forEver],
    ["photo-20240101.jpg", "image/jpeg", "no-cache"],
    ["photo-1920x1080.jpg", "image/jpeg", "no-cache"],
    ["apple-touch-icon-precomposed.png", "image/png", "no-cache"],
    ["news-EMBARGO7.js", "text/javascript; charset=utf-8", "no-cache"],
    ["logo-BkT3x9Qz.png", "image/png", "no-cache"],
    ["index.3f2a9b1c.html", "text/html; charset=utf-8", "no-cache"],
  ];
  for (const [path, contentType, cacheControl] of cases)
    it(`${path}: ${contentType}, ${cacheControl}`, () => {
      assert.deepEqual(servedAs(path), { contentType, cacheControl });
    });
});

describe("The files of a site", () => {
  it("are switched in turns: what others lead to first, the root's index.html last of all", () => {
    const names = [
      "a.3f2a9b1c.js",
      "a.css",
      "page.html",
      "sw.js",
      "ngsw-manifest.json",
      "docs/index.html",
      "index.html",
    ];
    const site = sealedArtefact("Site", Object.fromEntries(names.map((name) => [name, name])));
    assert.deepEqual(
      siteFiles([site]).map(({ turn }) => turn),
      [0, 1, 2, 2, 2, 3, 4],
    );
  });

  it("lie in the root where there is one artefact, else in folders", () => {
    const [a, b] = [sealedArtefact("A", { "x.txt": "x" }), sealedArtefact("B", { "x.txt": "x" })];
    assert.deepEqual(
      siteFiles([a]).map(({ name }) => name),
      ["x.txt"],
    );
    assert.deepEqual(
      siteFiles([a, b]).map(({ name }) => name),
      ["A/x.txt", "B/x.txt"],
    );
  });
});

describe("An artefact that no container can hold", () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ["is empty", {}, /^it holds no file$/],
    ["leaves its root", { "../x": "" }, /"\.\.\/x" leaves its root/],
    ["is absolute", { "/etc/x": "" }, /is not relative/],
    [
      "has two names that differ in case only",
      { "a/Read.me": "", "A/read.me": "x" },
      /differ in upper and lower case only/,
    ],
    ["would overwrite Release Manager's own", { ".release-manager/lock": "" }, /is Release Manager's own/],
    ["has a name that the service would cut", { "a./x": "" }, /ends with a dot/],
    ["is too deep", { [`${"a/".repeat(254)}x`]: "" }, /more than 253 folders/],
  ];
  for (const [name, content, fault] of cases)
    it(`bad input: ${name}`, () => {
      const artefact = sealedArtefact("Site", content);
      assert.match(artefactFault(artefact, siteFiles([artefact])) ?? "", fault);
    });

  it("is none where all is well", () => {
    const artefact = sealedArtefact("Site", { "a b/ü%;]+.txt": "x" });
    assert.equal(artefactFault(artefact, siteFiles([artefact])), undefined);
  });
});
