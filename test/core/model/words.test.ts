import assert from "node:assert/strict";
import { classWords, counted, kindWords, listed, outcomeWords } from "../../../core/model/words.ts";
import { resultWords, stateWords, triggerWords } from "../../../core/model/words.ts";
import type { State } from "../../../core/model/stage.ts";

describe("stateWords", () => {
  const rows: [State, string, string][] = [
    ["succeeded", "succeeded", "Succeeded"],
    ["succeededWithWarnings", "partiallySucceeded", "Succeeded with warnings"],
    ["notDeployed", "notStarted", "Not deployed"],
    ["waitingForManualStart", "pending", "Waiting for manual start"],
    ["inProgress", "inProgress", "In progress"],
    ["unknownStillRunning", "", "Unknown, still running"],
    ["unknown", "foo", "unknown (foo)"],
    ["unknown", " ", "unknown"],
    ["unknown", "##vso[x]", "unknown (# #vso[x])"],
  ];
  for (const [state, wire, words] of rows) {
    it(`says ${words} for ${state}`, () => assert.equal(stateWords({ state, wire }), words));
  }
});

describe("words", () => {
  it("name kinds, classes, triggers, outcomes and results", () => {
    assert.deepEqual(
      [
        kindWords("configurationData"),
        classWords("production"),
        triggerWords("automatic"),
        outcomeWords("failedPartial"),
        outcomeWords("notReached"),
        resultWords("partiallySucceeded"),
      ],
      [
        "Configuration data",
        "Production",
        "Automatic",
        "Failed, partly changed",
        "Not reached",
        "Partially succeeded",
      ],
    );
  });

  it("list names", () => {
    assert.deepEqual(
      [[], ["A"], ["A", "B"], ["A", "B", "C"]].map((names) => listed(names)),
      ["", "A", "A and B", "A, B and C"],
    );
  });

  it("count things", () => {
    assert.deepEqual(
      [0, 1, 2].map((count) => counted(count, "file")),
      ["0 files", "1 file", "2 files"],
    );
    assert.deepEqual(
      [1, 2].map((count) => counted(count, "entry", "entries")),
      ["1 entry", "2 entries"],
    );
  });
});
