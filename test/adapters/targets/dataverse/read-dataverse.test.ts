import assert from "node:assert/strict";
import {
  readBegun,
  readError,
  readOperation,
  readSolutions,
  readStaged,
} from "../../../../adapters/targets/dataverse/read-dataverse.ts";

const id = "11111111-2222-4333-8444-555555555555";

describe("readBegun", () => {
  it("takes GUIDs only: ids become parts of addresses", () => {
    assert.deepEqual(readBegun({ AsyncOperationId: id, ImportJobKey: id }), { operationId: id, jobId: id });
    assert.deepEqual(readBegun({ AsyncOperationId: id, ImportJobKey: "x)/../WhoAmI" }), { operationId: id });
    for (const answer of [{}, null, "text", { AsyncOperationId: 7 }, { AsyncOperationId: "../x" }]) {
      assert.equal(readBegun(answer), undefined);
    }
  });
});

describe("readStaged", () => {
  it("reads both spellings of the status, and takes an unknown one for not passed", () => {
    const statuses = ["Passed", 1, "Failed", 0, "Odd", undefined].map(
      (StageSolutionStatus) => readStaged({ StageSolutionResults: { StageSolutionStatus } }).passed,
    );
    assert.deepEqual(statuses, [true, true, false, false, false, false]);
  });

  it("names a component by its display name where it has no other", () => {
    const MissingDependencies = [
      { RequiredComponentSchemaName: null, RequiredComponentDisplayName: "Asset" },
    ];
    const { missing } = readStaged({ StageSolutionResults: { MissingDependencies } });
    assert.deepEqual(missing, [{ type: "", name: "Asset", solution: "", neededBy: "" }]);
  });
});

describe("readOperation", () => {
  it("gives no number for a state that is none: an unknown state is not an end", () => {
    const { state, status } = readOperation({ asyncoperationid: id, statecode: "Completed" });
    assert.deepEqual([state, status], [Number.NaN, Number.NaN]);
  });
});

describe("readSolutions", () => {
  it("finds names without case, and nothing in an answer of another form", () => {
    const row = { uniquename: "Core", version: "1.0", ismanaged: true };
    assert.deepEqual([...readSolutions({ value: [row] })], [["core", { version: "1.0", managed: true }]]);
  });
});

describe("readError", () => {
  it("is empty for what is no error of Dataverse's form", () => {
    for (const text of ["", "<html>", "[]", '{"error":"x"}'])
      assert.deepEqual(readError(text), { code: "", message: "" });
  });
});
