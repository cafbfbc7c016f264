import assert from "node:assert/strict";
import { act } from "preact/test-utils";
import { actingOn, openTrain } from "../../../core/acts/open-train.ts";
import { changeTrain } from "../../../core/acts/trains.ts";
import type { TrainAct } from "../../../core/model/train/act-on-train.ts";
import type { Train } from "../../../core/model/train/train.ts";
import { hashing, trainStage, type TrainStage } from "../../core/acts/train-world.ts";
import { june, id, manual, now, train } from "../../core/model/train/builders.ts";
import { fieldText } from "../../../ui/shared/time.ts";
import { clear, openPage, settled } from "../dom.ts";
import { look, open, press } from "./train-world.tsx";

/** Somebody else does it in another browser, upon the train as it is then. */
async function elsewhere({ azure }: TrainStage, act: TrainAct): Promise<void> {
  const known = await openTrain(7, azure, now);
  await changeTrain(7, known.whole.train.value.revision, act, actingOn(known, azure, hashing));
}

async function trainIn({ azure }: TrainStage): Promise<Train> {
  return (await openTrain(7, azure, now)).whole.train.value;
}

describe("two browsers on one train", () => {
  before(openPage);
  afterEach(clear);

  it("N10: keep both edits without a question where they touch different fields", async () => {
    const stage = trainStage();
    const { page, watched } = await look(stage);
    page.click("Plan…");
    page.type("Title", "Midsummer");
    await elsewhere(stage, { kind: "plan", purpose: "Fewer changes", type: "patch" });
    await press(page, "Save the plan");
    assert.equal(page.all("dialog").length, 0);
    const { title, purpose, type } = await trainIn(stage);
    assert.deepEqual([title, purpose, type], ["Midsummer", "Fewer changes", "patch"]);
    assert.deepEqual(watched.said, ["The plan is saved. What somebody else changed meanwhile stays, too."]);
  });

  it("N10: tell field by field what it was, what the other made it, and what was typed, to choose from", async () => {
    const stage = trainStage();
    const { page } = await look(stage);
    page.click("Plan…");
    page.type("Title", "Midsummer");
    page.type("Purpose", "More changes");
    page.choose("Manager", "eve");
    await elsewhere(stage, { kind: "plan", title: "July", purpose: "Fewer changes", to: june(29) });
    await press(page, "Save the plan");
    const banner = page.one("dialog .banner").textContent;
    assert.match(banner, /Somebody changed it meanwhile.*what you typed stays here/);
    assert.match(banner, /Mia, .*: Changed the plan: .*title “July”/);
    const rows = page.all("dialog .banner tbody tr").map(({ textContent }) => textContent);
    assert.deepEqual(rows, [
      "TitleJuneJulyTake theirsMidsummerKeep mine",
      "PurposeThe summer's changesFewer changesTake theirsMore changesKeep mine",
    ]);
    assert.equal(
      page.one(".why").textContent,
      "Choose first what becomes of each field that both of you changed.",
    );
    await press(page, "Save the plan");
    assert.equal((await trainIn(stage)).revision, 2, "nothing is stored before that");
    act(() => page.one("button", "Keep mine: Title").focus());
    await press(page, "Keep mine: Title");
    assert.equal(document.activeElement?.getAttribute("aria-label"), "Take theirs: Purpose");
    await press(page, "Take theirs: Purpose");
    assert.equal(page.all("dialog .banner").length, 0);
    await press(page, "Save the plan");
    const { title, purpose, manager, to } = await trainIn(stage);
    assert.deepEqual([title, purpose, manager, to], ["Midsummer", "Fewer changes", "eve", june(29)]);
  });
});

describe("two browsers of which one sends a form", () => {
  before(openPage);
  afterEach(clear);

  it("N10: keep what was typed while it was sent", async () => {
    const stage = trainStage();
    const { page } = await look(stage);
    page.click("Plan…");
    page.type("Title", "Midsummer");
    await elsewhere(stage, { kind: "plan", title: "July" });
    page.click("Save the plan");
    page.type("Purpose", "More changes");
    await settled();
    await press(page, "Keep mine: Title");
    await press(page, "Save the plan");
    const { title, purpose } = await trainIn(stage);
    assert.deepEqual([title, purpose], ["Midsummer", "More changes"]);
  });

  it("N10: look first before approvals are given up that somebody may have given", async () => {
    const completed = { by: "mia", on: now, evidence: [] };
    const approvals = [{ kind: "train", approvers: ["eve"] }] as const;
    const gates = train.gates.map((one, at) => (at === 0 ? { ...one, completed, approvals } : one));
    const stage = trainStage({ train: { gates } });
    const { page } = await look(stage);
    page.click("Open again… the Scoping gate");
    page.type("Why", "Something is missing");
    await elsewhere(stage, { kind: "plan", purpose: "The law asks for it" });
    await press(page, "Open the gate again");
    assert.equal(page.one(".why").textContent, "Reload first, and look at what it is now.");
    await press(page, "Reload");
    await press(page, "Open the gate again");
    assert.equal((await trainIn(stage)).gates[0]?.completed, undefined);
  });
});

describe("one browser in which two things are done", () => {
  before(openPage);
  afterEach(clear);

  it("N10: keeps the form that was opened while something else was done", async () => {
    const gates = train.gates.map((one, at) => (at === 0 ? { ...one, criteria: [manual] } : one));
    const stage = trainStage({ train: { gates } });
    const { documents } = stage.azure;
    let go = (): void => undefined;
    const slow = new Promise<void>((resolve) => (go = resolve));
    const write: typeof documents.write = (...order) => slow.then(() => documents.write(...order));
    const azure = { ...stage.azure, documents: { ...documents, write } };
    const { page, watched } = await look(stage, "plan", { azure });
    await press(page, "Remove Everybody agrees");
    page.click("Plan…");
    page.type("Title", "Midsummer");
    go();
    await settled();
    assert.deepEqual(watched.said, ["The exit criterion is removed."]);
    await press(page, "Save the plan");
    assert.equal((await trainIn(stage)).title, "Midsummer");
  });
});

describe("two browsers of which one decides", () => {
  before(openPage);
  afterEach(clear);

  it("N10: look first where what was seen is another now", async () => {
    const stage = trainStage();
    const { page } = await look(stage);
    page.click("Cancel…");
    page.type("Reason", "Nobody needs it");
    await elsewhere(stage, { kind: "plan", purpose: "The law asks for it" });
    await press(page, "Cancel the train");
    assert.match(page.one("dialog .banner").textContent, /purpose “The law asks for it”/);
    assert.equal(page.one(".why").textContent, "Reload first, and look at what it is now.");
    assert.equal((await trainIn(stage)).phase, "scoping");
    await press(page, "Reload");
    assert.equal((page.one("textarea", "Reason") as HTMLTextAreaElement).value, "Nobody needs it");
    await press(page, "Cancel the train");
    assert.equal((await trainIn(stage)).phase, "cancelled");
  });

  it("N10: say that what a form is about is gone, and why an edit fits no more", async () => {
    const milestone = { id: id(60), name: "Budget", date: june(4), owner: "olga" } as const;
    const stage = trainStage({ train: { milestones: [{ ...milestone, gate: "scoping", inherit: false }] } });
    const { page } = await look(stage);
    page.click("Move… Budget");
    page.type("Date", fieldText(june(6)));
    await elsewhere(stage, { kind: "removeMilestone", milestone: milestone.id });
    await press(page, "Move the milestone");
    assert.match(page.one(".why").textContent, /^What it is about is not there any more/);
    assert.match(page.one("dialog .banner").textContent, /Removed the milestone “Budget”/);
    await press(page, "Back");
    page.click("Plan…");
    page.type("Title", "July");
    await elsewhere(stage, { kind: "cancel", reason: "No money" });
    await press(page, "Save the plan");
    assert.match(page.one(".why").textContent, /The train is cancelled: nothing is changed any more\./);
    assert.match(page.one("dialog .banner").textContent, /Cancelled it: “No money”/);
  });

  it("N10: tell it, too, where something is done at once", async () => {
    const gates = train.gates.map((one, at) => (at === 0 ? { ...one, criteria: [manual] } : one));
    const { page, stage } = await open({ train: { gates } });
    await elsewhere(stage, { kind: "tickCriterion", criterion: manual.id, evidence: "Minutes" });
    await press(page, "Remove Everybody agrees");
    assert.match(
      page.one(".banner.warning").textContent,
      /Ticked the exit criterion “Everybody agrees”: “Minutes”/,
    );
    await press(page, "Reload");
    assert.equal(page.all(".banner.warning").length, 0);
    assert.match(page.one("section", "Scoping gate").textContent, /Met.*Minutes/);
  });
});
