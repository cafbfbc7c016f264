import assert from "node:assert/strict";
import { Failure } from "../../../core/failure.ts";
import { instant } from "../../../core/model/instant.ts";
import { project, scene, list, taskIds } from "./scripted-server.ts";
import { classicRelease, planOne } from "./wire-release.ts";

const root = `/rm/${project.id}/_apis/release`;

describe("Classic releases", () => {
  const at = scene();

  it("S0-20: are read with UAT in progress and Production not deployed", async () => {
    at.script = () => ({ body: classicRelease() });
    const release = await at.server.azure().releases.get(57);
    assert.deepEqual(at.server.received[0]?.query, {
      $expand: "tasks",
      approvalFilters: "all",
      "api-version": "7.0",
    });
    const [uat, production] = release.stages;
    assert.deepEqual(uat?.status, { state: "inProgress", wire: "inProgress, PhaseInProgress" });
    assert.deepEqual(production?.status, { state: "notDeployed", wire: "notStarted" });
    assert.deepEqual([uat.trigger, uat.after], ["automatic", []]);
    assert.deepEqual([production.trigger, production.after], ["manual", ["UAT"]]);
    assert.deepEqual([uat.environment, uat.class, production.class], ["UAT", "test", "production"]);
  });

  it("S0-22: name the build's artefacts exactly", async () => {
    at.script = () => ({ body: classicRelease() });
    const { artefacts } = await at.server.azure().releases.get(57);
    assert.deepEqual(artefacts, [
      {
        alias: "ARTEFACTS",
        type: "Build",
        version: "_20220616.3",
        primary: true,
        build: {
          id: 345,
          pipelineId: 7,
          pipelineName: "Integration",
          branch: "refs/heads/main",
          commit: "abc123",
        },
      },
    ]);
  });
});

describe("The steps of a classic release", () => {
  const at = scene();

  it("S0-21: count steps of the attempt, ours with its task and record", async () => {
    at.script = () => ({ body: classicRelease() });
    const [uat] = (await at.server.azure().releases.get(57)).stages;
    const [attempt] = uat?.attempts ?? [];
    assert.deepEqual(
      attempt?.steps.map(({ name, status, taskId, recordId, issues }) => [
        name,
        status.state,
        taskId,
        recordId,
        issues,
      ]),
      [
        ["Download artefacts", "succeeded", undefined, undefined, []],
        [
          "Deploy",
          "inProgress",
          taskIds.deploy,
          "11111111-2222-4333-8444-555555555555",
          [{ level: "warning", text: "slow" }],
        ],
      ],
    );
    assert.deepEqual(
      [attempt.planIds, attempt.startedBy, attempt.requestedBy?.name],
      [[planOne], "trigger", "Rita"],
    );
  });
});

describe("What a classic release says of its stages", () => {
  const at = scene();

  it("read what our step was told, and the variables that name the connection", async () => {
    at.script = () => ({ body: classicRelease() });
    const release = await at.server.azure().releases.get(57);
    assert.deepEqual(release.stages[1]?.deploy, {
      connection: "$(Variable-Group)",
      environment: "PROD",
      target: "dataverse",
      stageClass: "production",
      exclude: "Portal: later",
      givenSecret: true,
      outOfOrder: "reason",
    });
    assert.deepEqual(release.variables, [
      { name: "Variable-Group", value: "Connection-Parameters", secret: false, allowOverride: true },
      { name: "Connection-Secret", secret: true, stage: "UAT", allowOverride: true },
    ]);
    assert.deepEqual(release.stages[0]?.linkedGroups, [
      { id: 5, name: "Connection-Parameters" },
      { id: 6, name: "Only UAT" },
    ]);
  });

  it("survive a wire that leaves everything out, and show unknown words", async () => {
    at.script = () => ({
      body: { id: 1, status: "frozen", environments: [{ id: 2, name: "UAT", status: "levitating" }, {}] },
    });
    const release = await at.server.azure().releases.get(1);
    assert.deepEqual([release.status, release.reason], ["unknown", "unknown"]);
    assert.deepEqual(
      release.stages.map((stage) => stage.status),
      [
        { state: "unknown", wire: "levitating" },
        { state: "unknown", wire: "" },
      ],
    );
  });

  it("do not take the year 1 for a date", async () => {
    at.script = () => ({ body: classicRelease() });
    const [uat] = (await at.server.azure().releases.get(57)).stages;
    assert.equal(uat?.attempts[0]?.steps[1]?.finishedOn, undefined);
  });
});

describe("Lists of classic releases", () => {
  const at = scene();

  it("are listed with one request, newest first, a page at a time", async () => {
    at.script = () => ({ body: list(classicRelease()), headers: { "X-MS-ContinuationToken": "56" } });
    const page = await at.server.azure().releases.list({ pipelineId: 3, search: "57 & more", top: 10 });
    assert.deepEqual([page.items.length, page.next, at.server.received.length], [1, "56", 1]);
    assert.deepEqual(at.server.received[0]?.query, {
      $expand: "environments,artifacts,variables,approvals",
      queryOrder: "descending",
      $top: "10",
      definitionId: "3",
      searchText: "57 & more",
      "api-version": "7.0",
    });
    await at.server.azure().releases.list({ next: page.next ?? "" });
    assert.equal(at.server.received[1]?.query["continuationToken"], "56");
  });

  it("of one build are found by its pipeline, too", async () => {
    at.script = ({ path }) =>
      path.includes("/builds/") ? { body: { id: 345, definition: { id: 7 } } } : { body: list() };
    await at.server.azure().releases.list({ buildId: 345 });
    const { artifactTypeId, sourceId, artifactVersionId } = at.server.received[1]?.query ?? {};
    assert.deepEqual([artifactTypeId, sourceId, artifactVersionId], ["Build", `${project.id}:7`, "345"]);
  });
});

describe("New classic releases", () => {
  const at = scene();

  it("S0-10: are created with Production switched to manual", async () => {
    at.script = () => ({ body: classicRelease() });
    await at.server.azure().releases.create({
      pipelineId: 3,
      description: "Sprint 12",
      artefacts: [
        { alias: "ARTEFACTS", buildId: 345, buildNumber: "_20220616.3", branch: "refs/heads/main" },
      ],
      manualStages: ["Production"],
      variables: { "Variable-Group": "Clone" },
    });
    assert.deepEqual(
      [at.server.received[0]?.method, at.server.received[0]?.path, at.server.received[0]?.body],
      [
        "POST",
        `${root}/releases`,
        {
          definitionId: 3,
          description: "Sprint 12",
          isDraft: false,
          reason: "manual",
          artifacts: [
            {
              alias: "ARTEFACTS",
              instanceReference: { id: "345", name: "_20220616.3", sourceBranch: "refs/heads/main" },
            },
          ],
          manualEnvironments: ["Production"],
          variables: { "Variable-Group": { value: "Clone", isSecret: false } },
        },
      ],
    );
  });
});

describe("Stages of classic releases", () => {
  const at = scene();

  it("S0-36: start a stage with the reason as comment and the asked-for secret as secret variable", async () => {
    at.script = () => ({ body: classicRelease() });
    await at.server.azure().releases.start(57, "Production", "UAT passed", { secret: "s3cret" });
    const sent = at.server.received[1];
    assert.deepEqual([sent?.method, sent?.path], ["PATCH", `${root}/releases/57/environments/702`]);
    assert.deepEqual(sent?.body, {
      status: "inProgress",
      scheduledDeploymentTime: null,
      comment: "UAT passed",
      variables: { "Connection-Secret": { value: "s3cret", isSecret: true } },
    });
  });

  it("S1-34: give a stage its time, in UTC", async () => {
    at.script = () => ({ body: classicRelease() });
    const then = instant(Date.parse("2026-06-10T22:00:00+02:00"));
    await at.server.azure().releases.start(57, "Production", "As planned", { at: then });
    assert.deepEqual(at.server.received[1]?.body, {
      status: "inProgress",
      scheduledDeploymentTime: "2026-06-10T20:00:00.000Z",
      comment: "As planned",
      variables: {},
    });
  });

  it("never start a stage twice when the answer is lost", async () => {
    at.script = ({ method }) => (method === "PATCH" ? { drop: true } : { body: classicRelease() });
    await assert.rejects(
      at.server.azure().releases.start(57, "Production", "r", {}),
      (error: unknown) => error instanceof Failure && error.report.state === "its state is not known",
    );
    assert.equal(at.server.received.filter(({ method }) => method === "PATCH").length, 1);
  });

  it("refuse a stage that the release does not have, and send nothing", async () => {
    at.script = () => ({ body: classicRelease() });
    await assert.rejects(
      at.server.azure().releases.cancel(57, "QA", ""),
      /no stage “QA”: it has UAT, Production/,
    );
    assert.equal(at.server.received.length, 1);
  });
});

describe("Stages of classic releases that a schedule begins", () => {
  const at = scene();

  it("S2-10: tell when it comes next, and only where there is one", async () => {
    const [second, first] = classicRelease()["environments"] as readonly object[];
    const nextScheduledUtcTime = "2026-11-22T03:00:00Z";
    const scheduled = {
      ...first,
      schedules: [{ daysToRelease: "all", startHours: 3 }],
      nextScheduledUtcTime,
    };
    at.script = () => ({
      body: { ...classicRelease(), environments: [scheduled, { ...second, nextScheduledUtcTime }] },
    });
    const { stages } = await at.server.azure().releases.get(57);
    assert.deepEqual(
      stages.map(({ scheduleNext }) => scheduleNext),
      [Date.parse(nextScheduledUtcTime), undefined],
    );
  });
});

describe("Acts upon classic releases", () => {
  const at = scene();

  it("cancel, decide, keep, abandon, delete and remember", async () => {
    at.script = ({ path }) =>
      path.endsWith("/history")
        ? {
            body: list({
              changedBy: { id: "p1", displayName: "Rita" },
              changedDate: "2026-05-01T10:00:00Z",
              changeType: "Deploy",
              changeDetails: { stage: "UAT" },
              comment: "go",
            }),
          }
        : { body: classicRelease() };
    const { releases } = at.server.azure();
    await releases.cancel(57, "UAT", "stop");
    await releases.decide("20", "rejected", "no");
    await releases.keep(57, true);
    await releases.abandon(57, "old");
    await releases.remove(57, "dröp & go");
    assert.deepEqual(await releases.history(57), [
      {
        by: { id: "p1", name: "Rita" },
        on: Date.parse("2026-05-01T10:00:00Z"),
        what: "Deploy",
        detail: '{"stage":"UAT"}',
        comment: "go",
      },
    ]);
    assert.deepEqual(
      at.server.received
        .slice(1)
        .map(({ method, path, body, query }) => [method, path.slice(root.length), body, query["comment"]]),
      [
        ["PATCH", "/releases/57/environments/701", { status: "canceled", comment: "stop" }, undefined],
        ["PATCH", "/approvals/20", { status: "rejected", comments: "no" }, undefined],
        ["PATCH", "/releases/57", { keepForever: true }, undefined],
        ["PATCH", "/releases/57", { status: "abandoned", comment: "old" }, undefined],
        ["DELETE", "/releases/57", undefined, "dröp & go"],
        ["GET", "/releases/57/history", undefined, undefined],
      ],
    );
  });
});

describe("Pipelines of classic releases", () => {
  const at = scene();

  it("have pipelines with their stages, sources and variables, over every page", async () => {
    const definition = {
      id: 3,
      name: "Deployment",
      path: "\\Team",
      isDisabled: true,
      artifacts: [
        {
          alias: "ARTEFACTS",
          type: "Build",
          isPrimary: true,
          definitionReference: { definition: { id: "7", name: "Integration" } },
        },
        { alias: "docs", type: "Git" },
      ],
      variables: { "Variable-Group": { value: "C", allowOverride: true } },
      variableGroups: [5],
      environments: [
        {
          id: 12,
          name: "Production",
          rank: 2,
          conditions: [{ conditionType: "environmentState", name: "UAT", value: "4" }],
        },
        { id: 11, name: "UAT", rank: 1, conditions: [{ conditionType: "event", name: "ReleaseStarted" }] },
      ],
    };
    at.script = ({ query }) =>
      query["continuationToken"]
        ? { body: list({ id: 4, name: "Other" }) }
        : { body: list(definition), headers: { "x-ms-continuationtoken": "3" } };
    const [first, second] = await at.server.azure().releases.pipelines();
    assert.deepEqual([second?.id, first?.disabled, first?.path], [4, true, "\\Team"]);
    assert.deepEqual(first?.sources, [
      { alias: "ARTEFACTS", type: "Build", primary: true, buildPipeline: { id: 7, name: "Integration" } },
      { alias: "docs", type: "Git", primary: false },
    ]);
    assert.deepEqual(
      first.stages.map(({ definitionId, name, trigger, after, class: stageClass }) => [
        definitionId,
        name,
        trigger,
        after,
        stageClass,
      ]),
      [
        [11, "UAT", "automatic", [], "test"],
        [12, "Production", "automatic", ["UAT"], "production"],
      ],
    );
  });
});

describe("The description of a classic release", () => {
  const at = scene();

  it("S3-08: is changed with the whole release sent back as it was, its secrets still unread", async () => {
    const whole = {
      ...classicRelease(),
      variables: { Secret: { value: null, isSecret: true } },
      tags: ["new"],
    };
    at.script = () => ({ body: whole });
    await at.server.azure().releases.describe(57, "Sprint 13");
    const [read, written] = at.server.received;
    assert.deepEqual([read?.method, written?.method], ["GET", "PUT"]);
    assert.deepEqual(
      [read?.query["$expand"], written?.body],
      [undefined, { ...whole, description: "Sprint 13" }],
    );
  });
});
