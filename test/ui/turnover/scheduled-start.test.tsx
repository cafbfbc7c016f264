import assert from "node:assert/strict";
import type { Attempt } from "../../../core/model/stage.ts";
import { exactTime } from "../../../ui/shared/time.ts";
import { pipelineText, type PipelineParts } from "../../../ui/turnover/scheduled-start.ts";
import { parse } from "yaml";
import { attempt, noRight, release as classic } from "../../core/acts/sample-organisation.ts";
import { id, june, now } from "../../core/model/train/builders.ts";
import { pipelineJudge, schemaAtHand } from "../../support/pipeline-language.ts";
import { DeployPage } from "../../../ui/deploy/deploy-page.tsx";
import { clear, draw, openPage, settled } from "../dom.ts";
import { gives, watchedHub } from "../hub.ts";
import { automated, byHand, openTurnover, staged, storedIn, till, turnoverIn } from "./open-turnover.tsx";

const step = { title: "Deploy", release: "classic:57", stage: "Production" } as const;
const parts: PipelineParts = { at: june(10, 22), steps: [step], left: 0, reason: "Release train 7: June" };

type Text = Readonly<{
  schedules: readonly Readonly<{ cron: string; always: boolean }>[];
  jobs: readonly Readonly<{
    condition: string;
    steps: readonly Readonly<{ task?: string; inputs?: Readonly<Record<string, string>> }>[];
  }>[];
}>;

function read(over: Partial<PipelineParts> = {}): Text {
  return parse(pipelineText({ ...parts, ...over })) as Text;
}

describe("the pipeline that starts a turnover at its time", () => {
  it("S1-34: runs once, in UTC, in the minute or the one after it, and in no other year", () => {
    assert.equal(read().schedules[0]?.cron, "0 22 10 6 *");
    assert.equal(read({ at: (june(10, 22) + 1000) as typeof parts.at }).schedules[0]?.cron, "1 22 10 6 *");
    assert.equal(read().jobs[0]?.condition, "and(succeeded(), eq(variables['year'], '2026'))");
  });

  it("S1-34 S1-36: starts one stage after the other, each once the one before has ended", () => {
    const second = { ...step, release: "run:345", stage: "Prod", environment: "PROD" } as const;
    const steps = read({ steps: [step, second] }).jobs[0]?.steps.slice(1) ?? [];
    assert.deepEqual(
      steps.map(({ task, inputs }) => [
        task,
        inputs?.["release"],
        inputs?.["environment"],
        inputs?.["waitMinutes"],
      ]),
      [
        ["ReleaseManagerStart@1", "classic:57", undefined, 1440],
        ["ReleaseManagerStart@1", "run:345", "PROD", 1440],
      ],
    );
  });

  it("S1-34: lets no name break out of its place", () => {
    const evil = '"\n  - script: rm -rf / # $(System.AccessToken) ${{ x }} $[y]';
    const made = read({ steps: [{ ...step, title: evil }], reason: evil });
    assert.equal(made.jobs[0]?.steps.length, 2);
    assert.doesNotMatch(pipelineText({ ...parts, reason: evil }), /\$\(|\$\{\{|\$\[y/);
  });

  it("S1-34: is a pipeline that Azure Pipelines' own language service understands", async function understood() {
    if (!schemaAtHand) this.skip();
    const judge = await pipelineJudge();
    assert.deepEqual(await judge(pipelineText({ ...parts, left: 2 })), []);
  });
});

const waits: Attempt = {
  ...attempt,
  status: { state: "waitingForApproval", wire: "x" },
  approvals: [
    { id: "a-b-c", when: "before", attempt: 1, status: "pending", automatic: false, mayDecide: "yes" },
  ],
};

/** Whatever of a run is asked for. */
function runs(decided: unknown[], attempt = waits) {
  const stages = classic.stages.map((one) => ({ ...one, attempts: [attempt] }));
  const run = { ...classic, id: "run:345" as const, kind: "yaml" as const, stages };
  return {
    builds: { run: gives(run), get: gives({ id: 345 }) },
    runs: {
      decide: (approval: string, decision: unknown) => (
        decided.push([approval, decision]),
        Promise.resolve()
      ),
      queuedWith: gives({ parameters: {}, resources: [] }),
      approvals: gives([]),
      checks: gives([]),
    },
  };
}

describe("a turnover that waits for its time", () => {
  before(openPage);
  afterEach(clear);

  it("S1-34: says that nobody starts it by itself, and gives a pipeline for what nothing else fits", async () => {
    const second = { ...automated, id: id(32), title: "Also" };
    const tasks = [automated, second, byHand];
    const { page } = await openTurnover(staged([turnoverIn("ready", { tasks })]), "eve");
    assert.match(page.text(), /Nobody starts it by itself: Release Manager has no server/);
    assert.match(page.text(), /Also: a time of their own would not wait for the task before/);
    assert.match(
      page.one("pre").textContent,
      /ReleaseManagerStart@1[^]*release: "classic:57"[^]*stage: "UAT"/,
    );
    assert.match(page.one("pre").textContent, /What follows is not started here: 1 more/);
  });
});

describe("a turnover whose first task gets its time", () => {
  before(openPage);
  afterEach(clear);

  it("S1-34: opens the evidence for the first task's classic stage, for its time", async () => {
    const { page, watched } = await openTurnover(staged([turnoverIn("ready")]), "eve");
    assert.match(page.text(), /Deploy is a stage of a classic release: Azure DevOps keeps a time for it/);
    assert.equal(page.all("pre").length, 0, "nothing is left for a pipeline");
    const button = page.all("button").find(({ textContent }) => textContent.startsWith("Start Deploy on "));
    assert.ok(button, page.text());
    button.click();
    const task = { train: 7, turnover: id(20), task: automated.id, at: june(10) };
    const over = { panel: "deploy", id: "classic:57", stage: "UAT", task };
    assert.deepEqual(watched.went, [{ place: { view: "turnover", train: 7, turnover: id(20) }, over }]);
  });

  it("S1-34: gives the stage its time from the evidence, which is judged for then, and starts nothing now", async () => {
    const started: unknown[] = [];
    const deployments = gives({ items: [] });
    const start = (...call: readonly unknown[]) => Promise.resolve(void started.push(call));
    const stage = staged([turnoverIn("ready")], {}, { releases: { start, deployments } });
    stage.be("eve");
    const watched = watchedHub({}, { azure: stage.azure, now: () => now });
    const task = { train: 7, turnover: id(20), task: automated.id, at: june(10) };
    const over = { panel: "deploy", id: "classic:57", stage: "UAT", task } as const;
    const nothing = () => undefined;
    const page = draw(<DeployPage hub={watched.hub} over={over} close={nothing} started={nothing} />);
    await settled();
    assert.match(page.text(), /on Wednesday,? 10 June 2026 at 00:00:00 UTC, and judged for then/);
    page.click(`Deploy 2 artefacts to UAT on ${exactTime(june(10))}`);
    await settled();
    // What begins tasks is a part of its own, which is fetched first.
    for (let left = 20; left > 0 && watched.said.length === 0; left -= 1) await settled();
    assert.deepEqual([started, watched.said], [[[57, "UAT", "", { at: june(10) }]], ["UAT has its time."]]);
    assert.deepEqual(
      (await storedIn(stage)).map(({ revision }) => revision),
      [1],
    );
  });

  it("S1-34, S1-38: says why the stage gets no time, before anything is pressed", async () => {
    const rows = [
      ["accepted", "eve", "The turnover is accepted; it would have to be ready."],
      ["ready", "nik", "Only a release engineer or its owner may begin a deployment task."],
    ] as const;
    for (const [state, who, why] of rows) {
      const { page } = await openTurnover(staged([turnoverIn(state)]), who);
      const button = page.all("button").find(({ textContent }) => textContent.startsWith("Start Deploy on "));
      assert.deepEqual([button?.getAttribute("aria-disabled"), button?.title], ["true", why]);
      clear();
    }
  });
});

describe("a turnover whose stage has its time", () => {
  before(openPage);
  afterEach(clear);

  it("S1-34: shows that a stage has its time and when, gives no pipeline beside it, and takes the time back", async () => {
    const cancelled: unknown[] = [];
    const status = { state: "scheduled", wire: "scheduled" } as const;
    const stages = classic.stages.map((one) => ({ ...one, status, scheduledFor: june(10) }));
    const releases = {
      get: gives({ ...classic, stages }),
      cancel: (...call: readonly unknown[]) => Promise.resolve(void cancelled.push(call)),
    };
    const tasks = [automated, { ...automated, id: id(32), title: "Also" }];
    const stage = staged([turnoverIn("ready", { tasks })], {}, { releases });
    const { page } = await openTurnover(stage, "eve");
    assert.match(page.text(), /Deploy is scheduled: Azure DevOps starts it 10 Jun 00:00\./);
    assert.match(page.text(), /Scheduled, for Wednesday,? 10 June 2026/);
    assert.match(page.text(), /Deploy has its time already: a pipeline would start it again/);
    page.click("Do not start Deploy by itself");
    await settled();
    assert.deepEqual(cancelled, [[57, "UAT", "Deploy does not start by itself"]]);
  });

  it("S1-34: does not cancel what began at its time while the page stood open", async () => {
    const cancelled: unknown[] = [];
    const at = (state: "scheduled" | "inProgress") => ({
      ...classic,
      stages: classic.stages.map((one) => ({
        ...{ ...one, status: { state, wire: state }, scheduledFor: june(10) },
      })),
    });
    let there = at("scheduled");
    const releases = {
      get: () => Promise.resolve(there),
      cancel: (...call: readonly unknown[]) => Promise.resolve(void cancelled.push(call)),
    };
    const { page } = await openTurnover(staged([turnoverIn("ready")], {}, { releases }), "eve");
    there = at("inProgress");
    page.click("Do not start Deploy by itself");
    await settled();
    assert.deepEqual(cancelled, []);
    assert.match(page.text(), /There is nothing to cancel: the stage is “In progress” by now/);
  });
});

describe("a turnover that waits for its time, and what is no classic stage", () => {
  before(openPage);
  afterEach(clear);

  it("S1-34: says that nothing can start before what a person does first", async () => {
    const { page } = await openTurnover(staged([turnoverIn("ready", { tasks: [byHand, automated] })]), "eve");
    assert.match(
      page.text(),
      /The first task is done by a person, or in another project: nothing can start before it/,
    );
    assert.equal(page.all("pre").length, 0);
  });

  it("S1-34: approves for then what waits for an approval of a run", async () => {
    const decided: unknown[] = [];
    const tasks = [{ ...automated, stage: { release: "run:345" as const, name: "UAT" } }];
    const turnover = turnoverIn("ready", { tasks, included: [{ id: till.id, releases: ["run:345"] }] });
    const { page } = await openTurnover(staged([turnover], {}, runs(decided) as never), "eve");
    const button = page.all("button").find(({ textContent }) => textContent.startsWith("Approve Deploy for"));
    assert.ok(button, page.text());
    button.click();
    await settled();
    const comment = "For the turnover of release train 7";
    assert.deepEqual(decided, [["a-b-c", { decision: "deferred", until: june(10), comment }]]);
    assert.equal(id(20), turnover.id);
  });

  it("S1-34: says that it goes on by itself only where every approval is given for then", async () => {
    const decided: unknown[] = [];
    const [one] = waits.approvals;
    assert.ok(one);
    const given = { ...one, id: "d-e-f", status: "deferred", deferredUntil: june(10) } as const;
    const tasks = [{ ...automated, stage: { release: "run:345" as const, name: "UAT" } }];
    const turnover = turnoverIn("ready", { tasks, included: [{ id: till.id, releases: ["run:345"] }] });
    const opened = async (approvals: Attempt["approvals"]) =>
      (await openTurnover(staged([turnover], {}, runs(decided, { ...waits, approvals }) as never), "eve"))
        .page;
    const half = await opened([given, one]);
    assert.match(half.text(), /Deploy waits for an approval that can be given for then/);
    clear();
    assert.match((await opened([given])).text(), /Deploy is approved and goes on/);
  });

  it("S1-34: says so where it could not be read who is asked to approve", async () => {
    const tasks = [{ ...automated, stage: { release: "run:345" as const, name: "UAT" } }];
    const turnover = turnoverIn("ready", { tasks, included: [{ id: till.id, releases: ["run:345"] }] });
    const parts = runs([]);
    const approvals = () => Promise.reject(noRight());
    const { page } = await openTurnover(
      staged([turnover], {}, { ...parts, runs: { ...parts.runs, approvals } } as never),
      "eve",
    );
    assert.match(page.text(), /could not be read: You do not have the right/);
  });

  it("S1-34: says nothing of it once its time is over", async () => {
    const { page } = await openTurnover(staged([turnoverIn("ready")]), "eve", june(11));
    assert.doesNotMatch(page.text(), /Nobody starts it by itself/);
  });
});
