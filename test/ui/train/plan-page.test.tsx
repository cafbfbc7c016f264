import assert from "node:assert/strict";
import { gateOf, type Train } from "../../../core/model/train/train.ts";
import { readTrainText } from "../../../core/model/train/read-train.ts";
import { actingOn, openTrain } from "../../../core/acts/open-train.ts";
import { changeTrain } from "../../../core/acts/trains.ts";
import { hashing, type TrainStage } from "../../core/acts/train-world.ts";
import { trainsCollection } from "../../../core/acts/train-documents.ts";
import { noRight, project } from "../../core/acts/sample-organisation.ts";
import { entryWith } from "../../core/model/entries.ts";
import { id, june, manual, now, train } from "../../core/model/train/builders.ts";
import { fieldText } from "../../../ui/shared/time.ts";
import { TrainPage } from "../../../ui/train/train-page.tsx";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { watchedHub } from "../hub.ts";
import { look, open, type Opened, press, tick, whyNot } from "./train-world.tsx";

async function stored({ stage }: Opened): Promise<Train> {
  const kept = await stage.kept.documents.read(trainsCollection(project.id), "7");
  const read = readTrainText(JSON.stringify(kept?.value));
  assert.ok(!("faults" in read), JSON.stringify(read));
  return read;
}

const gatesWith = (changes: Partial<Train["gates"][number]>): Train["gates"] =>
  train.gates.map((one, at) => (at === 0 ? { ...one, ...changes } : one));

/** Reserves an environment while somebody else changes the train. */
async function reserveOvertaken(page: Drawn, stage: TrainStage): Promise<void> {
  page.click("Reserve…");
  await settled();
  page.choose("Environment", "Staging");
  const other = actingOn(await openTrain(7, stage.azure, now), stage.azure, hashing);
  await changeTrain(7, 1, { kind: "plan", title: "July" }, other);
  await press(page, "Reserve the environment");
}

describe("a train's page", () => {
  before(openPage);
  afterEach(clear);

  it("S1-02: tells number, title, type, manager, purpose, dates and phase, readable without colour", async () => {
    const { page } = await open();
    assert.match(page.text(), /#7 June.*Minor.*Mia.*The summer's changes/);
    const current = page.all(".phases [aria-current=step]");
    assert.deepEqual(
      current.map((one) => one.textContent),
      ["Scopingnow"],
    );
    assert.match(page.one(".phases").textContent, /Constructionto come.*Closedto come/);
    assert.match(page.text(), /Azure DevOps enforces: who decided a work item, and when\./);
  });

  it("S1-02: plans it, and stores only what was changed", async () => {
    const opened = await open();
    const { page, watched } = opened;
    page.click("Plan…");
    assert.equal(page.one(".why").textContent, "Nothing is changed yet.");
    page.type("Title", "");
    assert.equal(page.one(".why").textContent, "Give the title, the manager and the purpose.");
    page.type("Title", "Midsummer");
    await press(page, "Save the plan");
    assert.deepEqual(watched.said, ["The plan is saved."]);
    const after = await stored(opened);
    assert.deepEqual([after.title, after.purpose, after.revision], ["Midsummer", train.purpose, 2]);
    assert.match(page.text(), /#7 Midsummer/);
  });

  it("S1-38: shows before the click what a role refuses, in the model's own sentence", async () => {
    const { stage } = await open();
    clear();
    stage.be("eve");
    const { page } = await look(stage);
    assert.equal(whyNot(page, "Plan…"), "Only a release manager may plan a train.");
    assert.equal(whyNot(page, "Complete the Scoping gate"), "Only a release manager may complete a gate.");
    assert.equal(whyNot(page, "Reserve…"), "", "a release engineer may");
    page.click("Plan…");
    assert.equal(page.all("dialog").length, 0);
  });
});

describe("a train's page that cannot hash", () => {
  before(openPage);
  afterEach(clear);

  it("S1-38: says before the click that it cannot keep the ledger, and shows the train all the same", async () => {
    const { stage } = await open();
    clear();
    const hub = watchedHub({}, { azure: stage.azure, now: () => now }).hub;
    const { sha256: _, ...bare } = hub;
    const page = draw(
      <TrainPage hub={bare} place={{ view: "train", train: 7, tab: "plan" }} turnovers={() => <p>None</p>} />,
    );
    await settled();
    assert.match(page.text(), /#7 June/);
    assert.match(whyNot(page, "Plan…"), /^This page cannot compute digests, as it did not come over https/);
  });
});

describe("the end of a train on its page", () => {
  before(openPage);
  afterEach(clear);

  it("S1-37: says why it cannot be closed, and cancels it with a reason", async () => {
    const { page } = await open();
    assert.equal(whyNot(page, "Close…"), "Only a train in production can be closed.");
    page.click("Cancel…");
    assert.equal(page.one(".why").textContent, "Give the reason.");
    page.type("Reason", "Nobody needs it");
    await press(page, "Cancel the train");
    assert.match(page.text(), /Cancelled by Mia: Nobody needs it/);
    assert.match(whyNot(page, "Plan…"), /The train is cancelled: nothing is changed any more\./);
  });

  it("S1-10: keeps the plan as a template, and hands the whole train out as JSON", async () => {
    const { page, stage, watched } = await open();
    page.click("Keep as template…");
    page.type("Name of the template", "Every summer");
    await press(page, "Keep the template");
    const kept = await stage.kept.documents.list(`train-templates-${project.id}`);
    assert.equal(kept.length, 1);
    await press(page, "Export");
    assert.equal(watched.saved[0]?.name, "train-7.json");
    assert.match(watched.saved[0].text, /"title": "June"/);
  });

  it("never draws a failure as an empty train", async () => {
    const failed = await open({}, "plan", {
      documents: { read: () => Promise.reject(new Error("the page broke")) },
    });
    assert.match(failed.page.text(), /Release Manager itself failed.*the page broke/);
    assert.equal(failed.page.all(".phases").length, 0);
  });
});

describe("a gate on the train's page", () => {
  before(openPage);
  afterEach(clear);

  it("S1-05 S1-07: shows what is open with its evidence, and takes a tick with evidence", async () => {
    const opened = await open({ train: { gates: gatesWith({ criteria: [manual] }) } });
    const { page } = opened;
    assert.match(
      page.one("section", "Scoping gate").textContent,
      /Everybody agrees.*Not met.*Nobody has ticked it.*Olga/,
    );
    assert.match(whyNot(page, "Complete the Scoping gate"), /cannot pass: "Everybody agrees" is not met/);
    page.click("Tick… Everybody agrees");
    assert.equal(page.one(".why").textContent, "Give the evidence.");
    page.type("Evidence", "The minutes of Monday");
    await press(page, "Tick the criterion");
    assert.match(page.one("section", "Scoping gate").textContent, /Met.*The minutes of Monday/);
    await press(page, "Complete the Scoping gate");
    assert.equal((await stored(opened)).phase, "construction");
    assert.match(page.one("section", "Scoping gate").textContent, /Passed, by Mia/);
  });

  it("S1-42: says how late what is due is, and moves it with its gate", async () => {
    const opened = await open({ train: { gates: gatesWith({ criteria: [manual], date: june(4) }) } });
    const { page } = opened;
    assert.match(page.one("section", "Scoping gate").textContent, /Late by 1 d.*Late by 3 d/s);
    page.click("Move… the Scoping gate");
    page.type("Date", fieldText(june(12)));
    await press(page, "Move the gate");
    assert.equal(gateOf(await stored(opened), "scoping")?.date, june(12));
    assert.doesNotMatch(page.text(), /Late by/);
    assert.ok(
      page
        .one("section", "Scoping gate")
        .querySelector(`time[datetime="${new Date(june(10)).toISOString()}"]`),
    );
  });
});

describe("criteria of every kind", () => {
  before(openPage);
  afterEach(clear);

  it("S1-05: takes criteria of all seven kinds, each with fields of its own", async () => {
    const opened = await open();
    const { page } = opened;
    const given: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ["query", { "Id of the stored query": id(9), "Work items at most": "3" }],
      ["tests", { "Number of the test run": "12", "Per cent that must pass": "95" }],
      ["deployed", { Release: "classic:57", "Hours for which it must have been there": "24" }],
      ["approved", { "What about": "The budget" }],
      ["workItems", {}],
      ["pullRequests", { Repository: "shop", "Numbers of the pull requests": "#4, 5" }],
      ["manual", {}],
    ];
    for (const [kind, fields] of given) {
      page.click("Add exit criterion… to the Scoping gate");
      page.choose("How it is found out", kind);
      await settled();
      page.type("What must be so", `Of kind ${kind}`);
      if (kind === "deployed") page.choose("Environment", "UAT");
      if (kind === "approved") page.choose("Who approves", "max");
      for (const [label, value] of Object.entries(fields)) page.type(label, value);
      assert.equal(page.one(".why").textContent, "", kind);
      await press(page, "Add the criterion");
    }
    const checks = gateOf(await stored(opened), "scoping")?.criteria.map(({ check }) => check);
    assert.deepEqual(checks, [
      { kind: "query", query: id(9), atMost: 3 },
      { kind: "tests", run: 12, percent: 95 },
      { kind: "deployed", release: "classic:57", environment: "UAT", hours: 24 },
      { kind: "approved", person: "max", about: "The budget" },
      { kind: "workItems", category: "completed" },
      { kind: "pullRequests", repository: "shop", ids: [4, 5] },
      { kind: "manual" },
    ]);
  });

  it("S1-05: says of every kind what it lacks, and removes a criterion", async () => {
    const opened = await open({ train: { gates: gatesWith({ criteria: [manual] }) } });
    const { page } = opened;
    page.click("Add exit criterion… to the Scoping gate");
    const lacks: Record<string, RegExp> = {
      query: /id of the stored query/,
      tests: /number of the test run/,
      deployed: /Give the release, such as classic:57/,
      approved: /Say who approves/,
      pullRequests: /Name the repository/,
      manual: /Give its text and its owner/,
    };
    for (const [kind, why] of Object.entries(lacks)) {
      page.choose("How it is found out", kind);
      assert.match(page.one(".why").textContent, why);
    }
    page.click("Back");
    await press(page, "Remove Everybody agrees");
    assert.deepEqual(gateOf(await stored(opened), "scoping")?.criteria, []);
  });
});

describe("milestones on the train's page", () => {
  before(openPage);
  afterEach(clear);

  it("S1-06: adds a milestone that all inherit, moves it, and reaches one of the train's own", async () => {
    const own = {
      id: id(60),
      name: "Budget",
      date: june(4),
      owner: "olga",
      gate: "scoping",
      inherit: false,
    } as const;
    const opened = await open({ train: { milestones: [own] } });
    const { page } = opened;
    assert.match(page.one("section", "Milestones").textContent, /Budget.*Late by 1 d.*Olga.*not reached/s);
    page.click("Add milestone…");
    page.type("Name", "Code complete");
    tick(page, "Every application release reaches it on its own");
    await press(page, "Add the milestone");
    assert.deepEqual(
      (await stored(opened)).milestones.map(({ name, inherit }) => [name, inherit]),
      [
        ["Budget", false],
        ["Code complete", true],
      ],
    );
    assert.match(page.text(), /reached by 0 of 0 application releases/);
    page.click("Move… Code complete");
    page.type("Date", fieldText(june(99)));
    assert.equal(page.one(".why").textContent, "The date lies outside the train's dates.");
    page.type("Date", fieldText(june(9)));
    await press(page, "Move the milestone");
    await press(page, "Reached: Budget");
    const [budget, complete] = (await stored(opened)).milestones;
    assert.deepEqual(budget?.reached, { by: "mia", on: now });
    assert.equal(complete?.date, june(9));
  });
});

describe("environments on the train's page", () => {
  before(openPage);
  afterEach(clear);

  it("S1-04: reserves an environment in the calendar for the train, and gives it up again", async () => {
    const opened = await open();
    const { page, stage } = opened;
    page.click("Reserve…");
    await settled();
    assert.equal(page.one(".why").textContent, "Choose an environment.");
    page.choose("Environment", "Staging");
    page.choose("Class", "staging");
    await press(page, "Reserve the environment");
    const place = (await stored(opened)).environments.find(({ name }) => name === "Staging");
    assert.equal(place?.class, "staging");
    const entries = await stage.kept.documents.list(`calendar-${project.id}`);
    const made = entries.find((one) => one.id === place.entry)?.value as { for: unknown; kind: string };
    assert.deepEqual(
      [made.kind, made.for],
      ["reservation", [{ kind: "train", id: train.id, name: "train 7, June" }]],
    );
    await press(page, "Give up Staging");
    assert.equal(
      (await stored(opened)).environments.some(({ name }) => name === "Staging"),
      false,
    );
    const left = await stage.kept.documents.list(`calendar-${project.id}`);
    const ended = left.find((one) => one.id === place.entry)?.value as { to: number } | undefined;
    assert.ok(ended === undefined || ended.to <= now, "the reservation is over");
  });

  it("S1-04: shows a conflict first, and reserves all the same only for who knows of it", async () => {
    const opened = await open({ train: { environments: [] } });
    const { page } = opened;
    page.click("Reserve…");
    await settled();
    page.choose("Environment", "UAT");
    assert.match(page.one(".why").textContent, /^It meets "UAT for June": choose another time/);
    const [known] = page.all("dialog .check");
    assert.match(known?.textContent ?? "", /It meets “UAT for June”/);
    tick(page, known?.textContent ?? "");
    await press(page, "Reserve the environment");
    assert.match(page.one("section", "Reserved environments").textContent, /UAT.*It meets “UAT for June”/);
  });

  it("S1-04: leaves no reservation behind where the train was changed meanwhile", async () => {
    const opened = await open();
    const { page, stage } = opened;
    await reserveOvertaken(page, stage);
    const left = await stage.kept.documents.list(`calendar-${project.id}`);
    assert.equal(left.length, 3, "those of before, and the one that the train took in the end");
    const { title, environments } = await stored(opened);
    assert.deepEqual([title, environments.at(-1)?.name], ["July", "Staging"], "both are kept");
    assert.ok(left.some((one) => one.id === environments.at(-1)?.entry));
  });
});

describe("what stands in the way of a reservation", () => {
  before(openPage);
  afterEach(clear);

  it("S1-04: says that a reservation stays which the train did not take, and is not made twice", async () => {
    const { stage, watched } = await open();
    clear();
    const { azure } = watched.hub;
    const remove = (): Promise<never> => Promise.reject(noRight());
    const { page } = await look(stage, "plan", {
      azure: { ...azure, documents: { ...azure.documents, remove } },
    });
    await reserveOvertaken(page, stage);
    assert.match(
      page.one("dialog .banner").textContent,
      /The train did not take the reservation, which stays in the calendar.*Remove it in the calendar/,
    );
    assert.equal(page.one(".why").textContent, "It may have been done already: see above.");
  });

  it("S1-41: highlights a freeze that lies in a reservation, and a reservation that is gone", async () => {
    const { stage } = await open();
    clear();
    const frozen = entryWith({
      id: id(70),
      title: "Maintenance",
      environments: ["UAT"],
      from: june(9),
      to: june(10),
    });
    stage.kept.put(`calendar-${project.id}`, frozen.id, frozen);
    await stage.kept.documents.remove(`calendar-${project.id}`, id(51));
    const { page } = await look(stage);
    const text = page.one("section", "Reserved environments").textContent;
    assert.match(text, /UAT.*“Maintenance” lies in it: nobody may deploy then\./);
    assert.match(text, /PROD.*Its reservation is not in the calendar any more\./);
  });
});
