import assert from "node:assert/strict";
import { list, project, scene, taskIds } from "./scripted-server.ts";

const plan = "e5fd2b4c-1111-4222-8333-444444444444";
const older = "e5fd2b4c-9999-4222-8333-444444444444";

const wireBuild = {
  id: 345,
  buildNumber: "_20220616.3",
  status: "completed",
  result: "succeeded",
  reason: "individualCI",
  definition: { id: 7, name: "Integration", path: "\\" },
  sourceBranch: "refs/heads/main",
  sourceVersion: "abc123",
  requestedFor: { id: "p1", displayName: "Rita" },
  queueTime: "2022-06-16T20:00:00Z",
  finishTime: "2022-06-16T20:10:00Z",
  retainedByRelease: true,
  orchestrationPlan: { planId: plan },
  parameters: '{"Variable-Group":"Clone","n":1}',
};

const stage = (over: Record<string, unknown>): Record<string, unknown> => ({
  type: "Stage",
  attempt: 1,
  state: "completed",
  result: "succeeded",
  ...over,
});

const records = [
  stage({ id: "s2", name: "Production", refName: "prod", order: 2, result: "manuallyQueued" }),
  stage({
    id: "s1",
    name: "UAT",
    refName: "uat",
    order: 1,
    attempt: 2,
    startTime: "2022-06-16T20:01:00Z",
    finishTime: "2022-06-16T20:09:00Z",
    previousAttempts: [{ attempt: 1, timelineId: older, recordId: "s1-old" }],
  }),
  { id: "ph", parentId: "s1", type: "Phase", name: "Job" },
  { id: "j", parentId: "ph", type: "Job", name: "Job" },
  {
    id: "11111111-2222-4333-8444-555555555555",
    parentId: "j",
    type: "Task",
    name: "Deploy",
    state: "completed",
    result: "succeededWithIssues",
    task: { id: taskIds.deploy },
    issues: [{ type: "warning", message: "slow" }],
  },
  { id: "loop", parentId: "loop", type: "Task" },
];

const root = `/core/${project.id}/_apis/build`;

describe("Builds", () => {
  const at = scene();

  it("S0-08: say number, branch, commit and result", async () => {
    at.script = () => ({ body: wireBuild });
    assert.deepEqual(await at.server.azure().builds.get(345), {
      id: 345,
      number: "_20220616.3",
      pipeline: { id: 7, name: "Integration" },
      branch: "refs/heads/main",
      commit: "abc123",
      result: "succeeded",
      reason: "individualCI",
      requestedBy: { id: "p1", name: "Rita" },
      finishedOn: Date.parse("2022-06-16T20:10:00Z"),
      retainedByRelease: true,
    });
  });

  for (const [status, result, read] of [
    ["inProgress", undefined, "running"],
    ["notStarted", "none", "running"],
    ["completed", "PartiallySucceeded", "partiallySucceeded"],
    ["completed", "canceled", "cancelled"],
    ["completed", "evaporated", "unknown"],
  ] as const) {
    it(`S0-06: that are ${status}, ${result ?? "-"} count as ${read}`, async () => {
      at.script = () => ({ body: { ...wireBuild, status, result } });
      assert.equal((await at.server.azure().builds.get(345)).result, read);
    });
  }
});

describe("Lists of builds", () => {
  const at = scene();

  it("are listed newest first, of one pipeline and successful only where asked", async () => {
    at.script = () => ({ body: list(wireBuild), headers: { "x-ms-continuationtoken": "t" } });
    const page = await at.server
      .azure()
      .builds.list({ pipelineId: 7, succeededOnly: true, branch: "refs/heads/ä" });
    assert.deepEqual([page.items.length, page.next], [1, "t"]);
    assert.deepEqual(at.server.received[0]?.query, {
      definitions: "7",
      branchName: "refs/heads/ä",
      statusFilter: "completed",
      resultFilter: "succeeded",
      queryOrder: "queueTimeDescending",
      $top: "50",
      "api-version": "7.0",
    });
  });

  it("give an artefact another identity when it is published again", async () => {
    const artefact = (id: number, data: string): unknown => ({
      id,
      name: "Sln",
      resource: { data, downloadUrl: "https://x/y" },
    });
    at.script = () => ({ body: list(artefact(1, "#/9/Sln")) });
    assert.deepEqual(await at.server.azure().builds.artefacts(345), [
      { name: "Sln", identity: "1:#/9/Sln", downloadUrl: "https://x/y" },
    ]);
    at.script = () => ({ body: list(artefact(2, "#/9/Sln")) });
    assert.equal((await at.server.azure().builds.artefacts(345))[0]?.identity, "2:#/9/Sln");
  });
});

describe("YAML runs", () => {
  const at = scene();

  it("show a completed run whose Production waits for its manual start", async () => {
    at.script = ({ path }) => {
      if (path.endsWith(`/timeline/${plan}`)) return { body: { records } };
      if (path.endsWith(`/timeline/${older}`)) {
        return { body: { records: [stage({ id: "s1-old", name: "UAT", result: "failed" })] } };
      }
      return { body: wireBuild };
    };
    const run = await at.server.azure().builds.run(345);
    const [uat, production] = run.stages;
    assert.ok(uat);
    assert.deepEqual(
      [run.id, run.kind, run.name, run.reason],
      ["run:345", "yaml", "_20220616.3", "continuousIntegration"],
    );
    assert.deepEqual(
      [production?.status.state, production?.trigger, production?.attempts],
      ["waitingForManualStart", "manual", []],
    );
    assert.deepEqual([uat.id, uat.status.state], ["uat", "succeeded"]);
    assert.deepEqual(
      uat.attempts.map(({ number, status, steps }) => [
        number,
        status.state,
        steps.map((step) => step.status.state),
      ]),
      [
        [1, "failed", []],
        [2, "succeeded", ["succeededWithWarnings"]],
      ],
    );
    assert.deepEqual(run.variables, [
      { name: "Variable-Group", value: "Clone", secret: false, allowOverride: true },
    ]);
    assert.equal(at.server.received[1]?.query["api-version"], "7.2-preview.3");
  });
});

describe("YAML runs that go on", () => {
  const at = scene();

  it("show waiting approvals and checks of a running stage, and unknown results", async () => {
    const running = [
      stage({ id: "a", name: "A", order: 1, state: "pending", result: null }),
      { id: "c", parentId: "a", type: "Checkpoint", state: "inProgress" },
      { id: "ap", parentId: "c", type: "Checkpoint.Approval", state: "inProgress" },
      stage({ id: "b", name: "B", order: 2, state: "pending", result: null }),
      { id: "d", parentId: "b", type: "Checkpoint.TaskCheck", state: "inProgress" },
      stage({ id: "e", name: "E", order: 3, result: "sublimated" }),
      stage({ id: "f", name: "F", order: 4, state: "pending", result: null }),
    ];
    at.script = ({ path }) =>
      path.includes("timeline")
        ? { body: { records: running } }
        : { body: { ...wireBuild, status: "inProgress" } };
    const { stages } = await at.server.azure().builds.run(345);
    assert.deepEqual(
      stages.map((one) => one.status.state),
      ["waitingForApproval", "waitingForCheck", "unknown", "notDeployed"],
    );
    assert.deepEqual(
      stages[0]?.attempts[0]?.approvals.map(({ id, status }) => [id, status]),
      [["ap", "pending"]],
    );
  });
});

describe("Lists of YAML runs", () => {
  const at = scene();

  it("list YAML runs with more than one stage, and keep timelines of finished ones", async () => {
    const single = { ...wireBuild, id: 346, orchestrationPlan: { planId: older } };
    at.script = ({ path }) => {
      if (path.endsWith("/definitions")) return { body: list({ id: 7 }, { id: 9 }) };
      if (path.endsWith("/builds")) return { body: list(wireBuild, single) };
      return { body: { records: path.includes("/345/") ? records : records.slice(1) } };
    };
    const azure = at.server.azure();
    const page = await azure.builds.runs({ top: 20 });
    await azure.builds.runs({ top: 20 });
    assert.deepEqual(
      page.items.map(({ id }) => id),
      ["run:345"],
    );
    assert.deepEqual(
      at.server.received.map(({ path }) => path.slice(root.length)),
      ["/definitions", "/builds", `/builds/345/timeline/${plan}`, `/builds/346/timeline/${older}`, "/builds"],
    );
    assert.deepEqual(
      [at.server.received[0]?.query["processType"], at.server.received[1]?.query["definitions"]],
      ["2", "7,9"],
    );
  });

  it("ask for no runs where there is no YAML pipeline", async () => {
    at.script = () => ({ body: list() });
    assert.deepEqual(await at.server.azure().builds.runs({}), { items: [] });
    assert.equal(at.server.received.length, 1);
  });
});

describe("YAML runs of an older Server", () => {
  const at = scene();

  it("fall back to the older timeline on a Server that has no manual stages", async () => {
    at.script = ({ path, query }) => {
      if (!path.includes("timeline")) return { body: wireBuild };
      if (query["api-version"] === "7.0") return { body: { records: [stage({ id: "x", name: "UAT" })] } };
      return { status: 400, body: { typeKey: "VssVersionOutOfRangeException", message: "out of range" } };
    };
    assert.equal((await at.server.azure().builds.run(345)).stages.length, 1);
  });

  it("say in a sentence what such a Server cannot tell", async () => {
    const waits = stage({ id: "y", name: "Production", state: "pending", result: null });
    const two = [stage({ id: "x", name: "UAT" }), waits];
    at.script = ({ path, query }) => {
      if (path.endsWith("/definitions")) return { body: list({ id: 7 }) };
      if (path.endsWith("/builds/345")) return { body: wireBuild };
      if (path.endsWith("/builds")) return { body: list(wireBuild) };
      if (query["api-version"] === "7.0") return { body: { records: two } };
      return { status: 400, body: { typeKey: "VssVersionOutOfRangeException", message: "out of range" } };
    };
    const page = await at.server.azure().builds.runs({});
    assert.equal(page.items.length, 1);
    assert.match(page.note ?? "", /older than API 7\.2/);
    const untold = [undefined, page.note];
    assert.deepEqual(
      page.items[0]?.stages.map((one) => one.untold),
      untold,
      "of a stage that has not begun",
    );
    const run = await at.server.azure().builds.run(345);
    assert.deepEqual(
      run.stages.map((one) => [one.status.state, one.untold]),
      [
        ["succeeded", undefined],
        ["notDeployed", page.note],
      ],
    );
  });
});

describe("Lists of YAML runs without their stages", () => {
  const at = scene();
  const single = { ...wireBuild, id: 346, orchestrationPlan: { planId: older } };
  const paths = (): readonly string[] => at.server.received.map(({ path }) => path.slice(root.length));

  beforeEach(() => {
    at.script = ({ path, query }) => {
      if (path.endsWith("/definitions")) return { body: list({ id: 7 }, { id: 9 }) };
      if (query["buildIds"] !== undefined) return { body: list(single, wireBuild) };
      if (path.endsWith("/builds")) return { body: list(wireBuild, single) };
      return { body: { records: path.includes("/345/") ? records : records.slice(1) } };
    };
  });

  it("N9: cost one request, and their stages one each, when they are wanted", async () => {
    const { builds } = at.server.azure();
    const page = await builds.runs({ withoutStages: true });
    assert.deepEqual(
      page.items.map(({ id, stages }) => [id, stages.length]),
      [
        ["run:345", 0],
        ["run:346", 0],
      ],
    );
    assert.deepEqual(paths(), ["/definitions", "/builds"]);
    const { items: filled } = await builds.withStages(page.items);
    assert.deepEqual(
      filled.map(({ id, stages }) => [id, stages.map(({ name }) => name)]),
      [["run:345", ["UAT", "Production"]]],
    );
    assert.deepEqual(paths().slice(2), [`/builds/345/timeline/${plan}`, `/builds/346/timeline/${older}`]);
    await builds.withStages(page.items);
    assert.equal(paths().length, 4);
  });

  it("N9: of elsewhere are asked for together, in their order, without those that are gone", async () => {
    const { builds } = at.server.azure();
    const [run] = (await builds.runs({ withoutStages: true })).items;
    assert.ok(run);
    const gone = { ...run, id: "run:999" } as const;
    const { items: filled } = await at.server.azure().builds.withStages([gone, { ...run }]);
    assert.deepEqual(
      filled.map(({ id }) => id),
      ["run:345"],
    );
    assert.equal(at.server.received[2]?.query["buildIds"], "999,345");
  });

  it("N9: of one pipeline ask at the same time whether it is written in YAML", async () => {
    const { builds } = at.server.azure();
    const page = await builds.runs({ pipelineId: 7, withoutStages: true });
    assert.deepEqual([page.items.length, [...paths()].sort()], [2, ["/builds", "/definitions"]]);
    assert.deepEqual(await builds.runs({ pipelineId: 8, withoutStages: true }), { items: [] });
  });
});

describe("Lists of YAML runs of very many pipelines", () => {
  const at = scene();

  it("N9: are asked for without naming each, and others are left out", async () => {
    const ids = Array.from({ length: 301 }, (_, id) => ({ id: id + 100 }));
    const other = { ...wireBuild, id: 347, definition: { id: 1 } };
    at.script = ({ path }) =>
      path.endsWith("/definitions") ? { body: list({ id: 7 }, ...ids) } : { body: list(wireBuild, other) };
    const page = await at.server.azure().builds.runs({ withoutStages: true });
    assert.equal(at.server.received[1]?.query["definitions"], undefined);
    assert.deepEqual(
      page.items.map(({ id }) => id),
      ["run:345"],
    );
  });
});

describe("Runs and builds that are looked for together", () => {
  const at = scene();
  const other = { ...wireBuild, id: 346 };

  beforeEach(() => {
    at.script = ({ path }) => ({
      body: path.endsWith("/definitions") ? list({ id: 7 }) : list(other, wireBuild),
    });
  });

  it("N17: that have not ended are asked for in one request, whatever holds them up", async () => {
    await at.server.azure().builds.runs({ unfinished: true, top: 20, withoutStages: true });
    assert.equal(at.server.received.length, 2);
    const { statusFilter, $top, resultFilter } = at.server.received[1]?.query ?? {};
    assert.deepEqual(
      [statusFilter, $top, resultFilter],
      ["inProgress,notStarted,postponed", "20", undefined],
    );
  });

  it("N7: are told to be there or not in one request", async () => {
    assert.deepEqual(await at.server.azure().builds.listed([345, 346, 999]), [346, 345]);
    assert.deepEqual(
      at.server.received.map(({ query }) => query["buildIds"]),
      ["345,346,999"],
    );
  });
});
