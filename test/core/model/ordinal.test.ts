import assert from "node:assert/strict";
import fc from "fast-check";
import { distinctNames, ordinal, sameName } from "../../../core/model/ordinal.ts";

describe("ordinal", () => {
  it("orders as the bytes of UTF-8 do", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        assert.equal(Math.sign(ordinal(a, b)), bytes);
      }),
    );
  });

  it("puts a character beyond U+FFFF after one below it, unlike JavaScript's own order", () => {
    assert.deepEqual(["😀", "\uFF5E", "a"].sort(ordinal), ["a", "\uFF5E", "😀"]);
    assert.deepEqual(["😀", "\uFF5E", "a"].sort(), ["a", "😀", "\uFF5E"]);
  });

  it("puts a name before the longer one that begins with it", () => {
    assert.deepEqual(["Sln10", "Sln2", "Sln"].sort(ordinal), ["Sln", "Sln10", "Sln2"]);
  });
});

describe("names", () => {
  it("are one whatever their case", () => {
    assert.deepEqual([sameName("UAT", "uat"), sameName("UAT", "UAT2")], [true, false]);
  });

  it("keep the first of each", () => {
    assert.deepEqual(distinctNames(["UAT", "uat", "PROD", "Prod", "UAT"]), ["UAT", "PROD"]);
  });
});
