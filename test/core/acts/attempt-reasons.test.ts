import assert from "node:assert/strict";
import { withReasons } from "../../../core/acts/attempt-reasons.ts";
import { instant } from "../../../core/model/instant.ts";
import { attempt, now, release, rita, uat } from "./sample-organisation.ts";

const second = 1000;
const entry = (seconds: number, comment: string) => ({
  by: rita,
  on: instant(now + seconds * second),
  what: "DeploymentStarted",
  detail: "UAT",
  comment,
});

function reasons(queued: readonly number[], comments: readonly (readonly [number, string])[]) {
  const attempts = queued.map((seconds, at) => {
    const { reason: _reason, ...bare } = attempt;
    return { ...bare, number: at + 1, requestedBy: rita, queuedOn: instant(now + seconds * second) };
  });
  const told = withReasons(
    { ...release, stages: [{ ...uat, attempts }] },
    comments.map(([seconds, comment]) => entry(seconds, comment)),
  );
  return told.stages[0]?.attempts.map(({ reason }) => reason);
}

describe("The reasons of attempts that follow each other closely", () => {
  it("N11: are each of the attempt that they are nearest to: a refused start is started again at once", () => {
    assert.deepEqual(
      reasons(
        [0, 20],
        [
          [1, "go"],
          [21, "Break-glass: go"],
        ],
      ),
      ["go", "Break-glass: go"],
    );
    assert.deepEqual(
      reasons([0, 20], [[1, "go"]]),
      ["go", undefined],
      "the second was started without a word",
    );
  });

  it("are nobody's where two were said of one attempt", () => {
    assert.deepEqual(
      reasons(
        [0],
        [
          [1, "go"],
          [2, "stop"],
        ],
      ),
      [undefined],
    );
  });
});
