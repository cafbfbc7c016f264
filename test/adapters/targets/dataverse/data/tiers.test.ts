import assert from "node:assert/strict";
import { tiersOf } from "../../../../../adapters/targets/dataverse/data/tiers.ts";

function tiers(needs: Readonly<Record<string, readonly string[]>>): string {
  const map = new Map(Object.entries(needs).map(([name, list]) => [name, new Set(list)]));
  return tiersOf(Object.keys(needs), map)
    .map((tier) => tier.join("+"))
    .join(" ");
}

describe("tiersOf", () => {
  for (const [name, needs, expected] of [
    ["nothing", {}, ""],
    ["what is pointed to first", { a: ["b"], b: ["c"], c: [] }, "c b a"],
    ["a row of its own table stays alone", { a: ["a"] }, "a"],
    ["a circle together", { a: ["b"], b: ["c"], c: ["a"], d: ["a"], e: [] }, "a+b+c d e"],
    ["two circles apart", { a: ["b"], b: ["a", "c"], c: ["d"], d: ["c"] }, "c+d a+b"],
    ["tables of others left out", { a: ["elsewhere"] }, "a"],
  ] as const)
    it(`gives ${name}`, () => assert.equal(tiers(needs), expected));
});
