import assert from "node:assert/strict";
import { actingOn, openTrain, type TrainKnown } from "../../../core/acts/open-train.ts";
import { askApprovers, decideLevel, recordDecisions } from "../../../core/acts/train-decisions.ts";
import { anchoredHeads } from "../../../core/acts/train-items.ts";
import { ledgerFault, readLedger } from "../../../core/acts/train-ledger.ts";
import { changeTrain } from "../../../core/acts/trains.ts";
import { refusal } from "../../../core/failure.ts";
import type { LedgerEntry } from "../../../core/model/train/ledger.ts";
import type { StageGate } from "../../../core/model/train/stage-gate.ts";
import type { TrainApproval } from "../../../core/model/train/train-approval.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import { id, now, train } from "../model/train/builders.ts";
import { sha256 } from "./sample-organisation.ts";
import { hashing, settings, trainStage, type TrainStage } from "./train-world.ts";

const levels: readonly TrainApproval[] = [
  { kind: "train", approvers: ["eve", "ina"] },
  { kind: "executive", approvers: ["max"] },
];

function open({ azure }: Pick<TrainStage, "azure">): Promise<TrainKnown> {
  return openTrain(7, azure, now);
}

/** The scoping gate of a train is complete and waits for its first level. */
async function completed(approvals = levels): Promise<TrainStage> {
  const gates = train.gates.map((one, at) => (at === 0 ? { ...one, approvals } : one));
  const stage = trainStage({ train: { gates } });
  const acting = actingOn(await open(stage), stage.azure, hashing);
  await changeTrain(7, 1, { kind: "completeGate", gate: "scoping" }, acting);
  return stage;
}

/** The same, and its approvers were asked: Eve on work item 101, Ina on 102. */
async function asked(approvals = levels): Promise<TrainStage> {
  const stage = await completed(approvals);
  await askApprovers(await open(stage), stage.azure, hashing, "scoping");
  return stage;
}

function withItems({ azure }: TrainStage, changes: Partial<AzureDevOps["workItems"]>): AzureDevOps {
  return { ...azure, workItems: { ...azure.workItems, ...changes } };
}

async function acts({ azure }: TrainStage): Promise<readonly string[]> {
  const said = ({ by, act }: LedgerEntry): string => `${by} ${/"kind":"(\w+)"/.exec(act)?.[1] ?? ""}`;
  return (await readLedger(id(1), azure.documents)).map(said);
}

async function recorded(stage: TrainStage): Promise<TrainKnown | undefined> {
  return recordDecisions(await open(stage), stage.azure, hashing);
}

function scoping(known: TrainKnown | undefined): StageGate {
  const gate = known?.whole.train.value.gates[0];
  assert.ok(gate);
  return gate;
}

const yes = { gate: "scoping", level: 1, approve: true, comment: "" } as const;

describe("asking the approvers of a gate", () => {
  it("S1-09: makes one work item for each, in words, and keeps their ids", async () => {
    const stage = await asked();
    assert.deepEqual(scoping(await open(stage)).approvals[0]?.items, [
      { person: "eve", item: 101 },
      { person: "ina", item: 102 },
    ]);
    const item = stage.boards.get(101);
    assert.deepEqual([item?.assignedTo?.id, item?.tags], ["eve", ["release-train-7"]]);
    assert.equal(item?.title, "Approve level 1 of the scoping gate: release train 7");
    assert.deepEqual(await acts(stage), ["mia completeGate", "mia ask"]);
  });

  it("S1-28: does not ask the executive before the release engineer has approved", async () => {
    const stage = await asked();
    assert.equal(scoping(await open(stage)).approvals[1]?.items, undefined);
  });

  it("S1-38: is refused before any work item is made where the person may not ask", async () => {
    const stage = await completed();
    stage.be("nik");
    await assert.rejects(
      askApprovers(await open(stage), stage.azure, hashing, "scoping"),
      refusing("RM001", /^Only a release manager, a release engineer or an executive may ask the approvers/),
    );
    assert.equal(stage.boards.get(101), undefined);
  });

  it("S1-09: is refused where everybody was asked, and where the gate does not wait", async () => {
    const stage = await asked();
    for (const gate of ["scoping", "qa"] as const) {
      await assert.rejects(
        askApprovers(await open(stage), stage.azure, hashing, gate),
        refusing("RM001", /^Nobody is to be asked/),
      );
    }
  });
});

describe("asking approvers who cannot be asked", () => {
  it("S1-09: says who could not be asked, and asks only them again", async () => {
    const stage = await completed();
    const failing = withItems(stage, {
      create: (order) =>
        order.assignedTo.id === "eve"
          ? stage.azure.workItems.create(order)
          : Promise.reject(refusal({ code: "RM040", what: "x", where: "y", cause: "Unknown", next: "z" })),
    });
    const first = await askApprovers(await open(stage), failing, hashing, "scoping");
    assert.ok(first.problems.includes("Ina could not be asked: Unknown."));
    const then = await askApprovers(await open(stage), stage.azure, hashing, "scoping");
    assert.deepEqual(
      scoping(then).approvals[0]?.items?.map(({ person }) => person),
      ["eve", "ina"],
    );
    assert.equal(stage.boards.get(103), undefined);
  });

  it("S1-09: closes what it made where somebody else asked at the same moment", async () => {
    const stage = await completed();
    const known = await open(stage);
    await askApprovers(known, stage.azure, hashing, "scoping");
    const late = await askApprovers(known, stage.azure, hashing, "scoping");
    assert.deepEqual(
      scoping(late).approvals[0]?.items?.map(({ item }) => item),
      [101, 102],
    );
    assert.deepEqual([stage.boards.get(103)?.state, stage.boards.get(104)?.state], ["Removed", "Removed"]);
    assert.deepEqual(await acts(stage), ["mia completeGate", "mia ask"]);
  });
});

describe("deciding a level in the hub", () => {
  it("S1-09, S1-28: moves one's own work item, records it, closes the others, and asks the next level", async () => {
    const stage = await asked();
    stage.be("eve");
    const after = await decideLevel(await open(stage), stage.azure, hashing, {
      ...yes,
      comment: "Well done",
    });
    const [first, second] = scoping(after).approvals;
    const change = stage.boards.changesOf(101).find(({ state }) => state === "Done");
    assert.deepEqual(first?.approved, {
      by: "eve",
      on: change?.on,
      comment: "Well done",
      change: { item: 101, revision: change?.revision },
    });
    assert.equal(stage.boards.get(102)?.state, "Removed");
    assert.deepEqual(second?.items, [{ person: "max", item: 103 }]);
    assert.deepEqual(await acts(stage), ["mia completeGate", "mia ask", "eve decide", "eve ask"]);
  });

  it("S1-09: lets the train go on with the last yes", async () => {
    const stage = await asked([{ kind: "train", approvers: ["eve"] }]);
    stage.be("eve");
    const after = await decideLevel(await open(stage), stage.azure, hashing, yes);
    assert.equal(after.whole.train.value.phase, "construction");
  });

  it("S1-09: opens the gate again with a no, whose work items count no longer", async () => {
    const stage = await asked();
    stage.be("eve");
    const no = { ...yes, approve: false, comment: "Not yet" };
    const after = await decideLevel(await open(stage), stage.azure, hashing, no);
    const { completed: isComplete, approvals, returned } = scoping(after);
    assert.deepEqual([isComplete, approvals], [undefined, levels]);
    assert.deepEqual(
      [returned[0]?.by, returned[0]?.comment, returned[0]?.change?.item],
      ["eve", "Not yet", 101],
    );
  });

  const refusals = [
    ["a no without a word", "eve", { ...yes, approve: false }, /^Say why you reject it\.$/],
    ["somebody who was not asked", "nik", yes, /^No work item asks you/],
    ["a level that does not wait", "max", { ...yes, level: 2 }, /^No work item asks you/],
  ] as const;
  for (const [what, who, answer, cause] of refusals) {
    it(`S1-09, S1-38: refuses ${what} before anything is changed`, async () => {
      const stage = await asked();
      stage.be(who);
      await assert.rejects(
        decideLevel(await open(stage), stage.azure, hashing, answer),
        refusing("RM001", cause),
      );
      assert.equal(stage.boards.get(101)?.state, "New");
    });
  }
});

describe("deciding a level that one may not decide", () => {
  it("S1-09: refuses who holds the role no longer, and leaves the work item as it is", async () => {
    const stage = await asked();
    const offices = { ...settings.offices, releaseEngineer: { people: [], groups: [] } };
    stage.kept.put(`settings-${stage.azure.project.id}`, "train-settings", { ...settings, offices });
    stage.be("eve");
    await assert.rejects(
      decideLevel(await open(stage), stage.azure, hashing, yes),
      refusing("RM001", /may decide an approval\.$/),
    );
    assert.equal(stage.boards.get(101)?.state, "New");
  });

  it("S1-09: refuses a decision past the work items, which have to be there", async () => {
    const stage = await asked();
    stage.be("eve");
    const known = await open(stage);
    await assert.rejects(
      changeTrain(7, 3, { kind: "decide", ...yes }, actingOn(known, stage.azure, hashing)),
      refusing("RM001", /^Level 1 is decided on #101 and #102\.$/),
    );
  });

  it("S1-09: counts before the page has read the work items, but not for another round of approvals", async () => {
    const stage = await asked();
    stage.be("eve");
    const parts: TrainKnown[] = [];
    await openTrain(7, stage.azure, now, (part) => parts.push(part));
    const [part] = parts;
    assert.ok(part?.items.kind === "failed");
    const no = { ...yes, approve: false, comment: "Not yet" };
    const after = await decideLevel(part, stage.azure, hashing, no);
    assert.equal(scoping(after).returned[0]?.comment, "Not yet");
    stage.be("mia");
    const acting = actingOn(await open(stage), stage.azure, hashing);
    await changeTrain(7, after.whole.train.value.revision, { kind: "completeGate", gate: "scoping" }, acting);
    await askApprovers(await open(stage), stage.azure, hashing, "scoping");
    stage.be("eve");
    await assert.rejects(
      decideLevel(part, stage.azure, hashing, yes),
      refusing("RM001", /^No work item asks you/),
    );
    assert.equal(stage.boards.get(103)?.state, "New");
  });

  it("S1-09: changes nothing on a page that cannot hash", async () => {
    const stage = await asked();
    stage.be("eve");
    await assert.rejects(
      decideLevel(await open(stage), stage.azure, { now }, yes),
      refusing("RM002", /^It cannot compute hashes/),
    );
    assert.equal(stage.boards.get(101)?.state, "New");
  });
});

describe("decisions on the work items' own pages", () => {
  it("S1-09: are recorded with the author and the moment of the change, whoever looks", async () => {
    const stage = await asked();
    stage.boards.set(102, "ina", "Done", "Fine");
    const after = await recorded(stage);
    const change = stage.boards.changesOf(102).at(-2);
    assert.deepEqual(scoping(after).approvals[0]?.approved, {
      by: "ina",
      on: change?.on,
      comment: "Fine",
      change: { item: 102, revision: change?.revision },
    });
    const entry = (await readLedger(id(1), stage.azure.documents)).find(({ by }) => by === "ina");
    assert.equal(entry?.on, change?.on);
  });

  it("S1-09: do not count by somebody who is no approver, which is said", async () => {
    const stage = await asked();
    stage.boards.set(101, "nik", "Done");
    const after = await recorded(stage);
    assert.equal(scoping(after).approvals[0]?.approved, undefined);
    assert.deepEqual(
      after?.problems.filter((one) => one.includes("not counted")),
      ["Nik said yes on work item #101, which is not counted: Only the approvers of level 1 may decide it."],
    );
    assert.deepEqual(await acts(stage), ["mia completeGate", "mia ask"]);
  });

  it("S1-09: count by the approver who says something else after that", async () => {
    const stage = await asked();
    stage.boards.set(101, "nik", "Done");
    stage.boards.set(101, "eve", "Removed", "No");
    assert.equal(scoping(await recorded(stage)).returned[0]?.by, "eve");
  });

  it("S1-09: count the first one of an approver, not the last", async () => {
    const stage = await asked();
    stage.boards.set(102, "ina", "Removed", "Not yet");
    stage.boards.set(101, "eve", "Done");
    const after = await recorded(stage);
    assert.deepEqual([scoping(after).returned[0]?.by, scoping(after).completed], ["ina", undefined]);
  });
});

describe("decisions on the work items' own pages that are not counted", () => {
  it("S1-38: do not count where the author holds the role no longer", async () => {
    const stage = await asked();
    stage.boards.set(101, "eve", "Done");
    const offices = { ...settings.offices, releaseEngineer: { people: [], groups: [] } };
    stage.kept.put(`settings-${stage.azure.project.id}`, "train-settings", { ...settings, offices });
    const after = await recorded(stage);
    assert.equal(scoping(after).approvals[0]?.approved, undefined);
    assert.match(after?.problems.join(" ") ?? "", /Only a release engineer may decide a train approval/);
  });

  it("S1-09: never come from a work item that was deleted, which is said", async () => {
    const stage = await asked();
    stage.boards.remove(101);
    const known = await open(stage);
    assert.equal(await recordDecisions(known, stage.azure, hashing), undefined);
    assert.match(known.problems.join(" "), /#101, on which somebody decides, is deleted or not visible/);
    stage.boards.set(102, "ina", "Removed", "No");
    const after = await recorded(stage);
    stage.boards.remove(102);
    assert.equal(scoping(after).returned[0]?.by, "ina");
    const then = await open(stage);
    assert.match(then.problems.join(" "), /#102, on which it was decided, is deleted or not visible/);
  });

  it("S1-09: are not recorded while one that may be the first cannot be read", async () => {
    const stage = await asked();
    stage.boards.set(102, "ina", "Removed", "No");
    stage.boards.set(101, "eve", "Done");
    const failing = withItems(stage, {
      changes: (item) =>
        item === 101
          ? stage.azure.workItems.changes(item)
          : Promise.reject(refusal({ code: "RM043", what: "x", where: "y", cause: "Too slow", next: "z" })),
    });
    const after = await recordDecisions(await open(stage), failing, hashing);
    assert.equal(scoping(after).approvals[0]?.approved, undefined);
    assert.ok(after?.problems.includes("The changes of work item #102 could not be read: Too slow."));
  });
});

describe("decisions that two people record", () => {
  it("RM042: are entered once where two browsers record them at one moment", async () => {
    const stage = await asked();
    stage.boards.set(101, "eve", "Done");
    const [one, other] = [await open(stage), await open(stage)];
    const first = await recordDecisions(one, stage.azure, hashing);
    const second = await recordDecisions(other, stage.azure, hashing);
    assert.deepEqual(scoping(second).approvals[0], scoping(first).approvals[0]);
    assert.deepEqual(
      (await acts(stage)).filter((act) => act.includes("decide")),
      ["eve decide"],
    );
  });

  it("RM042: are recorded where somebody else changed the train meanwhile", async () => {
    const stage = await asked();
    const known = await open(stage);
    await changeTrain(7, 3, { kind: "plan", purpose: "More" }, actingOn(known, stage.azure, hashing));
    stage.boards.set(101, "eve", "Done");
    const items = (await open(stage)).items;
    const after = await recordDecisions({ ...known, items }, stage.azure, hashing);
    assert.equal(scoping(after).approvals[0]?.approved?.by, "eve");
  });

  it("S1-09: are absent where nobody has decided, and ask for the changes of nobody's work item", async () => {
    const stage = await asked();
    assert.equal(await recorded(stage), undefined);
  });
});

describe("decisions and the end of the ledger", () => {
  it("N10: keep the end of the ledger in the work item, where it is found again", async () => {
    const stage = await asked();
    stage.boards.set(101, "eve", "Done");
    const after = await recorded(stage);
    assert.ok(after);
    const heads = await anchoredHeads(after, stage.azure);
    assert.deepEqual(
      heads.map(({ number }) => number),
      [2, 3, 4],
    );
    const entries = await readLedger(id(1), stage.azure.documents);
    assert.equal(await ledgerFault(entries, heads, sha256), undefined);
    assert.equal((await ledgerFault(entries.slice(0, 3), heads, sha256))?.at, 4);
  });

  it("N10: are not said to keep none while the work items cannot be read", async () => {
    const stage = await asked();
    const known = { ...(await open(stage)), items: { kind: "failed", why: "No right" } } as const;
    await assert.rejects(anchoredHeads(known, stage.azure), refusing("RM001", /No right/));
    const { whole } = await openTrain(7, trainStage().azure, now);
    assert.deepEqual(await anchoredHeads({ ...known, whole }, stage.azure), [], "it has none that keeps any");
  });

  it("N10: say where the end of the ledger could not be kept", async () => {
    const stage = await asked();
    stage.boards.set(101, "eve", "Done");
    const failing = withItems(stage, {
      comment: () =>
        Promise.reject(refusal({ code: "RM040", what: "x", where: "y", cause: "No", next: "z" })),
    });
    const after = await recordDecisions(await open(stage), failing, hashing);
    assert.ok(after?.problems.includes("The end of the ledger was not kept in work item #101: No."));
    assert.equal(scoping(after).approvals[0]?.approved?.by, "eve");
  });
});
