import assert from "node:assert/strict";
import fc from "fast-check";
import { manifestOf, rootManifestOf } from "../../../core/model/manifest.ts";

const file = fc.record({ path: fc.string({ minLength: 1 }), bytes: fc.nat(), sha256: fc.string() });

describe("manifestOf", () => {
  it("has one line a file, sorted by the bytes of the path", () => {
    const files = [
      { path: "b/ü.txt", bytes: 10, sha256: "bb" },
      { path: "a.zip", bytes: 0, sha256: "aa" },
      { path: "B", bytes: 3, sha256: "cc" },
    ];
    assert.equal(manifestOf(files), "cc  3  B\naa  0  a.zip\nbb  10  b/ü.txt\n");
  });

  it("does not depend on the order in which files were found", () => {
    const distinct = fc.uniqueArray(file, { selector: (one) => one.path });
    fc.assert(
      fc.property(distinct, (files) => {
        assert.equal(manifestOf([...files].reverse()), manifestOf(files));
      }),
    );
  });

  it("changes with every part of a file", () => {
    const one = { path: "a", bytes: 1, sha256: "aa" };
    const texts = [one, { ...one, path: "b" }, { ...one, bytes: 2 }, { ...one, sha256: "ab" }].map((each) =>
      manifestOf([each]),
    );
    assert.equal(new Set(texts).size, 4);
  });
});

describe("rootManifestOf", () => {
  it("has one line an artefact, sorted by name, whatever their order", () => {
    const list = [
      { name: "Sln", digest: "22" },
      { name: "Data2", digest: "11" },
    ];
    assert.equal(rootManifestOf(list), "11  Data2\n22  Sln\n");
    assert.equal(rootManifestOf([...list].reverse()), rootManifestOf(list));
  });
});
