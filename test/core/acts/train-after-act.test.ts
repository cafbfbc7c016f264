import assert from "node:assert/strict";
import { actingOn, openTrain } from "../../../core/acts/open-train.ts";
import { afterAct, withChanged } from "../../../core/acts/train-after-act.ts";
import { askDue } from "../../../core/acts/train-asking.ts";
import { changeTrain, changeTurnover } from "../../../core/acts/trains.ts";
import { refusal } from "../../../core/failure.ts";
import type { CalendarEntry } from "../../../core/model/calendar.ts";
import type { TrainAct } from "../../../core/model/train/act-on-train.ts";
import type { TurnoverAct } from "../../../core/model/train/act-on-turnover.ts";
import { personAsk, questionTitle, trainTag } from "../../../core/model/train/decision-words.ts";
import type { DeploymentTask } from "../../../core/model/train/deployment-task.ts";
import { type Train, withGate } from "../../../core/model/train/train.ts";
import type { Turnover } from "../../../core/model/train/turnover.ts";
import type { Documents } from "../../../core/ports.ts";
import type { NewWorkItem } from "../../../core/ports-of-work-items.ts";
import {
  id,
  june,
  manual,
  now,
  release as shop,
  reservation,
  task,
  train,
  turnover,
} from "../model/train/builders.ts";
import { project } from "./sample-organisation.ts";
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
  return afterAct(known, changed, stage.azure, now);
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

describe("what an act left of a train", () => {
  it("S1-40: is the turnover that was changed, and every other one as it was", async () => {
    const stage = trainStage({
      turnovers: [turnover, { ...turnover, id: id(21), title: "Portal to UAT" }],
    });
    const { whole } = await openTrain(7, stage.azure, now);
    const [first = assert.fail(), second] = whole.turnovers.kept;
    const changed = { ...first, value: { ...first.value, state: "delivered" as const } };
    assert.deepEqual(withChanged(whole, changed).turnovers.kept, [changed, second]);
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

describe("work items of which it is not known what they say", () => {
  it("S1-32: are named where they, or what their states mean, cannot be read once nothing is asked any more", async () => {
    const no = (): Promise<never> =>
      Promise.reject(refusal({ code: "RM040", what: "x", where: "y", cause: "Not you", next: "z" }));
    for (const failing of [{ get: no }, { types: no }]) {
      const stage = await asked(travelling({ state: "delivered", tasks: [task] }));
      const workItems = { ...stage.azure.workItems, ...failing };
      const azure = { ...stage.azure, workItems };
      const told = await did({ ...stage, azure }, "mia", { kind: "recall", reason: "No" }, "turnover");
      assert.deepEqual(told, ["Whether #101, #102 must be closed could not be read: Not you."]);
      assert.equal(stage.boards.get(101)?.state, "New");
    }
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

const calendar = `calendar-${project.id}`;
const later = reservation("PROD", id(51), { from: june(20) });

function reserved(...entries: readonly CalendarEntry[]): TrainStage {
  const stage = trainStage({ train: { phase: "production" } });
  for (const entry of entries) stage.kept.put(calendar, entry.id, entry);
  return stage;
}

/** What is told where the train comes to a phase. It asks nobody: that its ledger is anchored nowhere is another matter. */
async function coming(
  phase: Train["phase"],
  { azure }: Pick<TrainStage, "azure">,
  documents: Documents = azure.documents,
): Promise<readonly string[]> {
  const known = await openTrain(7, azure, now);
  const { value, etag } = known.whole.train;
  const told = await afterAct(known, { value: { ...value, phase }, etag }, { ...azure, documents }, now);
  return told.filter((one) => !one.startsWith("The end of the ledger"));
}

const ends = async ({ kept }: TrainStage): Promise<object> =>
  Object.fromEntries(
    (await kept.documents.list(calendar)).map((one) => [one.id, (one.value as CalendarEntry).to]),
  );

describe("reservations of a train that ends", () => {
  for (const phase of ["closed", "cancelled"] as const)
    it(`S1-04: are over where it is ${phase}: what runs ends now, what has not begun is removed`, async () => {
      const stage = reserved(later, reservation("UAT", id(52)));
      assert.deepEqual(await coming(phase, stage), []);
      assert.deepEqual(await ends(stage), { [id(50)]: now, [id(52)]: june(30) }, "52 is none of the train's");
    });

  it("S1-04: are over one by one, where the train keeps the others", async () => {
    const stage = reserved(later);
    const known = await openTrain(7, stage.azure, now);
    const { value, etag } = known.whole.train;
    const environments = value.environments.filter(({ name }) => name !== "UAT");
    assert.deepEqual(
      await afterAct(known, { value: { ...value, environments }, etag }, stage.azure, now),
      [],
    );
    assert.deepEqual(await ends(stage), { [id(50)]: now, [id(51)]: june(30) });
  });

  it("stay where the train goes on, where others hold them too, and where they were made something else", async () => {
    const others = [...later.for, { kind: "pipeline" as const, id: "classic:3", name: "Shop" }];
    const frozen = reservation("UAT", id(50), { kind: "freeze", for: [] });
    const all = { [id(50)]: june(30), [id(51)]: june(30) };
    const stage = reserved();
    assert.deepEqual([await coming("production", stage), await ends(stage)], [[], all]);
    const { documents } = stage.azure;
    const none = { ...documents, list: () => Promise.reject(new Error("nothing is to be read")) };
    assert.deepEqual(await coming("production", stage, none), []);
    const held = reserved(frozen, { ...later, for: others });
    assert.deepEqual([await coming("closed", held), await ends(held)], [[], all]);
  });

  it("are told where they could not be ended", async () => {
    const no = refusal({ code: "RM040", what: "x", where: "y", cause: "Azure DevOps said no", next: "z" });
    const stage = reserved();
    stage.kept.put(calendar, id(51), { ...later, schema: 2 });
    const { documents } = stage.azure;
    const newer = "The calendar's entry has schema 2; this Release Manager knows 1. Update the extension.";
    const still = "is still in the calendar and can be ended there:";
    assert.deepEqual(await coming("closed", stage, { ...documents, write: () => Promise.reject(no) }), [
      `The reservation ${id(51)} ${still} ${newer}`,
      `The reservation "UAT for June" ${still} Azure DevOps said no.`,
    ]);
    assert.deepEqual(await coming("closed", stage, { ...documents, list: () => Promise.reject(no) }), [
      "The calendar, which may still reserve for the train, could not be read: Azure DevOps said no.",
    ]);
  });
});
