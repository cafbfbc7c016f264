import assert from "node:assert/strict";
import { masks } from "../../../tasks/shared/masks.ts";
import { namedLines } from "../../../tasks/shared/named-lines.ts";
import { fileName } from "../../../tasks/shared/attach.ts";
import { refusing } from "../../support/refusing.ts";

describe("The masks of a secret", () => {
  it("cover it plain, in base64 and in an address", () => {
    const found = masks("p@ss word/+1");
    for (const form of ["p@ss word/+1", "cEBzcyB3b3JkLysx", "p%40ss%20word%2F%2B1", "p%40ss+word%2F%2B1"])
      assert.ok(found.includes(form), form);
  });

  it("cover every line of a secret of many lines, because the agent masks line by line", () => {
    const found = masks("first line\r\nsecond line\n");
    assert.ok(found.includes("first line") && found.includes("second line"));
    assert.ok(found.every((mask) => !/[\r\n]/.test(mask)));
  });

  it("cover the long texts inside JSON", () => {
    const found = masks('{"key":{"private":"long-private-key"},"type":"app"}');
    assert.ok(found.includes("long-private-key"));
    assert.ok(!found.includes("app"));
  });

  it("are none for what is so short that the whole log would be masked", () => {
    assert.deepEqual(masks("abc"), []);
    assert.deepEqual(masks(""), []);
  });
});

describe("Lines of names", () => {
  it("are read with their texts, whatever stands in the text", () => {
    assert.deepEqual(namedLines("exclude", "\n Sln2 : not yet: see #12 \r\nData: later\n"), {
      Sln2: "not yet: see #12",
      Data: "later",
    });
  });

  for (const text of ["no colon", ": no name", "no text:", "A: 1\nA: 2"]) {
    it(`are refused, not guessed at: ${JSON.stringify(text)}`, () => {
      assert.throws(() => namedLines("exclude", text), refusing("RM001", /not of the form|two lines/));
    });
  }
});

describe("The name of an attachment", () => {
  for (const [name, expected] of [
    ["1-Sln.json", "1-Sln.json"],
    ["2-ä b%;]##vso[x.json", "2-_b_vso_x.json"],
    ["../../etc/passwd", "__.._etc_passwd"],
    ["", "_"],
  ] as const) {
    it(`is safe for ${JSON.stringify(name)}`, () => {
      assert.equal(fileName(name), expected);
    });
  }
});
