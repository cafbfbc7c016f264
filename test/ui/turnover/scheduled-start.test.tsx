import assert from "node:assert/strict";
import type { Attempt } from "../../../core/model/stage.ts";
import { pipelineText, type PipelineParts } from "../../../ui/turnover/scheduled-start.ts";
import { parse } from "yaml";
import { attempt, release as classic } from "../../core/acts/sample-organisation.ts";
import { id, june } from "../../core/model/train/builders.ts";
import { pipelineJudge, schemaAtHand } from "../../support/pipeline-language.ts";
import { clear, openPage, settled } from "../dom.ts";
import { gives } from "../hub.ts";
import { automated, byHand, openTurnover, staged, till, turnoverIn } from "./open-turnover.tsx";

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
function runs(decided: unknown[]) {
  const stages = classic.stages.map((one) => ({ ...one, attempts: [waits] }));
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
    const { page } = await openTurnover(staged([turnoverIn("ready")]), "eve");
    assert.match(page.text(), /Nobody starts it by itself: Release Manager has no server/);
    assert.match(page.text(), /sets no time at which a classic stage starts/);
    assert.match(
      page.one("pre").textContent,
      /ReleaseManagerStart@1[^]*release: "classic:57"[^]*stage: "UAT"/,
    );
    assert.match(page.one("pre").textContent, /What follows is not started here: 1 more/);
  });

  it("S1-34: says that nothing can start before what a person does first", async () => {
    const { page } = await openTurnover(staged([turnoverIn("ready", { tasks: [byHand, automated] })]), "eve");
    assert.match(page.text(), /The first task is done by a person: nothing can start before it/);
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

  it("S1-34: says nothing of it once its time is over", async () => {
    const { page } = await openTurnover(staged([turnoverIn("ready")]), "eve", june(11));
    assert.doesNotMatch(page.text(), /Nobody starts it by itself/);
  });
});
