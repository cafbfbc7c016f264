import assert from "node:assert/strict";
import { lookAtGate } from "../../../core/acts/look-at-gate.ts";
import { actingOn, openTrain, type TrainKnown } from "../../../core/acts/open-train.ts";
import { askApprovers, decideLevel, recordDecisions } from "../../../core/acts/train-decisions.ts";
import { readWholeTrain, trainsCollection } from "../../../core/acts/train-documents.ts";
import { appendEntry } from "../../../core/acts/train-ledger.ts";
import { changeTrain } from "../../../core/acts/trains.ts";
import type { TrainAct } from "../../../core/model/train/act-on-train.ts";
import type { Train } from "../../../core/model/train/train.ts";
import type { TrainApproval } from "../../../core/model/train/train-approval.ts";
import { id, manual, now, train } from "../model/train/builders.ts";
import { project, sha256 } from "./sample-organisation.ts";
import { hashing, trainStage, type TrainStage } from "./train-world.ts";

const levels: readonly TrainApproval[] = [
  { kind: "train", approvers: ["eve"] },
  { kind: "executive", approvers: ["max"] },
];
const yes = { gate: "scoping", level: 1, approve: true, comment: "" } as const;

function open({ azure }: Pick<TrainStage, "azure">): Promise<TrainKnown> {
  return openTrain(7, azure, now);
}

async function act(stage: TrainStage, done: TrainAct): Promise<void> {
  const known = await open(stage);
  await changeTrain(7, known.whole.train.value.revision, done, actingOn(known, stage.azure, hashing));
}

/** The scoping gate is complete; nobody was asked yet. */
async function complete(approvals = levels): Promise<TrainStage> {
  const gates = train.gates.map((one, at) => (at === 0 ? { ...one, approvals } : one));
  const stage = trainStage({ train: { gates } });
  await act(stage, { kind: "completeGate", gate: "scoping" });
  return stage;
}

/** Somebody's own work item, which has nothing to do with the train, and which they have done. */
async function done(stage: TrainStage, person: string, title = "Mend the till"): Promise<number> {
  const made = await stage.azure.workItems.create({
    ...{ type: "Task", title, description: "", assignedTo: { id: person, name: person } },
    tags: ["release-train-7"],
  });
  stage.boards.set(made.id, person, "Done");
  return made.id;
}

/** The train changed past every rule, though the ledger tells of it. */
async function forge(stage: TrainStage, change: (before: Train) => Train): Promise<void> {
  const before = (await readWholeTrain(project.id, 7, stage.azure.documents)).train.value;
  const document = { ...change(before), revision: before.revision + 1 };
  stage.kept.put(trainsCollection(project.id), "7", document);
  const draft = { train: before.id, subject: { kind: "train" }, act: { kind: "plan" }, document } as const;
  await appendEntry(draft, { by: "nik", now }, stage.azure.documents, sha256);
}

function scopingOf(known: TrainKnown | undefined): Train["gates"][number] {
  return known?.whole.train.value.gates[0] ?? assert.fail();
}

async function recorded(stage: TrainStage): Promise<TrainKnown | undefined> {
  return recordDecisions(await open(stage), stage.azure, hashing);
}

describe("a work item that was never made to ask for the decision", () => {
  it("S1-09: decides no level, though its approver set it to the state that means yes", async () => {
    const stage = await complete();
    const item = await done(stage, "eve");
    await act(stage, { kind: "ask", gate: "scoping", level: 1, items: [{ person: "eve", item }] });
    const after = await recorded(stage);
    assert.equal(scopingOf(after ?? (await open(stage))).approvals[0]?.approved, undefined);
    assert.ok(
      after?.problems.includes(
        `Work item #${item} was not made to ask for level 1 of the scoping gate: nothing on it is counted.`,
      ),
    );
  });

  it("S1-09: does not decide one level where it asks for another", async () => {
    const stage = await complete();
    const item = await done(stage, "eve", "Approve level 2 of the scoping gate: release train 7");
    await act(stage, { kind: "ask", gate: "scoping", level: 1, items: [{ person: "eve", item }] });
    assert.equal(scopingOf(await recorded(stage)).approvals[0]?.approved, undefined);
  });
});

describe("a word of somebody who may not decide", () => {
  it("S1-38: is told though another one counts, where it came before that, and not where it came after", async () => {
    const stage = await complete();
    await askApprovers(await open(stage), stage.azure, hashing, "scoping");
    for (const [who, state] of [
      ["nik", "Done"],
      ["nik", "New"],
      ["eve", "Done"],
      ["ina", "New"],
      ["ina", "Removed"],
    ] as const)
      stage.boards.set(101, who, state);
    const after = (await recorded(stage)) ?? assert.fail();
    assert.equal(scopingOf(after).approvals[0]?.approved?.by, "eve");
    const told = after.problems.filter((one) => one.includes("which is not counted"));
    assert.equal(told.length, 1, told.join("\n"));
    assert.match(told.join(), /nik/i);
  });
});

describe("a work item of something that is over, or of something else", () => {
  it("S1-09: is not closed by whoever looks at the train", async () => {
    const stage = await complete([{ kind: "train", approvers: ["eve", "ina"] }, ...levels.slice(1)]);
    const { id: item } = await stage.azure.workItems.create({
      ...{ type: "Task", title: "Mend the till", description: "", tags: [] },
      assignedTo: { id: "ina", name: "Ina" },
    });
    await act(stage, { kind: "ask", gate: "scoping", level: 1, items: [{ person: "ina", item }] });
    await askApprovers(await open(stage), stage.azure, hashing, "scoping");
    stage.be("eve");
    const after = await decideLevel(await open(stage), stage.azure, hashing, yes);
    assert.equal(scopingOf(after).approvals[0]?.approved?.by, "eve");
    assert.equal(stage.boards.get(item)?.state, "New");
  });

  it("S1-09: decides nothing again once a rejection on a work item has opened the gate", async () => {
    const stage = await complete();
    await askApprovers(await open(stage), stage.azure, hashing, "scoping");
    stage.be("eve");
    await decideLevel(await open(stage), stage.azure, hashing, yes);
    const items = scopingOf(await open(stage)).approvals[0]?.items ?? assert.fail();
    stage.be("max");
    const no = { ...yes, level: 2, approve: false, comment: "Not yet" };
    await decideLevel(await open(stage), stage.azure, hashing, no);
    stage.be("mia");
    await act(stage, { kind: "completeGate", gate: "scoping" });
    await act(stage, { kind: "ask", gate: "scoping", level: 1, items });
    assert.equal(scopingOf(await recorded(stage)).approvals[0]?.approved, undefined);
  });

  it("S1-09, N10: lets no pipeline through the gate, though train and ledger say that it was approved", async () => {
    const stage = await complete(levels.slice(0, 1));
    const item = await done(stage, "eve");
    const revision = stage.boards.get(item)?.revision ?? 0;
    const approved = { by: "eve", on: now, comment: "", change: { item, revision } };
    await forge(stage, (before) => ({
      ...before,
      phase: "construction",
      gates: before.gates.map((gate, at) =>
        at === 0
          ? {
              ...gate,
              approvals: [{ ...(levels[0] ?? assert.fail()), approved }],
              passed: { by: "eve", on: now },
            }
          : gate,
      ),
    }));
    const asked = { train: 7, gate: "scoping", goal: "passed" } as const;
    const { open: doubts } = await lookAtGate(asked, stage.azure, { now, sha256 });
    assert.deepEqual(doubts, [`Work item #${item} was not made to ask for the train approval.`]);
  });
});

describe("a work item of another project, whose trains have the same numbers", () => {
  it("S1-09, N10: decides nothing, and lets no pipeline through the gate that it passed elsewhere", async () => {
    const stage = await complete(levels.slice(0, 1));
    await askApprovers(await open(stage), stage.azure, hashing, "scoping");
    const item = scopingOf(await open(stage)).approvals[0]?.items?.[0]?.item ?? assert.fail();
    stage.boards.set(item, "eve", "Done");
    const elsewhere = { ...stage.azure, project: { ...project, name: "Warehouse" } };
    const { problems } =
      (await recordDecisions(await openTrain(7, elsewhere, now), elsewhere, hashing)) ?? assert.fail();
    assert.match(problems.join(), /was not made to ask for level 1 of the scoping gate/);
    assert.equal(scopingOf(await recorded(stage)).approvals[0]?.approved?.by, "eve");
    const asked = { train: 7, gate: "scoping", goal: "passed" } as const;
    assert.deepEqual((await lookAtGate(asked, elsewhere, { now, sha256 })).open, [
      `Work item #${item} was not made to ask for the train approval.`,
    ]);
  });
});

describe("a criterion that names a person", () => {
  it("N10: is not met by a work item of theirs that asks for something else", async () => {
    const check = { kind: "approved", person: "max", about: "the plan" } as const;
    const criterion = { ...manual, id: id(41), check };
    const gates = train.gates.map((one, at) => (at === 0 ? { ...one, criteria: [criterion] } : one));
    const stage = trainStage({ train: { gates } });
    const item = await done(stage, "max");
    await act(stage, { kind: "askPerson", criterion: criterion.id, item });
    const { fact } = (await open(stage)).facts.criteria[criterion.id] ?? assert.fail();
    assert.deepEqual(fact, { kind: "failed", why: `Work item #${item} was not made to ask for it.` });
  });
});
