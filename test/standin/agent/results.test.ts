import assert from "node:assert/strict";
import type { StepResult } from "../../../standin/agent/job.ts";
import { mergeResults, parseResult } from "../../../standin/agent/results.ts";

describe("mergeResults", () => {
  const rows: readonly (readonly [StepResult | undefined, StepResult, StepResult])[] = [
    [undefined, "succeeded", "succeeded"],
    ["succeeded", "succeededWithIssues", "succeededWithIssues"],
    ["failed", "succeeded", "failed"],
    ["failed", "canceled", "canceled"],
    ["canceled", "failed", "canceled"],
    ["skipped", "abandoned", "skipped"],
  ];
  for (const [now, coming, wanted] of rows) {
    it(`makes ${wanted} of ${now ?? "nothing"} and ${coming}`, () => {
      assert.equal(mergeResults(now, coming), wanted);
    });
  }
});

describe("parseResult", () => {
  it("takes the exact word or its number, and not task-lib's Cancelled", () => {
    const words = [
      "Succeeded",
      "SucceededWithIssues",
      "2",
      "Canceled",
      " Skipped ",
      "Cancelled",
      "failed",
      "",
      "9",
    ];
    assert.deepEqual(words.map(parseResult), [
      "succeeded",
      "succeededWithIssues",
      "failed",
      "canceled",
      "skipped",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
