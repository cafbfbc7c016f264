import assert from "node:assert/strict";
import { read } from "../../../../core/model/reading.ts";
import { type GateGoal, gateStanding } from "../../../../core/model/train/gate-standing.ts";
import type { GateName, StageGate } from "../../../../core/model/train/stage-gate.ts";
import { gateOf, type Train, withGate } from "../../../../core/model/train/train.ts";
import { facts, id, june, manual, now, train } from "./builders.ts";

const bugs = {
  ...manual,
  id: id(41),
  text: "No bugs",
  check: { kind: "query", query: "q", atMost: 0 },
} as const;
const stamp = { by: "mia", on: now };
const found = (count: number) => ({
  ...facts,
  criteria: { [bugs.id]: { on: now, fact: read({ kind: "query" as const, count }) } },
});

/** What keeps the gate from the goal, with these criteria and so many bugs. */
function openOf(
  gate: Partial<StageGate>,
  { goal = "passed", name = "scoping", bugs: count = 0, phase = "scoping" }: Partial<Case> = {},
): readonly string[] {
  const changed = withGate({ ...train, phase }, name, gate);
  const own = gateOf(changed, name);
  assert.ok(own);
  return gateStanding(changed, own, found(count), goal).open;
}

type Case = Readonly<{ goal: GateGoal; name: GateName; bugs: number; phase: Train["phase"] }>;

describe("how a gate stands", () => {
  it("N10: says every criterion with its evidence, met or not", () => {
    const changed = withGate(train, "scoping", { criteria: [bugs, manual] });
    const [gate] = changed.gates;
    assert.ok(gate);
    assert.deepEqual(gateStanding(changed, gate, found(2), "complete").criteria, [
      '"No bugs" is not met: 2 work items found, at most 0 allowed',
      '"Everybody agrees" is not met: Nobody has ticked it',
    ]);
  });

  it("N10: is open while a criterion is not met or not known", () => {
    const met = { criteria: [{ ...manual, tick: { ...stamp, evidence: "mail" } }, bugs] };
    assert.deepEqual(openOf(met, { goal: "complete", bugs: 1 }), [
      '"No bugs" is not met: 1 work item found, at most 0 allowed',
    ]);
    assert.deepEqual(openOf(met, { goal: "complete" }), []);
    const unread = { ...bugs, id: id(42) };
    assert.deepEqual(openOf({ criteria: [unread] }, { goal: "complete" }), [
      '"No bugs" is not known: It was not read',
    ]);
  });

  it("S1-24: is open before the train has come to it, and while nothing is on board", () => {
    assert.deepEqual(openOf({}, { goal: "complete", name: "qa" }), [
      "The train stands at the scoping gate still.",
      "The QA gate cannot pass: no application release is on the train.",
    ]);
  });

  it("S1-09: waits for whoever completes it, then for each approval in its order", () => {
    const approvals = [
      { kind: "train", approvers: ["eve"], approved: { ...stamp, comment: "" } },
      { kind: "executive", approvers: ["max"] },
    ] as const;
    assert.deepEqual(openOf({ approvals }), ["Nobody has completed the scoping gate yet."]);
    const completed = { ...stamp, evidence: [] };
    assert.deepEqual(openOf({ approvals, completed }), ["Level 2, the executive approval, is not given."]);
    assert.deepEqual(openOf({ approvals, completed }, { goal: "complete" }), []);
  });

  it("has passed for good: what is not met since then is told, and does not open it", () => {
    const passed = withGate({ ...train, phase: "construction" }, "scoping", {
      criteria: [bugs],
      passed: { ...stamp, on: june(4) },
    });
    const [gate] = passed.gates;
    assert.ok(gate);
    const standing = gateStanding(passed, gate, found(3), "passed");
    assert.deepEqual([standing.open, standing.lapsed.length], [[], 1]);
  });
});
