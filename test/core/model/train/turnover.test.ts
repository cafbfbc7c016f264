import assert from "node:assert/strict";
import { read } from "../../../../core/model/reading.ts";
import { promotedTurnover, type TurnoverAct } from "../../../../core/model/train/act-on-turnover.ts";
import { lateBy, type Turnover } from "../../../../core/model/train/turnover.ts";
import { done, id, june, now, roles, sentence, task, train, turnover } from "./builders.ts";
import {
  act,
  building,
  deliver,
  finish,
  producing,
  production,
  ready,
  running,
  second,
  staged,
  start,
  two,
  world,
} from "./turnovers.ts";

describe("a turnover on its way", () => {
  it("S1-29: is delivered where somebody made a second one for production at the same moment, which stays a draft", () => {
    const mine = { ...production, tasks: [task], scheduled: june(20) };
    const both = { ...producing, turnovers: [mine, { ...mine, id: id(22) }] };
    assert.equal(done(act(mine, deliver, "mia", both)).state, "delivered");
  });

  it("S1-32, S1-33: is delivered, recalled, delivered again, rejected, delivered again and accepted", () => {
    const delivered = done(act(turnover, deliver));
    const recalled = done(act(delivered, { kind: "recall", reason: "" }));
    const rejected = done(act(done(act(recalled, deliver)), { kind: "reject", reason: "No plan" }, "eve"));
    const accepted = done(act(done(act(rejected, deliver)), { kind: "accept", comment: "" }, "eve"));
    const states = ["delivered", "draft", "delivered", "draft", "delivered", "accepted"];
    assert.deepEqual(
      accepted.moves.map(({ state }) => state),
      states,
    );
    assert.deepEqual(accepted.moves[3], { by: "eve", on: now, state: "draft", reason: "No plan" });
    assert.equal(accepted.revision, 7);
  });

  it("S1-34, S1-35, S1-36: starts on its date, and its tasks come one after the other", () => {
    const accepted: Turnover = { ...two, state: "accepted" };
    const begun = done(act(done(act(accepted, ready, "eve")), start, "eve", { now: june(10) }));
    assert.deepEqual(
      begun.tasks.map(({ state }) => state),
      ["actionable", "planned"],
    );
    const half = done(act(begun, finish(true), "olga"));
    assert.deepEqual(
      [half.state, ...half.tasks.map(({ state }) => state)],
      ["deploying", "succeeded", "actionable"],
    );
    const all = done(act(half, { kind: "skipTask", task: id(31), reason: "Nobody is here" }, "eve"));
    assert.deepEqual([all.state, all.tasks[1]?.done?.note], ["deployed", "Nobody is here"]);
    assert.equal(done(act(all, { kind: "close", comment: "" })).state, "closed");
  });

  it("S1-34: a late start is marked, and one within a quarter of an hour is not", () => {
    const started = (hour: number) =>
      done(act({ ...turnover, state: "ready" }, start, "eve", { now: june(10, hour) }));
    assert.deepEqual([lateBy(started(3), june(12)), lateBy(started(0.2), june(12))], [3 * 3_600_000, 0]);
    assert.equal(lateBy({ ...turnover, state: "ready" }, june(11)), 86_400_000);
  });
});

describe("a turnover that failed", () => {
  it("S1-40: a failure stops it; it is retried with chosen tasks again", () => {
    const failed = done(
      act(
        running([
          { ...task, state: "succeeded" },
          { ...second, state: "actionable" },
          { ...task, id: id(32) },
        ]),
        finish(false, id(31)),
        "eve",
      ),
    );
    assert.equal(failed.state, "failed");
    const states = (again: readonly string[]) =>
      done(act(failed, { kind: "retry", again, reason: "Disk" }, "eve")).tasks.map(({ state }) => state);
    assert.deepEqual(states([]), ["succeeded", "actionable", "planned"]);
    assert.deepEqual(states([id(30)]), ["actionable", "planned", "planned"]);
    const skipped = done(act(failed, { kind: "skipTask", task: id(31), reason: "Not needed" }, "eve"));
    assert.deepEqual([skipped.state, skipped.tasks[2]?.state], ["deploying", "actionable"]);
  });

  it("S1-40: or it goes back to draft, and is delivered and accepted anew", () => {
    const back = done(
      act(running([{ ...task, state: "failed" }], "failed"), { kind: "sendBack", reason: "Bug" }, "eve"),
    );
    assert.deepEqual([back.state, back.tasks], ["draft", [task]]);
  });

  it("S1-36: goes on past a task whose release is gone, for somebody who says why", () => {
    const begun = running([{ ...staged, state: "running" }]);
    const skip = { kind: "skipTask", task: id(30), reason: "The release was deleted" } as const;
    const gone = { stages: { [id(30)]: { kind: "failed", why: "There is no such release." } } } as const;
    const skipped = done(act(begun, skip, "eve", gone));
    assert.deepEqual([skipped.state, skipped.tasks[0]?.state], ["deployed", "skipped"]);
    const goes = { stages: { [id(30)]: read("inProgress" as const) } };
    assert.equal(sentence(act(begun, skip, "eve", goes)), "The task is running.");
    assert.equal(sentence(act(begun, skip, "eve")), "The task is running.");
  });

  it("N10: an automated task is done when Azure DevOps says that its stage is", () => {
    const begun = done(
      act(running([{ ...staged, state: "actionable" }]), { kind: "beginTask", task: id(30) }, "eve"),
    );
    const says = (state: "succeeded" | "failed") => ({ stages: { [id(30)]: read(state) } });
    assert.equal(done(act(begun, finish(true), "eve", says("succeeded"))).state, "deployed");
    assert.equal(done(act(begun, finish(false), "eve", says("failed"))).state, "failed");
  });
});

describe("the tasks of a turnover and its promotion", () => {
  it("S1-23, S1-31: are added, changed, moved, removed, and copied with their source named", () => {
    const source = { ...two, id: id(22), tasks: [{ ...second, state: "succeeded" as const }] };
    const copied = done(
      act(turnover, { kind: "copyTasks", from: id(22), tasks: [{ task: id(31), id: id(33) }] }, "mia", {
        turnovers: [source],
      }),
    );
    assert.deepEqual(copied.tasks, [task, { ...second, id: id(33), from: id(22) }]);
    const changed = done(act(copied, { kind: "changeTask", task: { ...second, id: id(33), title: "Mail" } }));
    const first = done(act(changed, { kind: "moveTask", task: id(33), place: 0 }));
    assert.deepEqual(first.tasks, [{ ...second, id: id(33), title: "Mail", from: id(22) }, task]);
    assert.deepEqual(done(act(first, { kind: "removeTask", task: id(30) })).tasks.length, 1);
    assert.equal(source.tasks[0]?.title, "Tell everybody");
  });

  it("S1-10, S1-31: are copied from what the train's template says, too", () => {
    const tasks = [{ id: id(34), title: "Smoke test", owner: "olga" }];
    const copy: TurnoverAct = { kind: "copyTasks", from: id(1), tasks: [{ task: id(34), id: id(35) }] };
    const copied = done(act(turnover, copy, "mia", { train: { ...building, tasks } }));
    assert.equal(copied.tasks[1]?.title, "Smoke test");
  });

  it("S1-22: takes open work items where somebody says so", () => {
    assert.deepEqual(
      done(act(turnover, { kind: "associate", workItems: [3, 3], open: true })).workItems,
      [3],
    );
  });

  it("S1-21: is promoted to another environment with the same artefacts and tasks, only after it was deployed", () => {
    const uat2 = { name: "UAT2", class: "staging" as const, entry: id(52) };
    const there = { ...world, train: { ...building, environments: [...train.environments, uat2] } };
    const draft = { id: id(23), title: "Shop to UAT2", environment: "UAT2", taskIds: [id(36)] };
    const deployed: Turnover = {
      ...turnover,
      state: "deployed",
      tasks: [{ ...task, state: "succeeded" }],
      workItems: [4],
    };
    const next = done(promotedTurnover(deployed, draft, there, roles));
    assert.deepEqual(
      [next.included, next.workItems, next.promotedFrom, next.state],
      [turnover.included, [4], id(20), "draft"],
    );
    assert.deepEqual(next.tasks, [{ ...task, id: id(36), from: id(20) }]);
    const told = (source: Turnover, ids = draft.taskIds) =>
      sentence(promotedTurnover(source, { ...draft, taskIds: ids }, there, roles));
    assert.equal(
      told({ ...turnover, state: "failed" }),
      "Only a turnover that was deployed is promoted; this one is failed.",
    );
    assert.equal(told({ ...deployed, kind: "production" }), "There is nowhere to go from production.");
    assert.equal(told(deployed, []), "Every task needs a new id.");
  });
});
