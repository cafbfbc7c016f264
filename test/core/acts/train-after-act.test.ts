import assert from "node:assert/strict";
import { actingOn, openTrain } from "../../../core/acts/open-train.ts";
import { afterAct } from "../../../core/acts/train-after-act.ts";
import { askDue } from "../../../core/acts/train-asking.ts";
import { changeTrain, changeTurnover } from "../../../core/acts/trains.ts";
import { refusal } from "../../../core/failure.ts";
import type { TrainAct } from "../../../core/model/train/act-on-train.ts";
import type { TurnoverAct } from "../../../core/model/train/act-on-turnover.ts";
import { personAsk, questionTitle, trainTag } from "../../../core/model/train/decision-words.ts";
import type { DeploymentTask } from "../../../core/model/train/deployment-task.ts";
import { withGate } from "../../../core/model/train/train.ts";
import type { Turnover } from "../../../core/model/train/turnover.ts";
import type { NewWorkItem } from "../../../core/ports-of-work-items.ts";
import { id, manual, now, release as shop, task, train, turnover } from "../model/train/builders.ts";
import { hashing, trainStage, type StoredTrain, type TrainStage } from "./train-world.ts";

const byHand: DeploymentTask = { ...task, title: "Tell everybody", state: "actionable" };

/** Everybody who has something to decide was asked on work items from 101 on, after those that were there before. */
async function asked(stored: StoredTrain, before: readonly NewWorkItem[] = []): Promise<TrainStage> {
  const stage = trainStage({ releases: [{ ...shop, phase: "construction" }], ...stored });
  for (const one of before) await stage.azure.workItems.create(one);
  const known = await openTrain(7, stage.azure, now);
  assert.deepEqual((await askDue(known, stage.azure, hashing)).problems, []);
  return stage;
}

const travelling = (changes: Partial<Turnover>): StoredTrain => ({
  train: { phase: "construction" },
  turnovers: [{ ...turnover, ...changes }],
});

/** Somebody does something, and what goes with it. */
async function did(stage: TrainStage, who: string, act: TrainAct | TurnoverAct, of: "train" | "turnover") {
  stage.be(who);
  const known = await openTrain(7, stage.azure, now);
  const acting = actingOn(known, stage.azure, hashing);
  const { train, turnovers } = known.whole;
  const seen = { id: id(20), revision: turnovers.kept[0]?.value.revision ?? 0 };
  const changed =
    of === "train"
      ? await changeTrain(7, train.value.revision, act as TrainAct, acting)
      : await changeTurnover(7, seen, act as TurnoverAct, acting);
  return afterAct(known, changed, stage.azure);
}

function said({ boards }: TrainStage, item: number): readonly unknown[] {
  return [boards.get(item)?.state, boards.changesOf(item).find(({ state }) => state === "Removed")?.comment];
}

describe("work items on which nothing is asked any more", () => {
  it("S1-40: are closed where a manual task is skipped, with the reason why", async () => {
    const failing: DeploymentTask = { ...task, id: id(31), state: "planned" };
    const stage = await asked(travelling({ state: "deploying", tasks: [byHand, failing] }));
    await did(stage, "eve", { kind: "skipTask", task: byHand.id, reason: "Nobody is there" }, "turnover");
    const why =
      'The turnover "Shop to UAT" is deploying and asks for it no longer. Nothing is left to decide here.';
    assert.deepEqual(said(stage, 101), ["Removed", why]);
  });

  it("S1-32: are closed where a delivered turnover is recalled, each of them", async () => {
    const stage = await asked(travelling({ state: "delivered", tasks: [task] }));
    assert.equal(stage.boards.get(102)?.state, "New");
    await did(stage, "mia", { kind: "recall", reason: "Not yet" }, "turnover");
    for (const item of [101, 102])
      assert.match(said(stage, item).join(), /Removed,The turnover "Shop to UAT" is draft/);
  });

  it("S1-09: are closed where the train is cancelled: approvals, named people and acceptances", async () => {
    const approvals = [{ kind: "train" as const, approvers: ["eve"] }];
    const completed = { by: "mia", on: now, evidence: [] };
    const person = {
      ...manual,
      check: { kind: "approved", person: "olga", about: "Go" } as const,
      item: 101,
    };
    const gates = withGate(withGate(train, "development", { approvals, completed }), "qa", {
      criteria: [person],
    }).gates;
    const of = { type: "Task", description: "", assignedTo: { id: "olga", name: "Olga" } };
    const before = [
      { ...of, title: questionTitle(personAsk("Go"), 7), tags: [trainTag(7)] },
      { ...of, title: "Another thing", tags: [] },
    ];
    const stored = {
      train: { phase: "construction" as const, gates },
      turnovers: [{ ...turnover, state: "delivered" as const, tasks: [task] }],
    };
    const stage = await asked(stored, before);
    await did(stage, "mia", { kind: "cancel", reason: "No budget" }, "train");
    const states = [101, 102, 103, 104].map((item) => stage.boards.get(item)?.state);
    assert.deepEqual(states, ["Removed", "New", "Removed", "Removed"], "102 is none of the train's");
    assert.match(said(stage, 101).join(), /Release train 7 is cancelled\. Nothing is left/);
  });
});

describe("work items of an act that asks for nothing less", () => {
  it("S1-33: stay as they are where somebody has answered already, or something is still asked there", async () => {
    const stage = await asked(travelling({ state: "delivered", tasks: [task] }));
    stage.boards.set(102, "ina", "Done");
    await did(stage, "mia", { kind: "recall", reason: "Not yet" }, "turnover");
    assert.deepEqual(
      [101, 102].map((item) => stage.boards.get(item)?.state),
      ["Removed", "Done"],
    );
    const other = await asked(travelling({ state: "delivered", tasks: [task] }));
    await did(other, "mia", { kind: "plan", purpose: "The summer" }, "train");
    assert.equal(other.boards.get(101)?.state, "New");
  });

  it("says which could not be closed, and that the act is done all the same", async () => {
    const cause = "Azure DevOps said no";
    const no = refusal({ code: "RM040", what: "x", where: "y", cause, next: "z" });
    const stage = await asked(travelling({ state: "delivered", tasks: [task] }));
    const stuck = { ...stage.azure.workItems, move: () => Promise.reject(no) };
    const azure = { ...stage.azure, workItems: stuck };
    const told = await did({ ...stage, azure }, "mia", { kind: "recall", reason: "Not yet" }, "turnover");
    assert.deepEqual(told, [
      "Work item #101 could not be closed: Azure DevOps said no.",
      "Work item #102 could not be closed: Azure DevOps said no.",
    ]);
  });
});

describe("the end of the ledger, after acts that count", () => {
  const anchors = ({ boards }: TrainStage, item: number): number =>
    boards.changesOf(item).filter(({ comment = "" }) => comment.startsWith("Ledger of release train 7"))
      .length;

  it("S1-37: is kept in the latest work item where a turnover is closed or deployed by a skip, and where the train is cancelled", async () => {
    const decided = { ...byHand, state: "succeeded" as const, item: 101 };
    const rows: readonly (readonly [
      Partial<Turnover>,
      TurnoverAct | TrainAct,
      string,
      "turnover" | "train",
    ])[] = [
      [{ state: "deployed", tasks: [decided] }, { kind: "close", comment: "Seen" }, "eve", "turnover"],
      [
        { state: "failed", tasks: [decided, { ...task, id: id(31), state: "failed" }] },
        { kind: "skipTask", task: id(31), reason: "By hand" },
        "eve",
        "turnover",
      ],
      [{ state: "accepted", tasks: [decided] }, { kind: "cancel", reason: "No budget" }, "mia", "train"],
      [{ state: "draft", tasks: [decided] }, { kind: "plan", title: "Other" }, "mia", "turnover"],
    ];
    const counted: number[] = [];
    for (const [changes, act, who, of] of rows) {
      const stage = trainStage({ releases: [{ ...shop, phase: "construction" }], ...travelling(changes) });
      const order = { type: "Task", title: "x", description: "", assignedTo: { id: "eve", name: "Eve" } };
      await stage.azure.workItems.create({ ...order, tags: [] });
      await did(stage, who, act, of);
      counted.push(anchors(stage, 101));
    }
    assert.deepEqual(counted, [1, 1, 1, 0]);
  });
});
