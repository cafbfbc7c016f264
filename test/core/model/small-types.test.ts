import assert from "node:assert/strict";
import { verdictOf, type FindingLevel } from "../../../core/model/evidence.ts";
import { instant, iso, readInstant } from "../../../core/model/instant.ts";
import { read } from "../../../core/model/reading.ts";
import { readReleaseId } from "../../../core/model/release.ts";
import { secret } from "../../../core/model/secret.ts";
import { defaultSettings } from "../../../core/model/settings.ts";

describe("verdictOf", () => {
  const table: [FindingLevel[], string][] = [
    [[], "allowed"],
    [["ok", "note"], "allowed"],
    [["ok", "warning", "note"], "allowedWithReason"],
    [["warning", "block", "ok"], "blocked"],
  ];
  for (const [levels, verdict] of table) {
    it(`gives ${verdict} for ${levels.join(", ") || "nothing"}`, () => {
      const findings = levels.map((level) => ({ id: "x", level, title: "", detail: "" }));
      assert.equal(verdictOf(findings), verdict);
    });
  }
});

describe("readInstant", () => {
  const table: [string | undefined | null, number | undefined][] = [
    ["2022-06-16T22:36:00Z", Date.UTC(2022, 5, 16, 22, 36)],
    ["2022-06-16T22:36:00.1234567Z", Date.UTC(2022, 5, 16, 22, 36, 0, 123)],
    ["0001-01-01T00:00:00", undefined],
    ["soon", undefined],
    ["", undefined],
    [undefined, undefined],
    [null, undefined],
  ];
  for (const [text, moment] of table) {
    it(`reads ${String(text)}`, () => assert.equal(readInstant(text), moment));
  }

  it("is undone by iso", () => assert.equal(iso(instant(0)), "1970-01-01T00:00:00.000Z"));
});

describe("readReleaseId", () => {
  const table: [string, ReturnType<typeof readReleaseId>][] = [
    ["run:999999999999999", { kind: "run", number: 999_999_999_999_999 }],
    ["run:9999999999999999", undefined],
    ["classic:57", { kind: "classic", number: 57 }],
    ["run:345", { kind: "run", number: 345 }],
    ["run:", undefined],
    ["release:57", undefined],
    ["classic:57 ", undefined],
    ["classic:0", undefined],
    ["run:007", undefined],
    ["run:12345678901234567", undefined],
  ];
  for (const [text, id] of table) it(`reads ${text}`, () => assert.deepEqual(readReleaseId(text), id));
});

describe("secret", () => {
  const hidden = secret("S3cret!");

  it("shows stars however it is printed", () => {
    assert.deepEqual(
      [String(hidden), JSON.stringify({ hidden }), hidden.toString()],
      ["***", '{"hidden":"***"}', "***"],
    );
  });

  it("gives its value to who asks for it by name", () => assert.equal(hidden.reveal(), "S3cret!"));
});

describe("read", () => {
  it("wraps what was read", () => assert.deepEqual(read([1]), { kind: "read", value: [1] }));
});

describe("defaultSettings", () => {
  it("S0-05: block production out of order, and ask for a reason where the connection changed", () => {
    assert.deepEqual([defaultSettings.outOfOrder, defaultSettings.drift], ["block", "reason"]);
  });
});
