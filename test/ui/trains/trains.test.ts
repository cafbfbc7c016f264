import assert from "node:assert/strict";
import { read } from "../../../core/model/reading.ts";
import { templateOf } from "../../../core/model/train/template.ts";
import { type Train, withGate } from "../../../core/model/train/train.ts";
import { templateRows } from "../../../ui/trains/templates.ts";
import { nextOf, nobodyManages, rowsOf, sectionsOf, whyNoTrain } from "../../../ui/trains/trains.ts";
import { done, id, june, manual, roles, train } from "../../core/model/train/builders.ts";

const mia = { id: "mia", name: "Mia" };
const stamp = { by: "mia", on: june(6) };
const completed = { ...stamp, evidence: [] };
const closed: Train = {
  ...train,
  number: 3,
  title: "May",
  phase: "closed",
  ended: { ...stamp, reason: "Verified" },
};

describe("what comes next on a train", () => {
  it("S1-07: is the gate of its phase, with how late it is", () => {
    assert.deepEqual(nextOf(train, june(4)), { words: "Scoping gate", at: june(5) });
    assert.deepEqual(nextOf(train, june(7, 1)), { words: "Scoping gate", at: june(5), late: "2 d 1 h" });
    assert.equal(nextOf({ ...train, phase: "verification" }, june(4))?.words, "QA gate");
  });

  it("S1-09: says that a complete gate waits for approval, and that the last one lets the train be closed", () => {
    const waits = withGate(train, "scoping", { completed });
    assert.equal(nextOf(waits, june(4))?.words, "Scoping gate, waits for approval");
    const verified = withGate({ ...train, phase: "production" }, "production", { completed, passed: stamp });
    assert.deepEqual(nextOf(verified, june(4)), { words: "To be closed", at: june(30) });
    assert.equal(nextOf(closed, june(4)), undefined);
  });
});

describe("the list of trains", () => {
  const rows = rowsOf([train, closed], [mia], june(4));
  const shown = (text: string, phase = ""): readonly number[][] => {
    const { open, ended } = sectionsOf(rows, { text, phase });
    return [open.map(({ number }) => number), ended.map(({ number }) => number)];
  };

  it("S1-39: tells those under way and those that have ended apart", () => {
    assert.deepEqual(shown(""), [[7], [3]]);
    assert.deepEqual(rows[1]?.ended, { on: june(6), by: "Mia", reason: "Verified" });
  });

  it("is narrowed by number, title, type and manager, all words at once, and by phase", () => {
    assert.deepEqual(shown("#7"), [[7], []]);
    assert.deepEqual(shown("may"), [[], [3]]);
    assert.deepEqual(shown("MINOR mia"), [[7], [3]]);
    assert.deepEqual(shown("june may"), [[], []]);
    assert.deepEqual(shown("", "closed"), [[], [3]]);
  });

  it("S1-38: says before the click why somebody cannot make a train", () => {
    assert.equal(whyNoTrain("mia", read(roles), true), undefined);
    assert.equal(whyNoTrain("nik", read(roles), true), "Only a release manager may create a train.");
    assert.match(whyNoTrain("mia", read(roles), false) ?? "", /did not come over https/);
    const why = "You do not have the right.";
    assert.match(
      whyNoTrain("mia", { kind: "failed", why }, true) ?? "",
      /could not be told: You do not have/,
    );
  });

  it("S1-38: knows that nobody may make one only where that is certain", () => {
    const with_ = (people: readonly string[], unread: readonly string[]) =>
      nobodyManages(read({ ...roles, releaseManager: { people, unread } }));
    assert.deepEqual([with_([], []), with_(["mia"], []), with_([], ["Managers"])], [true, false, false]);
    assert.equal(nobodyManages({ kind: "failed", why: "x" }), false);
  });
});

describe("a template in the list", () => {
  it("S1-10: tells what is in it", () => {
    const kept = withGate({ ...train, tasks: [{ id: id(30), title: "Warm up", owner: "olga" }] }, "scoping", {
      criteria: [manual],
      approvals: [{ kind: "train", approvers: ["eve"] }],
    });
    const template = done(
      templateOf(kept, { id: id(90), name: "Monthly" }, { by: "mia", now: june(1) }, roles),
    );
    const [row] = templateRows([template]);
    assert.deepEqual([row?.name, row?.type, row?.days], ["Monthly", "Minor", "29 days"]);
    assert.deepEqual(row?.lines.slice(0, 2), [
      "Scoping gate on day 4: 1 exit criterion (“Everybody agrees”); approved by 1 level (train)",
      "Development gate on day 14: no exit criteria; no approval",
    ]);
    assert.equal(row.lines.at(-1), "Deployment task “Warm up”");
  });
});
