import assert from "node:assert/strict";
import { actingOn, openTrain, type TrainKnown } from "../../../core/acts/open-train.ts";
import { refusal } from "../../../core/failure.ts";
import type { Deployment } from "../../../core/model/deployment.ts";
import { instant, momentWords } from "../../../core/model/instant.ts";
import { evaluateCriterion } from "../../../core/model/train/evaluate-criterion.ts";
import type { CriterionCheck, ExitCriterion } from "../../../core/model/train/exit-criterion.ts";
import { refusing } from "../../support/refusing.ts";
import { id, june, manual, now, release as shop, train, turnover } from "../model/train/builders.ts";
import { release as classic, type Parts } from "./sample-organisation.ts";
import { hashing, settings, trainStage, type StoredTrain } from "./train-world.ts";

const no = (): Promise<never> =>
  Promise.reject(refusal({ code: "RM040", what: "x", where: "y", cause: "No right", next: "z" }));

function criterion(at: number, check: CriterionCheck, more: Partial<ExitCriterion> = {}): ExitCriterion {
  return { ...manual, id: id(at), check, ...more };
}

/** A train whose scoping gate has these criteria. */
function asking(criteria: readonly ExitCriterion[]): NonNullable<StoredTrain["train"]> {
  return { gates: train.gates.map((gate, at) => (at === 0 ? { ...gate, criteria } : gate)) };
}

async function opened(stored: StoredTrain, parts: Parts = {}): Promise<TrainKnown> {
  return openTrain(7, trainStage(stored, parts).azure, now);
}

async function judged(check: CriterionCheck, parts: Parts = {}, item?: number): Promise<string> {
  const one = criterion(41, check, item === undefined ? {} : { item });
  const { facts } = await opened({ train: asking([one]), releases: [{ ...shop, workItems: [1, 2] }] }, parts);
  const { state, evidence } = evaluateCriterion(one, facts.criteria, now);
  return `${state}: ${evidence}`;
}

const deployment: Deployment = {
  release: "classic:57",
  releaseName: "Release-57",
  pipeline: { id: 3, name: "Deployment", kind: "classic" },
  stage: "UAT",
  environment: "UAT",
  attempt: 1,
  status: { state: "succeeded", wire: "succeeded" },
  startedBy: "person",
  queuedOn: june(2),
  startedOn: june(2),
  finishedOn: june(2, 1),
};

const deployed = { kind: "deployed", release: "classic:57", environment: "UAT", hours: 24 } as const;

function running(...items: readonly Deployment[]): Parts {
  return {
    releases: {
      get: () => Promise.resolve(classic),
      deployments: ({ pipelineId }) => Promise.resolve({ items: pipelineId === 3 ? items : [] }),
    },
  };
}

describe("opening a train", () => {
  it("S1-38: tells who looks, who holds which role, and the names of everybody in it", async () => {
    const groups = [{ id: "g1", name: "Ops" }];
    const offices = { ...settings.offices, releaseEngineer: { people: [], groups } };
    const known = await opened(
      { settings: { ...settings, offices }, train: { manager: "olga" } },
      { people: { members: (group) => Promise.resolve(group === "g1" ? ["eve"] : []) } },
    );
    assert.deepEqual(known.roles.releaseEngineer, { people: ["eve"], unread: [] });
    assert.deepEqual(
      ["mia", "olga", "eve", "max"].map((who) => known.people.find((one) => one.id === who)?.name),
      ["Mia", "Olga", "Eve", "Max"],
    );
    assert.equal(known.me.id, "mia");
  });

  it("S1-38: says that a group or the settings could not be read, and so who holds a role", async () => {
    const offices = { ...settings.offices, executive: { people: [], groups: [{ id: "g1", name: "Board" }] } };
    const unread = await opened({ settings: { ...settings, offices } }, { people: { members: no } });
    assert.deepEqual(unread.roles.executive, { people: [], unread: ["Board"] });
    assert.ok(unread.problems.includes("Who is in the group Board could not be read."));
    const stage = trainStage();
    stage.kept.put(`settings-${stage.azure.project.id}`, "train-settings", { schema: 2 });
    const lost = await openTrain(7, stage.azure, now);
    assert.deepEqual(lost.roles.releaseManager.unread, ["the settings of release trains"]);
    assert.match(lost.problems.join(" "), /^The settings of release trains could not be read/);
  });

  it("tells what cannot be read of it, each in a sentence, and the rest all the same", async () => {
    const stage = trainStage({ releases: [{ ...shop, workItems: [1] }] }, { workItems: { get: no } });
    stage.kept.put(`train-${id(1)}`, `turnover-${id(20)}`, { ...turnover, schema: 9 });
    stage.kept.put(`calendar-${stage.azure.project.id}`, id(50), {});
    const known = await openTrain(7, stage.azure, now);
    assert.deepEqual(
      known.problems.map((one) => /^[^:]*/.exec(one)?.[0]),
      [
        "The calendar could not be read",
        `turnover-${id(20)} could not be read`,
        "The work items could not be read",
      ],
    );
    assert.equal(known.facts.workItems.kind, "failed");
    assert.equal(known.facts.calendar.kind, "failed");
  });

  it("S1-01: refuses a train that is not there", async () => {
    await assert.rejects(openTrain(8, trainStage().azure, now), refusing("RM041", /no such document/));
  });

  it("refuses acts where the ledger could not be kept", async () => {
    const stage = trainStage();
    const known = await openTrain(7, stage.azure, now);
    assert.throws(() => actingOn(known, stage.azure, { now }), refusing("RM002", /cannot compute hashes/));
    assert.deepEqual(actingOn(known, stage.azure, hashing).doing, { by: "mia", now });
  });
});

const query: CriterionCheck = { kind: "query", query: "q", atMost: 1 };
const tests: CriterionCheck = { kind: "tests", run: 5, percent: 90 };
const pulls: CriterionCheck = { kind: "pullRequests", repository: "shop web", ids: [3, 4] };
const items: CriterionCheck = { kind: "workItems", category: "completed" };
const done = [1, 2].map((one) => ({
  ...{ id: one, revision: 1, title: "x", type: "Bug", state: "Done", tags: [], webUrl: "" },
  category: one === 2 ? ("completed" as const) : ("removed" as const),
}));
const cases: readonly (readonly [string, CriterionCheck, Parts, string])[] = [
  [
    "a query",
    query,
    { workItems: { query: () => Promise.resolve([8, 9]) } },
    "notMet: 2 work items found, at most 1 allowed",
  ],
  ["a query that fails", query, { workItems: { query: no } }, "notKnown: It could not be read: No right."],
  [
    "a test run",
    tests,
    { testRuns: { get: () => Promise.resolve({ finished: true, passed: 9, total: 10 }) } },
    "met: 9 of 10 tests passed in run 5, 90 % must",
  ],
  [
    "pull requests of a repository whose name has a blank",
    pulls,
    {
      pullRequests: {
        get: (repository, ids) =>
          repository === "shop web"
            ? Promise.resolve(ids.map((one) => ({ id: one, status: "completed" })))
            : no(),
      },
    },
    "met: 2 of 2 pull requests completed",
  ],
  [
    "associated work items",
    items,
    { workItems: { get: () => Promise.resolve(done) } },
    "met: 1 of 1 work item as far as completed, 1 removed",
  ],
  [
    "a work item that is not visible",
    items,
    { workItems: { get: () => Promise.resolve(done.slice(1)) } },
    "notKnown: #1 cannot be told: deleted, not visible to you, or in a state of no category",
  ],
  [
    "a release that is there still",
    deployed,
    running(deployment, {
      ...deployment,
      pipeline: { ...deployment.pipeline, id: 4 },
      finishedOn: june(4),
    }),
    'met: classic:57 is current in "UAT" since 2026-06-02 01:00 UTC, 24 hours asked for',
  ],
  [
    "a release that came there a moment ago, by a clock that is ahead of the reader's",
    { ...deployed, hours: 0 },
    running({ ...deployment, finishedOn: instant(now + 60_000) }),
    `met: classic:57 is current in "UAT" since ${momentWords(instant(now + 60_000))}, 0 hours asked for`,
  ],
  [
    "a stage that is called otherwise than the environment to which it deploys",
    { ...deployed, environment: "PROD" },
    {
      releases: {
        get: () =>
          Promise.resolve({
            ...classic,
            stages: classic.stages.map((stage) => ({
              ...stage,
              environment: stage.name === "Production" ? "PROD" : stage.name,
            })),
          }),
        deployments: () =>
          Promise.resolve({ items: [{ ...deployment, stage: "Production", environment: "Production" }] }),
      },
    },
    'met: classic:57 is current in "PROD" since 2026-06-02 01:00 UTC, 24 hours asked for',
  ],
  [
    "a release that another one replaced",
    deployed,
    running(deployment, { ...deployment, release: "classic:58", finishedOn: june(4) }),
    'notMet: "UAT" runs classic:58, not classic:57',
  ],
  ["an environment with nothing in it", deployed, running(), 'notMet: Nothing is deployed to "UAT"'],
  [
    "a history that is too long to be read",
    deployed,
    {
      releases: {
        get: () => Promise.resolve(classic),
        deployments: () => Promise.resolve({ items: [], next: "more" }),
      },
    },
    "notKnown: It could not be read: nothing of its pipeline is among the latest 0 deployments",
  ],
  [
    "a release that is gone",
    deployed,
    { releases: { get: no } },
    "notKnown: It could not be read: No right.",
  ],
];

describe("what a train's criteria ask for", () => {
  for (const [what, check, parts, expected] of cases) {
    it(`N10: is read of ${what}`, async () => assert.equal(await judged(check, parts), expected));
  }

  it("N10: is read of the deployments to an environment of YAML", async () => {
    const run = {
      ...deployment,
      release: "run:345" as const,
      pipeline: { id: 3, name: "CI", kind: "yaml" as const },
    };
    // Another application in the same place.
    const other = { ...run, release: "run:346" as const, pipeline: { ...run.pipeline, id: 2, name: "A" } };
    const parts: Parts = {
      builds: { run: () => Promise.resolve({ ...classic, id: "run:345", kind: "yaml" }) },
      environments: {
        list: () => Promise.resolve([{ id: 9, name: "uat" }]),
        deployments: ({ name }) => Promise.resolve({ items: name === "uat" ? [other, run] : [] }),
      },
    };
    assert.match(await judged({ ...deployed, release: "run:345" }, parts), /^met: run:345 is current/);
  });

  it("N10: is the decision of the named person on their work item, and nobody's before they were asked", async () => {
    const check = { kind: "approved", person: "max", about: "the plan" } as const;
    assert.equal(await judged(check), "notMet: The person has not decided");
    const stage = trainStage();
    const title = 'Approve "the plan": release train 7';
    const order = { type: "Task", title, description: "", tags: [] };
    await stage.azure.workItems.create({ ...order, assignedTo: { id: "max", name: "Max" } });
    stage.boards.set(101, "nik", "Removed");
    stage.boards.set(101, "max", "Done");
    const now = (): Promise<string> => judged(check, { workItems: stage.boards.workItems }, 101);
    assert.match(await now(), /^met: Approved on/);
    stage.boards.set(101, "nik", "New");
    assert.match(await now(), /^met: Approved on/);
    stage.boards.set(101, "max", "Done");
    stage.boards.set(101, "max", "New");
    assert.match(await now(), /^notMet: Taken back on/);
  });

  it("N10: is what Azure DevOps says of the stage that a task started", async () => {
    const task = { id: id(30), title: "Deploy", owner: "olga", state: "running" as const };
    const tasks = [
      { ...task, stage: { release: "classic:57" as const, name: "UAT" } },
      { ...task, id: id(31), stage: { release: "classic:57" as const, name: "Nowhere" } },
    ];
    const { facts } = await opened({ turnovers: [{ ...turnover, tasks }] }, running());
    assert.deepEqual(facts.stages[id(30)], { kind: "read", value: "succeeded" });
    assert.equal(facts.stages[id(31)]?.kind, "failed");
  });
});

describe("a large train", () => {
  const releases = Array.from({ length: 60 }, (_, at) => ({
    ...shop,
    id: id(1000 + at),
    title: `App ${at}`,
    owner: `owner-${at}`,
    workItems: Array.from({ length: 40 }, (__, item) => at * 33 + item + 1),
  }));
  const queries = Array.from({ length: 400 }, (_, at) =>
    criterion(2000 + at, { kind: "query", query: `q${at < 100 ? at % 5 : at}`, atMost: 0 }),
  );
  const gates = train.gates.map((gate, at) => ({
    ...gate,
    criteria: queries.slice(at * 100, at * 100 + 100),
  }));
  const groups = (name: string): { people: []; groups: { id: string; name: string }[] } => ({
    people: [],
    groups: [{ id: name, name }],
  });
  const offices = { releaseManager: groups("M"), releaseEngineer: groups("E"), executive: groups("X") };

  it("S1-39: is shown after eight requests, with 60 application releases and 400 criteria", async () => {
    const stage = trainStage({ train: { gates }, releases, settings: { ...settings, offices } });
    const shown: Readonly<{ asked: number; known: TrainKnown }>[] = [];
    await openTrain(7, stage.azure, now, (known) => shown.push({ asked: stage.asked.length, known }));
    // The members of the three groups are one request of the adapter.
    assert.deepEqual([shown.length, shown[0]?.asked], [1, 9]);
    assert.equal(shown[0]?.known.whole.releases.kept.length, 60);
    assert.equal(shown[0].known.facts.workItems.kind, "failed");
    assert.equal(stage.asked.slice(0, 9).filter((one) => one === "people.members").length, 3);
  });

  it("N10: asks for each thing once, for the open gate first, and says what it left out", async () => {
    const stage = trainStage({ train: { gates }, releases });
    const known = await openTrain(7, stage.azure, now);
    assert.equal(stage.asked.filter((one) => one === "workItems.get").length, 1);
    assert.equal(stage.asked.filter((one) => one === "workItems.query").length, 60);
    const states = queries.map((one) => evaluateCriterion(one, known.facts.criteria, now).state);
    assert.deepEqual([states.slice(0, 100).every((one) => one === "met"), states.at(-1)], [true, "notKnown"]);
    assert.ok(
      known.problems.includes(
        "245 exit criteria of the development gate, QA gate and production gate could not be read.",
      ),
    );
  });
});
