import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson, utf8Bytes } from "../../../core/model/canonical.ts";
import { secret } from "../../../core/model/secret.ts";

describe("canonicalJson", () => {
  const table: [string, unknown, string][] = [
    ["keys sorted, no blanks", { b: 1, a: [true, null, "x"] }, '{"a":[true,null,"x"],"b":1}'],
    ["keys sorted at every depth", { z: { y: 1, x: 2 } }, '{"z":{"x":2,"y":1}}'],
    ["absent fields left out", { a: undefined, b: 0 }, '{"b":0}'],
    ["functions left out", { a: () => 1, b: "" }, '{"b":""}'],
    ["absent items as null", [undefined, 1], "[null,1]"],
    ["no number that JSON has not", [Number.NaN, Number.POSITIVE_INFINITY, -0], "[null,null,0]"],
    ["quotes and line breaks escaped", 'a"\n', String.raw`"a\"\n"`],
    ["letters of all scripts as they are", "é漢😀", '"é漢😀"'],
    ["secrets as stars", { s: secret("S3cret!") }, '{"s":"***"}'],
    ["dates as JSON does", new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ["nothing as null", undefined, "null"],
  ];
  for (const [name, value, text] of table)
    it(`writes ${name}`, () => assert.equal(canonicalJson(value), text));

  it("writes one text for one value, whatever order it was built in", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        assert.equal(canonicalJson(turned), canonicalJson(value));
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("utf8Bytes", () => {
  it("counts as UTF-8 does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.equal(utf8Bytes(text), Buffer.byteLength(text, "utf8"));
      }),
    );
  });
});
