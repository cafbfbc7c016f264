import assert from "node:assert/strict";
import { troublesInStore, type Trouble } from "../../../standin/targets/behaviour.ts";

const path = "/rows?$filter=a eq 'b'";

describe("the troubles that a stand-in has in store", () => {
  for (const answer of ["cut", "reset"] as const)
    it(`come to any method where none is named, after so many requests, so many times: ${answer}`, () => {
      const troubles = troublesInStore();
      const come = (method: string): boolean =>
        answer === "cut" ? troubles.cuts(method, path) : troubles.take(method, path) === answer;
      troubles.add([{ path: "a eq 'b'", times: 1, after: 1, answer } satisfies Trouble]);
      const seen = [come("POST"), come("PATCH"), come("POST")];
      assert.deepEqual([seen, troubles.struck()], [[false, true, false], 1]);
    });

  it("come only where the line is to be cut or answered, whichever is asked", () => {
    const troubles = troublesInStore();
    troubles.add([{ path, times: 1, answer: "cut" }]);
    assert.equal(troubles.take("POST", path), undefined);
    assert.equal(troubles.cuts("POST", path), true);
  });
});
