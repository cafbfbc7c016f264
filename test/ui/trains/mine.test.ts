import assert from "node:assert/strict";
import { type Train, withGate } from "../../../core/model/train/train.ts";
import type { Turnover } from "../../../core/model/train/turnover.ts";
import { mineOf, mineTravelling, type Travelling } from "../../../ui/trains/mine.ts";
import { id, june, manual, release, roles, task, train, turnover } from "../../core/model/train/builders.ts";

const stamp = { by: "mia", on: june(6) };
const completed = { ...stamp, evidence: [] };

describe("what waits for the reader", () => {
  const milestone = { id: id(60), name: "Feature freeze", date: june(4), gate: "scoping" } as const;
  const planned: Train = withGate(
    { ...train, milestones: [{ ...milestone, owner: "olga", inherit: false }] },
    "scoping",
    { criteria: [manual] },
  );

  it("S1-38: is what their own hand must do for the gate that is next, the earliest first", () => {
    assert.deepEqual(
      mineOf([planned], "olga", june(3, 12)).map(({ words, at, late }) => [words, at, late]),
      [
        ["Tick the exit criterion “Everybody agrees”", june(3), "12 h"],
        ["Reach the milestone “Feature freeze”", june(4), undefined],
      ],
    );
    assert.deepEqual(mineOf([planned], "mia", june(3)), []);
    assert.deepEqual(
      mineOf([{ ...planned, phase: "construction" }], "olga", june(3)),
      [],
      "the gate has passed",
    );
  });

  it("S1-28: is the level of an approval that is next, and no later one", () => {
    const approvals = [
      { kind: "train", approvers: ["eve"] },
      { kind: "executive", approvers: ["max"] },
    ] as const;
    const before = withGate(planned, "scoping", { approvals });
    const waits = withGate(before, "scoping", { completed });
    const words = (one: Train, who: string): readonly string[] =>
      mineOf([one], who, june(3)).map((mine) => mine.words);
    assert.deepEqual(words(before, "eve"), [], "nothing to decide before the gate is complete");
    assert.deepEqual(words(waits, "eve"), ["Decide the train approval of the scoping gate, level 1 of 2"]);
    assert.deepEqual(words(waits, "max"), []);
    const [first, second] = approvals;
    const approved = [{ ...first, approved: { ...stamp, comment: "" } }, second];
    const next = withGate(waits, "scoping", { approvals: approved });
    assert.deepEqual(words(next, "max"), ["Decide the executive approval of the scoping gate, level 2 of 2"]);
    assert.deepEqual(words(next, "olga"), [], "a complete gate asks for no ticks");
  });
});

const construction: Train = { ...train, phase: "construction" };
const travelling = (part: Partial<Turnover>, on = construction): Travelling => ({
  train: on,
  releases: { kept: [{ value: release, etag: 1 }], unread: [] },
  turnovers: { kept: [{ value: { ...turnover, ...part }, etag: 1 }], unread: [] },
});
const waits = (who: string, part: Partial<Turnover>, on?: Train) =>
  mineTravelling([travelling(part, on)], { me: who, roles, now: june(11) });

describe("what waits for the reader on what travels", () => {
  it("S1-33: is a delivered turnover, for release engineers, with the work item on which they accept it", () => {
    const delivered = { state: "delivered", items: [{ person: "eve", item: 41 }] } as const;
    const [one] = waits("eve", delivered);
    assert.deepEqual(
      [one?.words, one?.item, one?.to, one?.late],
      [
        "Accept or reject the turnover “Shop to UAT”",
        41,
        { view: "turnover", train: 7, turnover: id(20) },
        "1 d",
      ],
    );
    assert.deepEqual(waits("mia", delivered), []);
    assert.deepEqual(waits("eve", { state: "accepted" }), []);
  });

  it("S1-36: is the deployment task that is next, for its owner, while the turnover is deployed", () => {
    const next = { ...task, state: "actionable", item: 42 } as const;
    const words = (who: string, part: Partial<Turnover>): readonly unknown[] =>
      waits(who, part).map((one) => [one.words, one.item]);
    assert.deepEqual(words("olga", { state: "deploying", tasks: [next] }), [
      ["Do the deployment task “Deploy”", 42],
    ]);
    assert.deepEqual(words("mia", { state: "deploying", tasks: [next] }), []);
    assert.deepEqual(words("olga", { state: "failed", tasks: [next] }), []);
    assert.deepEqual(words("olga", { state: "deploying", tasks: [task] }), []);
  });

  it("S1-15: is a milestone that an application release inherits, for its owner", () => {
    const milestone = { id: id(60), name: "Code freeze", date: june(14), gate: "development" } as const;
    const on: Train = { ...construction, milestones: [{ ...milestone, owner: "olga", inherit: true }] };
    assert.deepEqual(mineOf([on], "olga", june(11)), [], "the train itself does not reach it");
    const [one] = waits("olga", {}, on);
    assert.deepEqual([one?.words, one?.at], ["Reach the milestone “Code freeze” of Shop", june(14)]);
  });

  it("comes last where it has no date", () => {
    const { scheduled: _, ...undated } = turnover;
    const next = { ...task, state: "actionable" } as const;
    const all = [
      { ...undated, id: id(21), title: "No date", state: "delivered" },
      { ...turnover, state: "deploying", tasks: [{ ...next, owner: "eve" }] },
    ] as const;
    const kept = all.map((value) => ({ value, etag: 1 }));
    const found = mineTravelling([{ ...travelling({}), turnovers: { kept, unread: [] } }], {
      me: "eve",
      roles,
      now: june(11),
    });
    assert.deepEqual(
      found.map(({ words }) => words),
      ["Do the deployment task “Deploy”", "Accept or reject the turnover “No date”"],
    );
  });
});
