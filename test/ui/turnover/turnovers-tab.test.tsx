import assert from "node:assert/strict";
import { act } from "preact/test-utils";
import { fieldText } from "../../../ui/shared/time.ts";
import { id, june } from "../../core/model/train/builders.ts";
import { freeze } from "../../core/model/train/turnovers.ts";
import { clear, type Drawn, openPage, settled } from "../dom.ts";
import { because, openTab, staged, storedIn, turnoverIn } from "./open-turnover.tsx";

function tick(page: Drawn, name: string): void {
  act(() => page.one("input[type=checkbox]", name).click());
}

const item = (number: number, category: "completed" | "inProgress") => ({
  ...{ id: number, revision: 1, title: `Item ${number}`, type: "Bug", state: category, tags: [], webUrl: "" },
  category,
});

const boards = { get: () => Promise.resolve([item(1, "completed"), item(2, "inProgress")]) };

describe("the turnovers of a train", () => {
  before(openPage);
  afterEach(clear);

  it("S1-19: tells of each its environment, state, date and how many tasks are done", async () => {
    const tasks = turnoverIn("deploying").tasks.map((one, at) =>
      at === 0 ? { ...one, state: "succeeded" as const } : one,
    );
    const { page } = await openTab(staged([turnoverIn("deploying", { tasks })]));
    assert.match(page.text(), /Shop to UAT.*Shop.*UAT.*Deploying.*10 Jun.*1 of 2 tasks/);
    assert.doesNotMatch(page.text(), /late/);
  });

  it("S1-34: marks what should have begun by now", async () => {
    const { page } = await openTab(staged([turnoverIn("ready")]), "mia", june(10, 2));
    assert.match(page.text(), /late by 2 h/);
  });

  it("S1-19: says what a turnover is where there is none", async () => {
    assert.match((await openTab(staged([]))).page.text(), /Nothing is turned over yet/);
  });

  it("S1-38: says before the click who may create one", async () => {
    assert.equal(because((await openTab(staged([]), "mia")).page, "New turnover…"), undefined);
    assert.match(
      because((await openTab(staged([]), "olga")).page, "New turnover…") ?? "",
      /^Only a release manager or a release engineer may create a turnover\.$/,
    );
  });

  it("S1-19 S1-20: says before the click that nothing is reserved, or that the phase is another", async () => {
    const bare = staged([], { train: { environments: [] } });
    assert.match(because((await openTab(bare)).page, "New turnover…") ?? "", /^No environment that fits/);
    const early = staged([], { train: { phase: "scoping" } });
    assert.match(because((await openTab(early)).page, "New turnover…") ?? "", /construction or verification/);
  });
});

describe("a new turnover", () => {
  before(openPage);
  afterEach(clear);

  it("S1-19 S1-20 S1-22: is made for a reserved environment, with the completed work items by default", async () => {
    const stage = staged([], {}, { workItems: boards });
    const { page, watched } = await openTab(stage);
    page.click("New turnover…");
    const offered = [...page.one("select", "Environment").querySelectorAll("option")].map(
      ({ value }) => value,
    );
    assert.deepEqual(offered, ["", "UAT"], "production takes the train's own turnover");
    assert.equal(page.one(".why").textContent, "Choose the environment.");
    page.type("Title", "Shop to UAT");
    page.choose("Environment", "UAT");
    page.type("To be deployed", fieldText(june(10)));
    assert.equal(page.one(".why").textContent, "Say which application releases it deploys.");
    tick(page, "Shop");
    assert.ok((page.one("input", "Release 57") as HTMLInputElement).checked, "all of its releases");
    assert.equal(page.one(".why").textContent, "");
    assert.match(page.text(), /1 work item by now/);
    page.click("Create the turnover");
    await settled();
    const [made] = await storedIn(stage);
    assert.deepEqual(
      [made?.title, made?.kind, made?.environment, made?.state, made?.included, made?.workItems],
      ["Shop to UAT", "application", "UAT", "draft", [{ id: id(10), releases: ["classic:57"] }], [1]],
    );
    assert.deepEqual(watched.went, [{ place: { view: "turnover", train: 7, turnover: made?.id } }]);
  });
});

describe("the production turnover", () => {
  before(openPage);
  afterEach(clear);

  it("S1-29 S1-30: of the train covers all application releases, or says why one is left out", async () => {
    const stage = staged([], { train: { phase: "production" } });
    const { page } = await openTab(stage);
    page.click("New turnover…");
    page.type("Title", "June to production");
    page.choose("Environment", "PROD");
    assert.equal(page.one(".why").textContent, "");
    tick(page, "Till");
    assert.equal(page.one(".why").textContent, "Say why an application release is left out.");
    page.type("Why Till is left out", "Next month");
    page.click("Create the turnover");
    await settled();
    const [made] = await storedIn(stage);
    assert.equal(made?.kind, "production");
    assert.deepEqual(made.included, [{ id: id(10), releases: ["classic:57"] }]);
    assert.deepEqual(made.leftOut, [{ id: id(11), reason: "Next month" }]);
    const again = await openTab(stage);
    assert.match(because(again.page, "New turnover…") ?? "", /has a production turnover already/);
  });

  it("S1-41: is not scheduled for a time at which the environment is not free, which is said before", async () => {
    const stage = staged([]);
    stage.kept.put(`calendar-${stage.azure.project.id}`, freeze.id, freeze);
    const { page } = await openTab(stage);
    page.click("New turnover…");
    page.type("Title", "Shop to UAT");
    page.choose("Environment", "UAT");
    page.type("To be deployed", fieldText(june(10, 5)));
    tick(page, "Shop");
    assert.match(page.one(".why").textContent, /"UAT" is not free at .*"Maintenance" holds until/);
    page.type("To be deployed", fieldText(june(12)));
    assert.equal(page.one(".why").textContent, "");
  });

  it("S1-20: tells what went wrong, and keeps what was typed", async () => {
    const stage = staged([], {}, { documents: {} });
    const { page } = await openTab(stage);
    page.click("New turnover…");
    page.type("Title", "Shop to UAT");
    page.choose("Environment", "UAT");
    tick(page, "Shop");
    stage.be("nik");
    stage.kept.put(`trains-${stage.azure.project.id}`, "7", { schema: 9 });
    page.click("Create the turnover");
    await settled();
    assert.match(page.one("[role=alert]").textContent, /schema 9/);
    assert.equal((page.one("input", "Title") as HTMLInputElement).value, "Shop to UAT");
  });
});
