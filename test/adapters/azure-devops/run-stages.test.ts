import assert from "node:assert/strict";
import type { Stage } from "../../../core/model/stage.ts";
import { scene, taskIds, type Scene } from "./scripted-server.ts";

const plan = "e5fd2b4c-1111-4222-8333-444444444444";
const older = "e5fd2b4c-9999-4222-8333-444444444444";

type Wire = Readonly<Record<string, unknown>>;

const stage = (id: string, over: Wire): Wire => ({
  id,
  type: "Stage",
  name: id,
  refName: id,
  attempt: 1,
  state: "completed",
  result: "succeeded",
  ...over,
});
const waiting = { state: "pending", result: null };
const begun = { state: "inProgress", result: null };
const under = (parentId: string, type: string, over: Wire): Wire => ({
  id: `${parentId}-${type}`,
  parentId,
  type,
  name: type,
  ...over,
});

/** The stages of a run with these records; `earlier` lie in the timeline of former attempts. */
async function stagesOf(
  at: Scene,
  records: readonly Wire[],
  earlier: readonly Wire[] = [],
): Promise<readonly Stage[]> {
  at.script = ({ path }) => {
    if (path.endsWith(`/timeline/${plan}`)) return { body: { records } };
    if (path.endsWith(`/timeline/${older}`)) return { body: { records: earlier } };
    return { body: { id: 345, status: "completed", orchestrationPlan: { planId: plan } } };
  };
  return (await at.server.azure().builds.run(345)).stages;
}

describe("The stages of a YAML run", () => {
  const at = scene();

  for (const [state, result, read] of [
    ["completed", "SucceededWithIssues", "succeededWithWarnings"],
    ["completed", "manuallyQueued", "waitingForManualStart"],
    ["pending", "ManuallyQueued", "waitingForManualStart"],
    ["completed", "dependentOnManualQueue", "notDeployed"],
    ["completed", "abandoned", "failed"],
    ["completed", "canceled", "cancelled"],
    [2, 0, "succeeded"],
    [2, 6, "waitingForManualStart"],
    [0, null, "notDeployed"],
    [1, null, "inProgress"],
    [2, 42, "unknown"],
    ["completed", null, "unknown"],
    ["completed", "sublimated", "unknown"],
  ] as const) {
    it(`N17: ${state}, ${result ?? "no result"} is ${read}`, async () => {
      const [one] = await stagesOf(at, [stage("uat", { state, result })]);
      assert.equal(one?.status.state, read);
    });
  }

  it("N17: are none while there is no timeline yet (204 without a body)", async () => {
    at.script = ({ path }) =>
      path.includes("timeline") ? { status: 204 } : { body: { id: 345, status: "notStarted" } };
    assert.deepEqual((await at.server.azure().builds.run(345)).stages, []);
  });

  it("S2-08: with one name are told apart by their reference names", async () => {
    const both = await stagesOf(at, [
      stage("deploy_eu", { name: "Deploy", order: 1 }),
      stage("deploy_us", { name: "Deploy", order: 2, ...begun }),
      under("deploy_us", "Task", { task: { id: taskIds.deploy }, ...begun }),
    ]);
    assert.deepEqual(
      both.map(({ id, name, status, deploy }) => [id, name, status.state, deploy !== undefined]),
      [
        ["deploy_eu", "Deploy", "succeeded", false],
        ["deploy_us", "Deploy", "inProgress", true],
      ],
    );
  });
});

describe("A YAML stage that was skipped", () => {
  const at = scene();
  const trace =
    "Evaluating: and(succeeded(), eq(variables['Build.SourceBranchName'], 'release'))\r\nExpanded: and(True, eq('main', 'release'))\r\nResult: False";

  it("S2-09: says the condition as Azure DevOps evaluated it, made harmless and short enough", async () => {
    const [one] = await stagesOf(at, [stage("dev", { result: "skipped", resultCode: `${trace}\u202E` })]);
    assert.equal(one?.skippedBecause, trace.replaceAll("\r", ""));
    const [long] = await stagesOf(at, [
      stage("dev", { result: "skipped", resultCode: `Evaluating: ${"x".repeat(9000)}` }),
    ]);
    assert.equal(long?.skippedBecause?.length, 2000);
  });

  it("S2-09: says no condition where Azure DevOps tells none, or the stage was not skipped", async () => {
    const stages = await stagesOf(at, [
      stage("a", { result: "skipped", resultCode: "Canceled" }),
      stage("b", { result: "skipped" }),
      stage("c", { result: "succeeded", resultCode: trace }),
    ]);
    assert.deepEqual(
      stages.map(({ skippedBecause }) => skippedBecause),
      [undefined, undefined, undefined],
    );
  });

  it("N17: has an attempt only where people or checks were asked before", async () => {
    const stages = await stagesOf(at, [
      stage("a", { result: "skipped" }),
      stage("b", { result: "skipped" }),
      under("b", "Checkpoint.Approval", { state: "completed", result: "skipped" }),
    ]);
    assert.deepEqual(
      stages.map(({ attempts }) => attempts.map(({ status, approvals }) => [status.state, approvals.length])),
      [[], [["skipped", 1]]],
    );
  });
});

describe("A YAML stage that waits", () => {
  const at = scene();

  it("N17: for its checks says which, and where each stands", async () => {
    const businessHours = { task: { id: "445FDE2F-6c39-441c-807f-8a59ff2e075f" } };
    const [one] = await stagesOf(at, [
      stage("uat", waiting),
      under("uat", "Checkpoint", begun),
      under("uat-Checkpoint", "Checkpoint.Authorization", { state: "completed", result: "succeeded" }),
      under("uat-Checkpoint", "Checkpoint.TaskCheck", { ...begun, name: "evaluateBusinessHours" }),
      under("uat-Checkpoint", "Checkpoint.ExclusiveLock", { ...waiting, name: "Lock" }),
      under("uat-Checkpoint", "Checkpoint.Artifact", { ...waiting, id: "x", ...businessHours }),
      under("uat-Checkpoint", "Checkpoint.Artifact", { ...waiting, id: "y" }),
    ]);
    assert.equal(one?.status.state, "waitingForCheck");
    assert.deepEqual(
      one.attempts[0]?.checks?.map(({ name, kind, status }) => [name, kind, status.state]),
      [
        ["Checkpoint.Authorization", "authorisation", "succeeded"],
        ["evaluateBusinessHours", "businessHours", "inProgress"],
        ["Lock", "exclusiveLock", "queued"],
        ["Checkpoint.Artifact", "businessHours", "queued"],
        ["Checkpoint.Artifact", "other", "queued"],
      ],
    );
  });

  it("S2-13: for people says so, also where the approval itself has not begun", async () => {
    const [one] = await stagesOf(at, [
      stage("uat", waiting),
      under("uat", "Checkpoint", begun),
      under("uat-Checkpoint", "Checkpoint.Approval", waiting),
    ]);
    assert.equal(one?.status.state, "waitingForApproval");
    assert.deepEqual(
      one.attempts[0]?.approvals.map(({ id, status }) => [id, status]),
      [["uat-Checkpoint-Checkpoint.Approval", "pending"]],
    );
    assert.equal(one.attempts[0].checks, undefined);
  });
});

describe("A YAML stage that goes on or stopped", () => {
  const at = scene();

  it("N17: waits for an agent until one of its jobs has begun", async () => {
    const jobs = [
      under("uat", "Phase", begun),
      under("uat-Phase", "Job", { ...waiting, id: "j1" }),
      under("uat-Phase", "Job", { ...waiting, id: "j2" }),
    ];
    const [queued] = await stagesOf(at, [stage("uat", begun), ...jobs]);
    assert.equal(queued?.status.state, "queued");
    const [runs] = await stagesOf(at, [
      stage("uat", begun),
      ...jobs,
      under("uat-Phase", "Job", { id: "j3", state: "completed", result: "succeeded" }),
    ]);
    assert.equal(runs?.status.state, "inProgress");
  });

  it("N17: waits for the stage before it without an attempt", async () => {
    const [, second] = await stagesOf(at, [
      stage("a", { ...begun, order: 1 }),
      stage("b", { ...waiting, order: 2 }),
    ]);
    assert.deepEqual([second?.status.state, second?.attempts], ["notDeployed", []]);
  });

  it("S2-13: because a person said no is rejected and not failed", async () => {
    const [rejected, failed] = await stagesOf(at, [
      stage("a", { result: "failed" }),
      under("a", "Checkpoint.Approval", { state: "completed", result: "failed" }),
      stage("b", { result: "failed" }),
      under("b", "Checkpoint.Approval", { state: "completed", result: "succeeded" }),
    ]);
    assert.deepEqual([rejected?.status.state, failed?.status.state], ["rejected", "failed"]);
  });

  it("N17: because the time for its approval ran out is skipped and not rejected", async () => {
    const [skipped] = await stagesOf(at, [
      stage("a", { result: "skipped" }),
      under("a", "Checkpoint.Approval", { state: "completed", result: "failed" }),
    ]);
    assert.equal(skipped?.status.state, "skipped");
  });
});

describe("Earlier attempts at a YAML stage", () => {
  const at = scene();
  const again = {
    attempt: 2,
    previousAttempts: [{ attempt: 1, timelineId: older, recordId: "uat-first" }],
  };

  it("S2-03: lie in another timeline under another record id, with their own approvals", async () => {
    const [uat, other] = await stagesOf(
      at,
      [stage("uat", again), stage("prod", {})],
      [
        stage("uat-first", { name: "uat", refName: "uat", result: "failed" }),
        under("uat-first", "Checkpoint.Approval", { state: "completed", result: "succeeded" }),
        stage("prod-first", { name: "prod", refName: "prod", result: "failed" }),
      ],
    );
    assert.deepEqual(
      uat?.attempts.map(({ number, status, approvals }) => [number, status.state, approvals.length]),
      [
        [1, "failed", 1],
        [2, "succeeded", 0],
      ],
    );
    assert.equal(other?.attempts.length, 1);
  });

  it("N17: were asked for when their checks began", async () => {
    const startTime = "2026-05-01T10:00:00Z";
    const [uat] = await stagesOf(at, [
      stage("uat", waiting),
      under("uat", "Checkpoint", { ...begun, startTime }),
      under("uat-Checkpoint", "Checkpoint.Approval", begun),
    ]);
    const [attempt] = uat?.attempts ?? [];
    assert.deepEqual([attempt?.queuedOn, attempt?.startedOn], [Date.parse(startTime), undefined]);
  });

  it("S2-11: keep a stage manual that was begun by hand, where they say so", async () => {
    const former = stage("uat-first", { refName: "uat", result: "manuallyQueued" });
    const [manual] = await stagesOf(at, [stage("uat", again)], [former]);
    assert.equal(manual?.trigger, "manual");
    const [unknown] = await stagesOf(at, [stage("uat", again)], [{ ...former, result: "failed" }]);
    assert.equal(unknown?.trigger, "automatic");
  });
});
