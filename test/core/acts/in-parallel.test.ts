import assert from "node:assert/strict";
import { inParallel } from "../../../core/acts/in-parallel.ts";

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("Work in parallel", () => {
  it("gives results in the list's order, with no more at work than allowed", async () => {
    let [working, most] = [0, 0];
    const doubled = await inParallel([3, 1, 2, 5], 2, async (number) => {
      working += 1;
      most = Math.max(most, working);
      for (let turn = 0; turn < number; turn += 1) await soon();
      working -= 1;
      return number * 2;
    });
    assert.deepEqual([doubled, most], [[6, 2, 4, 10], 2]);
  });

  it("begins nothing after a failure, and throws it when what was at work has ended", async () => {
    const [begun, ended]: [number[], number[]] = [[], []];
    const work = inParallel([1, 2, 3, 4], 2, async (number) => {
      begun.push(number);
      if (number === 1) throw new Error("one");
      for (let turn = 0; turn < 5; turn += 1) await soon();
      ended.push(number);
    });
    await assert.rejects(work, /^Error: one$/);
    assert.deepEqual([begun, ended], [[1, 2], [2]]);
  });
});
