import assert from "node:assert/strict";
import { Masker } from "../../../standin/agent/masker.ts";

function masker(...secrets: readonly string[]): Masker {
  const made = new Masker();
  for (const secret of secrets) made.add(secret);
  return made;
}

describe("Masker", () => {
  it("blanks a secret wherever it stands, in its own case only", () => {
    assert.equal(masker("s3cret").mask("a s3cret,s3cret S3CRET"), "a ***,*** S3CRET");
  });

  it("joins what overlaps or touches", () => {
    assert.equal(masker("abc", "cde", "fg").mask("xabcdefgx"), "x***x");
    assert.equal(masker("aba").mask("ababab"), "***b");
  });

  it("blanks the JSON, URL and backslash-read forms", () => {
    assert.equal(masker('p"w\\d ä!').mask('{"k":"p\\"w\\\\d ä!"} p%22w%5Cd%20%C3%A4%21'), '{"k":"***"} ***');
    assert.equal(masker("a\\\\b").mask("a\\b"), "***");
  });

  it("blanks base64 only for what the job starts with", () => {
    const base64 = Buffer.from("long-secret").toString("base64");
    assert.equal(masker("long-secret").mask(base64), base64);
    const start = new Masker();
    start.addAtStart("long-secret");
    assert.equal(start.mask(base64), "***");
  });

  it("blanks a starting secret without its quotes and blanks, and escaped", () => {
    const start = new Masker();
    start.addAtStart("'quoted one'");
    start.addAtStart(" padded%two\n");
    assert.equal(start.mask("quoted one, padded%two, padded%AZP25two%0A"), "***, ***,***");
  });

  it("does not blank the lines of a secret of many lines", () => {
    const made = masker("first\nsecond");
    assert.equal(made.mask("first"), "first");
    assert.equal(made.mask("first\\nsecond"), "***");
  });

  it("blanks the password in an address", () => {
    assert.equal(masker().mask("see https://user:pass-word@host/x"), "see https://user:***@host/x");
  });

  it("ignores secrets of white space and, if told, short ones", () => {
    const start = new Masker(9);
    start.addAtStart("   ");
    start.add("12345");
    start.add("123456");
    assert.equal(start.mask("a   b 12345 123456"), "a   b 12345 ***");
  });

  it("takes a secret with a lone surrogate", () => {
    assert.equal(masker("a\ud800b").mask("a\ud800b"), "***");
  });
});
