import assert from "node:assert/strict";
import { changeTrain } from "../../../core/acts/trains.ts";
import { actingOn, openTrain } from "../../../core/acts/open-train.ts";
import type { TrainApproval } from "../../../core/model/train/train-approval.ts";
import { id, june, manual, now, train } from "../../core/model/train/builders.ts";
import { hashing, trainStage, type TrainStage } from "../../core/acts/train-world.ts";
import { againAfter } from "../../../ui/train/use-train.ts";
import { clear, openPage } from "../dom.ts";
import { look, open, press, whyNot } from "./train-world.tsx";

const levels: readonly TrainApproval[] = [
  { kind: "train", approvers: ["eve"] },
  { kind: "executive", approvers: ["max"] },
];

/** The scoping gate of a train is complete, and waits. */
async function completed(): Promise<TrainStage> {
  const gates = train.gates.map((one, at) => (at === 0 ? { ...one, approvals: levels } : one));
  const stage = trainStage({ train: { gates } });
  const acting = actingOn(await openTrain(7, stage.azure, now), stage.azure, hashing);
  await changeTrain(7, 1, { kind: "completeGate", gate: "scoping" }, acting);
  return stage;
}

describe("approvals on the train's page", () => {
  before(openPage);
  afterEach(clear);

  it("S1-03: sets up to four levels, and says what a level lacks", async () => {
    const { page, stage } = await open();
    page.click("Set approvals… of the Scoping gate");
    assert.equal(page.all("dialog select").length, 1, "one level after the other");
    page.choose("Level 1", "train");
    assert.equal(page.one(".why").textContent, "Level 1 needs approvers, and every one must hold its role.");
    page.choose("Add to: Approvers of level 1", "max");
    assert.match(page.one(".why").textContent, /every one must hold its role/);
    page.click("Take Max out of: Approvers of level 1");
    page.choose("Add to: Approvers of level 1", "eve");
    page.choose("Level 2", "executive");
    page.choose("Add to: Approvers of level 2", "max");
    await press(page, "Save the approvals");
    const text = page.one("section", "Scoping gate").textContent;
    assert.match(text, /Level 1.*Train.*Comes when the gate is complete.*Eve.*Level 2.*Executive.*Max/);
    const known = await openTrain(7, stage.azure, now);
    assert.deepEqual(known.whole.train.value.gates[0]?.approvals, levels);
  });

  it("S1-09 S1-28: asks the approvers, who decide level after level, with who and when", async () => {
    const stage = await completed();
    const first = await look(stage);
    assert.match(first.page.text(), /Waits; nobody was asked yet.*Waits for level 1/);
    assert.match(whyNot(first.page, "Approve… level 1 of the Scoping gate"), /approvers of level 1/);
    await press(first.page, "Ask the approvers of the Scoping gate");
    assert.match(first.page.text(), /Work item #101, Eve: New/);
    clear();
    stage.be("eve");
    const { page, watched } = await look(stage);
    page.click("Approve… level 1 of the Scoping gate");
    page.type("Comment (optional)", "Well planned");
    await press(page, "Approve");
    assert.deepEqual(watched.said, ["Level 1 is approved."]);
    assert.equal(stage.boards.get(101)?.state, "Done", "her own work item says so");
    assert.match(page.one("section", "Scoping gate").textContent, /Approved by Eve.*Well planned.*Level 2/);
    assert.match(whyNot(page, "Approve… level 2 of the Scoping gate"), /approvers of level 2/);
  });
});

describe("a rejection, and decisions made elsewhere", () => {
  before(openPage);
  afterEach(clear);

  it("S1-09: a rejection needs a reason, opens the gate again, and stays readable", async () => {
    const stage = await completed();
    await press((await look(stage)).page, "Ask the approvers of the Scoping gate");
    clear();
    stage.be("eve");
    const { page } = await look(stage);
    page.click("Reject… level 1 of the Scoping gate");
    assert.equal(page.one(".why").textContent, "Say why you reject it.");
    page.type("Why", "Too early");
    await press(page, "Reject");
    const text = page.one("section", "Scoping gate").textContent;
    assert.match(text, /Open: the train stands here.*Level 1 rejected by Eve.*Too early/);
  });

  it("S1-09: a gate whose approval nobody can give is opened again with a reason, which stays readable", async () => {
    const stage = await completed();
    const { page, watched } = await look(stage);
    page.click("Open again… the Scoping gate");
    assert.equal(page.one(".why").textContent, "Give the reason.");
    page.type("Why", "Eve has left");
    await press(page, "Open the gate again");
    assert.deepEqual(watched.said, ["The Scoping gate is open again."]);
    const text = page.one("section", "Scoping gate").textContent;
    assert.match(text, /Open: the train stands here.*Opened again by Mia.*Eve has left/);
    assert.doesNotMatch(text, /Open again…/);
  });

  it("S1-09: records what was decided on the work item's own page, as soon as the page is opened", async () => {
    const stage = await completed();
    await press((await look(stage)).page, "Ask the approvers of the Scoping gate");
    clear();
    stage.boards.set(101, "eve", "Done");
    const { page } = await look(stage);
    assert.match(page.one("section", "Scoping gate").textContent, /Approved by Eve/);
    assert.equal(
      (await openTrain(7, stage.azure, now)).whole.train.value.gates[0]?.approvals[0]?.approved?.by,
      "eve",
    );
  });
});

describe("what the page looks for", () => {
  before(openPage);
  afterEach(clear);

  it("looks again by itself while somebody else may decide, and not where nobody waits", async () => {
    const stage = await completed();
    const known = await openTrain(7, stage.azure, now);
    assert.equal(againAfter(known), 30_000);
    const bare = trainStage();
    assert.equal(againAfter(await openTrain(7, bare.azure, now)), undefined);
    const query = { ...manual, id: id(41), check: { kind: "query", query: id(9), atMost: 0 } } as const;
    const gates = train.gates.map((one) => ({ ...one, criteria: [query] }));
    const checking = trainStage({ train: { gates } });
    assert.equal(againAfter(await openTrain(7, checking.azure, now)), 30_000, "a bug may be closed");
    const over = trainStage({ train: { phase: "closed", ended: { by: "mia", on: june(5), reason: "" } } });
    assert.equal(againAfter(await openTrain(7, over.azure, now)), undefined);
  });

  it("S1-05: asks the person whom a criterion names", async () => {
    const approved = { ...manual, check: { kind: "approved", person: "max", about: "The budget" } } as const;
    const gates = train.gates.map((one, at) => (at === 0 ? { ...one, criteria: [approved] } : one));
    const { page, stage } = await open({ train: { gates } });
    await press(page, "Ask about Everybody agrees");
    assert.equal(stage.boards.get(101)?.assignedTo?.id, "max");
    assert.equal(
      page.all("button").some((one) => one.textContent === "Ask"),
      false,
      "once is enough",
    );
  });
});
