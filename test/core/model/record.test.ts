import assert from "node:assert/strict";
import fc from "fast-check";
import { utf8Bytes } from "../../../core/model/canonical.ts";
import { fittedRecord, readRecord, recordBytes, recordText } from "../../../core/model/record.ts";
import type { UnhashedRecord } from "../../../core/model/record.ts";
import { digits, sampleHashed, sampleRecord } from "./builders.ts";

type Changes = Record<string, unknown>;

function faultsOf(changes: Changes): unknown {
  return readRecord(JSON.stringify({ ...sampleHashed, ...changes }));
}

function artefacts(count: number, text: string): UnhashedRecord["artefacts"] {
  return Array.from({ length: count }, (_, at) => ({
    name: `Sln${at}`,
    kind: "solution",
    digest: digits("3"),
    outcome: "succeeded",
    text,
  }));
}

describe("readRecord", () => {
  it("reads what recordText wrote", () =>
    assert.deepEqual(readRecord(recordText(sampleHashed)), sampleHashed));

  it("reads a record without what may be absent", () => {
    const { reason: _, previous: __, ...bare } = sampleHashed;
    assert.deepEqual(readRecord(recordText(bare)), bare);
  });

  const rows: [string, Changes, string][] = [
    [
      "a newer schema",
      { schema: 3 },
      "The record has schema 3; this Release Manager knows 1. Update the extension.",
    ],
    [
      "an outcome that is none",
      { outcome: "fine" },
      "The record: outcome is none of succeeded, succeededWithIssues, failedUnchanged, failedPartial, unknownStillRunning, cancelled.",
    ],
    [
      "a target without identity",
      { target: { kind: "folder", name: "", url: "" } },
      "The record: target.id is missing.",
    ],
    ["a stage that is no object", { stage: "UAT" }, "The record: stage is no object."],
    ["no hash", { hash: undefined }, "The record: hash is missing."],
    ["a field that we do not know", { secret: "x" }, 'The record: the whole has the unknown field "secret".'],
  ];
  for (const [name, changes, fault] of rows) {
    it(`bad input: names ${name}`, () => assert.deepEqual(faultsOf(changes), { faults: [fault] }));
  }

  it("bad input: refuses more than 16 KB, counted in UTF-8", () => {
    const faults = (bytes: number): object => ({
      faults: [`The record has ${bytes} bytes; at most 16384 are allowed.`],
    });
    assert.deepEqual(readRecord("x".repeat(16_385)), faults(16_385));
    assert.deepEqual(readRecord("漢".repeat(5462)), faults(16_386));
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.ok("faults" in readRecord(text));
      }),
    );
  });
});

describe("fittedRecord", () => {
  it("leaves a record that fits as it is", () => assert.equal(fittedRecord(sampleRecord), sampleRecord));

  it("shortens sentences first and keeps every artefact", () => {
    const fitted = fittedRecord({ ...sampleRecord, artefacts: artefacts(60, "x".repeat(400)) });
    assert.equal(fitted.artefacts.length, 60);
    assert.deepEqual(fitted.operations, sampleRecord.operations);
    assert.equal(fitted.artefacts[0]?.text.length, 40);
    assert.ok(utf8Bytes(recordText(fitted)) <= recordBytes);
  });

  it("gives up old operations, then a long reason, then the list of variables", () => {
    const operations = Array.from({ length: 60 }, (_, at) => ({
      kind: "importJob",
      id: `${at}`,
      artefact: "Sln",
      startedOn: sampleRecord.startedOn,
    }));
    const variables = Array.from({ length: 300 }, (_, at) => ({ name: `V${at}`, secret: true }));
    const connection = { ...sampleRecord.connection, variables };
    const reason = "x".repeat(3000);
    const fitted = fittedRecord({
      ...sampleRecord,
      operations,
      connection,
      reason,
      artefacts: artefacts(40, "ok"),
    });
    assert.deepEqual(
      [fitted.operations.length, fitted.operations.at(-1)?.id, fitted.reason?.length, fitted.connection],
      [20, "59", 200, { ...sampleRecord.connection, variables: [] }],
    );
    assert.ok(utf8Bytes(recordText(fitted)) <= recordBytes);
  });

  it("needs no reason to shorten", () => {
    const { reason: _, ...without } = sampleRecord;
    const fitted = fittedRecord({ ...without, artefacts: artefacts(80, "x".repeat(400)) });
    assert.equal("reason" in fitted, false);
  });
});
