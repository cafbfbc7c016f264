import assert from "node:assert/strict";
import { act } from "preact/test-utils";
import { refusal } from "../../../core/failure.ts";
import { instant } from "../../../core/model/instant.ts";
import type { State } from "../../../core/model/stage.ts";
import type { DeploymentTask, TaskState } from "../../../core/model/train/deployment-task.ts";
import type { Turnover } from "../../../core/model/train/turnover.ts";
import { DeployPage } from "../../../ui/deploy/deploy-page.tsx";
import { readRoute, routeQuery } from "../../../ui/shared/route.ts";
import {
  attempt,
  noRight,
  release as classic,
  type Parts,
  world,
} from "../../core/acts/sample-organisation.ts";
import type { TrainStage } from "../../core/acts/train-world.ts";
import { id, june } from "../../core/model/train/builders.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub } from "../hub.ts";
import {
  automated,
  because,
  byHand,
  openTurnover,
  staged,
  storedIn,
  told,
  turnoverIn,
} from "./open-turnover.tsx";

async function press(page: Drawn, name: string): Promise<void> {
  page.click(name);
  await settled();
}

/** What a screen reader calls the element that has the keyboard. */
function focused(): string | null | undefined {
  return document.activeElement?.getAttribute("aria-label");
}

async function titles(stage: TrainStage): Promise<readonly string[]> {
  return (await storedIn(stage))[0]?.tasks.map(({ title }) => title) ?? [];
}

const draft = turnoverIn("draft", { moves: [] });

describe("the tasks of a draft", () => {
  before(openPage);
  afterEach(clear);

  it("S1-23: are added, manual and automated, each with an owner", async () => {
    const stage = staged([{ ...draft, tasks: [] }]);
    const { page } = await openTurnover(stage);
    assert.match(page.text(), /No task yet/);
    await press(page, "Add task…");
    page.choose("Done by", "classic:57 Production");
    page.type("Title", "Deploy the shop");
    page.choose("Owner", "eve");
    await press(page, "Add the task");
    await press(page, "Add task…");
    page.type("Title", "Look at the shop");
    await press(page, "Add the task");
    const tasks = (await storedIn(stage))[0]?.tasks ?? [];
    assert.deepEqual(
      tasks.map(({ title, owner, of, stage }) => [title, owner, of, stage?.name]),
      [
        ["Deploy the shop", "eve", id(10), "Production"],
        ["Look at the shop", "mia", undefined, undefined],
      ],
    );
  });

  it("S1-31: are changed, moved by the keyboard and removed, and the keyboard keeps its place", async () => {
    const stage = staged([draft]);
    const { page } = await openTurnover(stage);
    assert.equal(because(page, "Up Deploy"), "It is the first.");
    act(() => page.one("button", "Down Deploy").focus());
    await press(page, "Down Deploy");
    assert.deepEqual(await titles(stage), ["Tell everybody", "Deploy"]);
    assert.equal(focused(), "Down Deploy");
    act(() => page.one("button", "Up Deploy").focus());
    await press(page, "Up Deploy");
    assert.equal(focused(), "Up Deploy");
    await press(page, "Down Deploy");
    await press(page, "Change Deploy");
    page.type("Title", "Deploy it");
    await press(page, "Save the task");
    await press(page, "Remove Tell everybody");
    assert.deepEqual(await titles(stage), ["Deploy it"]);
  });

  it("S1-31: are copied from another turnover, whose name is told and which stays as it is", async () => {
    const source: Turnover = { ...turnoverIn("closed"), id: id(22), title: "Shop to Test" };
    const stage = staged([{ ...draft, tasks: [] }, source]);
    const { page } = await openTurnover(stage);
    await press(page, "Copy tasks…");
    assert.equal(page.one(".why").textContent, "Choose from where, and which.");
    page.choose("From", id(22));
    act(() => page.one("input[type=checkbox]", "Deploy").click());
    await press(page, "Copy the tasks");
    assert.deepEqual(await titles(stage), ["Tell everybody"]);
    assert.match(page.text(), /Tell everybody Manual.*copied from Shop to Test/);
    assert.deepEqual(
      (await storedIn(stage)).find((one) => one.id === id(22)),
      source,
    );
  });
});

describe("the stages that a task can begin", () => {
  before(openPage);
  afterEach(clear);

  it("S1-23: are waited for: what cannot be offered yet is not asked for", async () => {
    const get = (): Promise<never> => new Promise(() => undefined);
    const { page } = await openTurnover(staged([draft], {}, { releases: { get } }));
    for (const name of ["Add task…", "Change Deploy"])
      assert.equal(because(page, name), "The stages of its releases are being read.");
    assert.equal(because(page, "Remove Deploy"), undefined);
  });

  it("S1-23: are said to be hidden where they are not visible", async () => {
    const get = (): Promise<never> => Promise.reject(noRight());
    const { page } = await openTurnover(staged([draft], {}, { releases: { get } }));
    await press(page, "Add task…");
    assert.match(page.one("dialog").textContent, /Not visible to you: Release 57\./);
  });
});

describe("a draft and its work items", () => {
  before(openPage);
  afterEach(clear);

  it("S1-22: hand over work items, open ones only where that is said", async () => {
    const item = { revision: 1, type: "Bug", tags: [], webUrl: "https://dev.azure.com/i" };
    const items = [
      { ...item, id: 1, title: "Pay", state: "Done", category: "completed" as const },
      { ...item, id: 2, title: "Cart", state: "Active", category: "inProgress" as const },
    ];
    const stage = staged([{ ...draft, workItems: [1] }], {}, { workItems: { get: gives(items) } });
    const { page } = await openTurnover(stage);
    await press(page, "Work items…");
    act(() => page.one("input[type=checkbox]", "#2 Cart (Active)").click());
    assert.equal(page.one(".why").textContent, "Work item #2 is not completed.");
    act(() => page.one("input[type=checkbox]", "Take open ones, too").click());
    await press(page, "Save the work items");
    assert.deepEqual((await storedIn(stage))[0]?.workItems, [1, 2]);
  });

  it("S1-22: says of work items that could not be read that they were not, and why", async () => {
    const get = (): Promise<never> => Promise.reject(noRight());
    const { page } = await openTurnover(staged([{ ...draft, workItems: [1] }], {}, { workItems: { get } }));
    await press(page, "Work items…");
    assert.match(page.one("dialog").textContent, /#1, not read: You do not have the right/);
    assert.doesNotMatch(page.one("dialog").textContent, /not visible/);
  });

  it("S1-32: are locked once it is delivered", async () => {
    const { page } = await openTurnover(staged([turnoverIn("delivered")]));
    assert.equal(
      page.all("button").some(({ textContent }) => /Add task|Up|Remove/.test(textContent)),
      false,
    );
  });
});

const states = (first: TaskState, second: TaskState): readonly DeploymentTask[] => [
  { ...automated, state: first },
  { ...byHand, state: second },
];
const deploying = (first: TaskState, second: TaskState = "planned"): Turnover =>
  turnoverIn("deploying", {
    tasks: states(first, second),
    moves: [{ by: "eve", on: june(10), state: "ready", reason: "" }],
  });

/** UAT stands so, begun by somebody on that day of June. */
function showing(state: State, day?: number): Parts {
  const status = { state, wire: state };
  const begun = { ...attempt, status, queuedOn: instant(june(day ?? 1)) };
  const stages = classic.stages.map((one) => ({
    ...one,
    status,
    attempts: day === undefined ? [] : [begun],
  }));
  return { releases: { get: gives({ ...classic, stages }) } };
}

describe("the tasks of a turnover that is deployed", () => {
  before(openPage);
  afterEach(clear);

  it("S1-36: are locked until the one before is done, and say so", async () => {
    const { page } = await openTurnover(staged([deploying("actionable")]), "eve", june(11));
    assert.match(
      because(page, "Done Tell everybody") ?? "",
      /no work item|locked until the one before it is done/,
    );
    assert.match(
      because(page, "Skip Tell everybody") ?? "",
      /^The task is locked until the one before it is done\.$/,
    );
  });

  it("S1-36: begun by the evidence sheet of the one rule for every start", async () => {
    const { page, watched } = await openTurnover(
      staged([deploying("actionable")], {}, showing("notDeployed")),
      "eve",
      june(11),
    );
    page.click("Begin Deploy");
    const place = { view: "turnover", train: 7, turnover: id(20) };
    const task = { train: 7, turnover: id(20), task: id(30) };
    assert.deepEqual(watched.went, [
      { place, over: { panel: "deploy", id: "classic:57", stage: "UAT", task } },
    ]);
    const [route] = watched.went;
    assert.deepEqual(route && readRoute(routeQuery(route)), route, "its address leads there again");
    const { page: other } = await openTurnover(
      staged([deploying("actionable")], {}, showing("notDeployed")),
      "nik",
      june(11),
    );
    assert.match(because(other, "Begin Deploy") ?? "", /^Only a release engineer or its owner may begin/);
  });

  it("S1-36 N10: end as Azure DevOps says of their stage, as soon as somebody looks", async () => {
    const stage = staged([deploying("running")], {}, showing("succeeded", 11));
    const { page } = await openTurnover(stage, "eve", june(11));
    assert.deepEqual(
      (await storedIn(stage))[0]?.tasks.map(({ state }) => state),
      ["succeeded", "actionable"],
    );
    assert.match(page.text(), /Deploy Automated.*Done/);
  });
});

describe("tasks that people end, or that began elsewhere", () => {
  before(openPage);
  afterEach(clear);

  it("S1-36: are done or have failed by their work item", async () => {
    const stage = staged([{ ...deploying("succeeded", "actionable") }]);
    const { page } = await openTurnover(stage, "eve", june(11));
    await press(page, "Ask them");
    await press(page, "Failed Tell everybody");
    assert.equal(page.one(".why").textContent, "Say what failed.");
    page.type("Note", "Nobody answers");
    await press(page, "It failed");
    const [stored] = await storedIn(stage);
    assert.deepEqual([stored?.state, stored?.tasks[1]?.state], ["failed", "failed"]);
    assert.match(page.text(), /Failed.*Eve.*Nobody answers/);
  });

  it("S1-36: are skipped with a reason", async () => {
    const stage = staged([deploying("actionable")]);
    const { page } = await openTurnover(stage, "eve", june(11));
    await press(page, "Skip Deploy");
    assert.equal(page.one(".why").textContent, "Say why.");
    page.type("Reason", "Deployed by hand");
    await press(page, "Skip the task");
    const [first] = (await storedIn(stage))[0]?.tasks ?? [];
    assert.deepEqual([first?.state, first?.done?.note], ["skipped", "Deployed by hand"]);
  });

  it("S1-36: are skipped while they run only where their release is gone", async () => {
    const no = (): Promise<never> =>
      Promise.reject(refusal({ code: "RM041", what: "x", where: "y", cause: "It is gone", next: "z" }));
    const stage = staged([deploying("running")], {}, { releases: { get: no } });
    const { page } = await openTurnover(stage, "eve", june(11));
    await press(page, "Skip Deploy");
    page.type("Reason", "Its release was deleted");
    await press(page, "Skip the task");
    assert.equal((await storedIn(stage))[0]?.tasks[0]?.state, "skipped");
    clear();
    const goes = staged([deploying("running")], {}, showing("inProgress", 11));
    const { page: other } = await openTurnover(goes, "eve", june(11));
    assert.throws(() => other.one("button", "Skip Deploy"));
  });

  it("S1-34: whose stage a schedule began since are taken over, not begun again", async () => {
    const stage = staged([deploying("actionable")], {}, showing("inProgress", 11));
    const { page } = await openTurnover(stage, "eve", june(11, 1));
    assert.match(page.text(), /Its stage was begun elsewhere 1 h ago by Rita/);
    assert.equal(
      page.all("button").some(({ textContent }) => textContent === "Begin…"),
      false,
    );
    await press(page, "Take it over Deploy");
    assert.equal((await storedIn(stage))[0]?.tasks[0]?.state, "running");
  });

  it("S1-34: are not taken over by an attempt from before the turnover was ready", async () => {
    const { page } = await openTurnover(
      staged([deploying("actionable")], {}, showing("succeeded", 9)),
      "eve",
      june(11),
    );
    page.one("button", "Begin Deploy");
    assert.doesNotMatch(page.text(), /begun elsewhere/);
  });
});

describe("tasks of another project", () => {
  before(openPage);
  afterEach(clear);

  it("S1-11 S1-36: are started there, taken over here, and end as Azure DevOps says there", async () => {
    const other = "5b6e0c1d-0001-4000-8000-000000000009";
    const carried = `classic:57@${other}` as const;
    const seenFrom = async (state: TaskState, parts: Parts): Promise<Drawn> => {
      clear();
      const turnover = deploying(state);
      const tasks = turnover.tasks.map((one, at) =>
        at === 0 ? { ...one, stage: { release: carried, name: "UAT" } } : one,
      );
      const there = { ...world(told(parts)), project: { id: other, name: "Contoso Retail" } };
      const stage = staged(
        [{ ...turnover, included: [{ id: id(10), releases: [carried] }], tasks }],
        {},
        { elsewhere: () => Promise.resolve(there) },
      );
      return (await openTurnover(stage, "eve", june(11))).page;
    };
    const waits = await seenFrom("actionable", showing("notDeployed"));
    assert.match(
      because(waits, "Begin Deploy") ?? "",
      /^It is started in its own project, and taken over here/,
    );
    const goes = await seenFrom("actionable", showing("inProgress", 11));
    await press(goes, "Take it over Deploy");
    assert.match(goes.text(), /Deploy Automated.*Under way/);
    const over = await seenFrom("running", showing("succeeded", 11));
    assert.match(over.text(), /Deploy Automated.*Done/);
  });
});

describe("the deploy panel over a turnover", () => {
  before(openPage);
  afterEach(clear);

  it("S1-36: starts the stage and notes that the task runs", async () => {
    const started: string[] = [];
    const start = (_: number, name: string): Promise<void> => (started.push(name), Promise.resolve());
    const releases = { ...told().releases, start, deployments: gives({ items: [] }) };
    const stage = staged([deploying("actionable")], {}, { releases });
    stage.be("eve");
    const { hub } = watchedHub({}, { azure: stage.azure, now: () => june(11) });
    const task = { train: 7, turnover: id(20), task: id(30) };
    const over = { panel: "deploy", id: "classic:57", stage: "UAT", task } as const;
    let done = 0;
    const page = draw(
      <DeployPage hub={hub} over={over} close={() => undefined} started={() => (done += 1)} />,
    );
    await settled();
    const reason = page.all("textarea")[0];
    assert.ok(reason);
    page.type(page.one(`label[for="${reason.id}"]`).textContent, "It is time");
    page.click("Deploy 2 artefacts to UAT");
    // What begins it is fetched when it is needed first.
    for (let look = 0; done === 0 && look < 50; look += 1) await settled();
    assert.deepEqual(started, ["UAT"], page.text());
    assert.equal((await storedIn(stage))[0]?.tasks[0]?.state, "running");
    assert.equal(done, 1);
  });
});
