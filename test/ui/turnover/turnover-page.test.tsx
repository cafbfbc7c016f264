import assert from "node:assert/strict";
import { fieldText } from "../../../ui/shared/time.ts";
import { id, june } from "../../core/model/train/builders.ts";
import { noRight } from "../../core/acts/sample-organisation.ts";
import { clear, type Drawn, openPage, settled } from "../dom.ts";
import { because, openTurnover, staged, storedIn, turnoverIn } from "./open-turnover.tsx";

async function press(page: Drawn, name: string): Promise<void> {
  page.click(name);
  await settled();
}

const draft = turnoverIn("draft", { moves: [] });

describe("the page of a turnover", () => {
  before(openPage);
  afterEach(clear);

  it("S1-20 S1-23: tells what it deploys, where and when, with its tasks in their order", async () => {
    const { page } = await openTurnover(staged([draft]));
    assert.match(page.one("h1").textContent, /Shop to UAT/);
    assert.match(page.text(), /Environment ?UAT.*10 Jun.*Shop ?Release-57/);
    const rows = page.all("tbody tr").map(({ textContent }) => textContent);
    assert.match(rows[0] ?? "", /1.*Deploy Automated.*starts UAT of Release-57.*Olga.*Succeeded/);
    assert.match(rows[1] ?? "", /2.*Tell everybody Manual.*Olga.*To come/);
  });

  it("S1-20: says “not visible to you” of a release that the reader may not see", async () => {
    const hidden = staged([draft], {}, { releases: { get: () => Promise.reject(noRight()) } });
    const { page } = await openTurnover(hidden);
    assert.match(page.text(), /Release 57 \(not visible to you: You do not have the right\.\)/);
    assert.match(page.text(), /The stage: Not visible to you: You do not have the right/);
  });

  it("S1-20: says that there is no such turnover, and never draws a failure as one", async () => {
    assert.match((await openTurnover(staged([]))).page.text(), /no such turnover/);
    const { stage } = await openTurnover(staged([draft]));
    stage.kept.put(`trains-${stage.azure.project.id}`, "7", { schema: 9 });
    assert.match((await openTurnover(stage, "eve")).page.text(), /schema 9/);
  });

  it("S1-32 S1-33: is delivered, asks the engineers on work items, and is accepted by one of them", async () => {
    const stage = staged([draft]);
    const mia = await openTurnover(stage);
    await press(mia.page, "Deliver…");
    mia.page.type("Comment (optional)", "Please");
    await press(mia.page, "Deliver it");
    assert.deepEqual(
      (await storedIn(stage))[0]?.items?.map(({ person }) => person),
      ["eve", "ina"],
    );
    assert.match(mia.page.text(), /Delivered.*Eve decides on #101.*Ina decides on #102/);
    assert.match(because(mia.page, "Accept…") ?? "", /^Only a release engineer may accept a turnover\.$/);
    const eve = await openTurnover(stage, "eve");
    assert.match(because(eve.page, "Recall…") ?? "", /^Only a release manager may recall a turnover\.$/);
    await press(eve.page, "Accept…");
    await press(eve.page, "Accept it");
    assert.equal((await storedIn(stage))[0]?.state, "accepted");
    assert.match(eve.page.text(), /Accepted.*Eve.*decided on work item #101/);
    assert.equal(stage.boards.get(101)?.state, "Done");
  });
});

describe("a turnover that was delivered", () => {
  before(openPage);
  afterEach(clear);

  it("S1-33: records an acceptance that was decided on the work item's own page", async () => {
    const stage = staged([draft]);
    const { page } = await openTurnover(stage);
    await press(page, "Deliver…");
    await press(page, "Deliver it");
    stage.boards.set(102, "ina", "Done");
    const { page: later } = await openTurnover(stage, "max");
    assert.match(later.text(), /Accepted.*Ina.*decided on work item #102/);
  });

  it("S1-32: asks again where nobody could be asked, and is not decided before", async () => {
    const stage = staged([turnoverIn("delivered")]);
    const { page } = await openTurnover(stage, "eve");
    assert.equal(because(page, "Accept…"), "The release engineers were not asked yet.");
    await press(page, "Ask them");
    assert.equal(because(page, "Accept…"), undefined);
  });

  it("S1-33: is rejected with a reason only", async () => {
    const stage = staged([draft]);
    const mia = await openTurnover(stage);
    await press(mia.page, "Deliver…");
    await press(mia.page, "Deliver it");
    const { page } = await openTurnover(stage, "eve");
    await press(page, "Reject…");
    assert.equal(page.one(".why").textContent, "Say why.");
    page.type("Reason", "The notes are missing");
    await press(page, "Reject it");
    const [stored] = await storedIn(stage);
    assert.deepEqual([stored?.state, stored?.moves.at(-1)?.reason], ["draft", "The notes are missing"]);
  });
});

describe("a turnover on its way", () => {
  before(openPage);
  afterEach(clear);

  it("S1-34: does not start before its date, and says so before the click", async () => {
    const { page } = await openTurnover(staged([turnoverIn("ready")]), "eve");
    assert.match(because(page, "Start…") ?? "", /It is scheduled for .* it does not start before/);
  });

  it("S1-34 S1-35: started late says so, and makes the first task actionable", async () => {
    const tasks = [...turnoverIn("ready").tasks].reverse();
    const stage = staged([turnoverIn("ready", { tasks })]);
    const { page } = await openTurnover(stage, "eve", june(10, 3));
    assert.match(page.text(), /Ready ?late by 3 h/);
    await press(page, "Start…");
    assert.match(page.text(), /It is late by 3 h, and its record will say so/);
    await press(page, "Start it");
    const [stored] = await storedIn(stage);
    assert.deepEqual(
      [stored?.state, stored?.tasks[0]?.state, stored?.tasks[0]?.item],
      ["deploying", "actionable", 101],
    );
    assert.equal(stage.boards.get(101)?.assignedTo?.id, "olga");
    assert.match(page.text(), /Deploying ?begun 3 h late/);
  });

  it("S1-40: is retried with the tasks that are chosen again", async () => {
    const done = { by: "eve", on: june(10), note: "" };
    const [first, second] = turnoverIn("failed").tasks;
    assert.ok(first && second);
    const tasks = [
      { ...first, state: "succeeded" as const, done },
      { ...second, state: "failed" as const, done },
    ];
    const stage = staged([turnoverIn("failed", { tasks })]);
    const { page } = await openTurnover(stage, "eve", june(10, 3));
    await press(page, "Retry…");
    page.type("Reason", "The network is back");
    page.one("input[type=checkbox]", "Deploy (done)").click();
    await settled();
    await press(page, "Retry it");
    const [stored] = await storedIn(stage);
    assert.deepEqual(
      stored?.tasks.map(({ state }) => state),
      ["actionable", "planned"],
    );
  });

  it("S1-40: is sent back to draft, with every task to be done again", async () => {
    const stage = staged([turnoverIn("accepted")]);
    const { page } = await openTurnover(stage);
    await press(page, "Send back…");
    page.type("Reason", "A defect");
    await press(page, "Send it back");
    assert.equal((await storedIn(stage))[0]?.state, "draft");
  });
});

describe("a turnover that was deployed", () => {
  before(openPage);
  afterEach(clear);

  it("S1-21: that was deployed is promoted to another environment, with the same artefacts and tasks", async () => {
    const environments = [
      { name: "UAT", class: "test" as const, entry: id(50) },
      { name: "Staging", class: "staging" as const, entry: id(52) },
    ];
    const stage = staged([turnoverIn("deployed")], { train: { environments } });
    const { page, watched } = await openTurnover(stage);
    await press(page, "Promote…");
    assert.equal(page.one(".why").textContent, "Choose the environment.");
    page.choose("Environment", "Staging");
    page.type("To be deployed", fieldText(june(12)));
    await press(page, "Promote it");
    const made = (await storedIn(stage)).find((one) => one.id !== id(20));
    assert.deepEqual([made?.environment, made?.promotedFrom, made?.tasks.length], ["Staging", id(20), 2]);
    assert.deepEqual(watched.went, [{ place: { view: "turnover", train: 7, turnover: made?.id } }]);
  });

  it("S1-37: is closed once its deployment is verified, and nothing is offered then", async () => {
    const stage = staged([turnoverIn("deployed")]);
    const { page } = await openTurnover(stage, "eve");
    await press(page, "Close…");
    await press(page, "Close it");
    assert.equal((await storedIn(stage))[0]?.state, "closed");
    assert.match(page.text(), /Azure DevOps enforces who decided a work item, and when/);
  });
});

describe("the time of a turnover", () => {
  before(openPage);
  afterEach(clear);

  it("S1-30: is not taken for changed where the field was emptied, as it stays", async () => {
    const { page } = await openTurnover(staged([draft]));
    await press(page, "Change…");
    page.type("To be deployed", "");
    assert.match(page.one(".why").textContent, /^Say when it is to be deployed/);
    page.type("To be deployed", fieldText(june(11)));
    assert.equal(page.one(".why").textContent, "");
  });
});

describe("two browsers on one turnover", () => {
  before(openPage);
  afterEach(clear);

  it("RM042: tells that somebody else was faster, and changes nothing", async () => {
    const stage = staged([draft]);
    const { page } = await openTurnover(stage);
    await press(page, "Deliver…");
    stage.kept.put(`train-${id(1)}`, `turnover-${id(20)}`, { ...draft, revision: 4, title: "Shop, again" });
    await press(page, "Deliver it");
    assert.match(page.one("[role=alert]").textContent, /you saw revision 1, and it is at 4/);
    assert.equal((await storedIn(stage))[0]?.state, "draft");
    assert.equal(page.one(".why").textContent, "Reload first, and look at what it is now.");
    await press(page, "Back");
    assert.match(page.one("h1").textContent, /Shop, again/);
  });

  it("RM042: keeps what two people changed of it, and asks about the field that both did", async () => {
    const stage = staged([draft]);
    const { page, watched } = await openTurnover(stage);
    const put = (changes: Partial<typeof draft>): void =>
      stage.kept.put(`train-${id(1)}`, `turnover-${id(20)}`, { ...draft, ...changes });
    await press(page, "Change…");
    page.type("Title", "Shop, first");
    put({ revision: 2, scheduled: june(11) });
    await press(page, "Save the turnover");
    const [both] = await storedIn(stage);
    assert.deepEqual([both?.title, both?.scheduled, both?.revision], ["Shop, first", june(11), 3]);
    assert.match(watched.said.at(-1) ?? "", /What somebody else changed meanwhile stays, too\./);
    await press(page, "Change…");
    page.type("Title", "Shop, mine");
    put({ revision: 4, title: "Shop, theirs" });
    await press(page, "Save the turnover");
    assert.match(
      page.one("dialog .banner table").textContent,
      /Title.*Shop, first.*Shop, theirs.*Shop, mine/,
    );
    await press(page, "Take theirs: Title");
    assert.equal((page.one("input", "Title") as HTMLInputElement).value, "Shop, theirs");
  });
});
