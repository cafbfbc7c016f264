import assert from "node:assert/strict";
import { instant } from "../../../core/model/instant.ts";
import { whyWaits } from "../../../core/model/why-deployment.ts";
import { list, project, scene } from "./scripted-server.ts";

const nobody = "0001-01-01T00:00:00";
const rita = { id: "p1", displayName: "Rita" };

type Wire = Readonly<Record<string, unknown>>;

const source = (alias: string, id: string, isPrimary: boolean): Wire => ({
  alias,
  type: "Build",
  isPrimary,
  definitionReference: {
    definition: { id: "7", name: "Integration" },
    version: { id, name: `_20220616.${id}` },
    branch: { id: "refs/heads/main", name: "refs/heads/main" },
  },
});

const deployment = (over: Wire): Wire => ({
  id: 64,
  release: { id: 57, name: "Release-57", artifacts: [source("docs", "2", false), source("A", "3", true)] },
  releaseDefinition: { id: 3, name: "Deployment" },
  releaseEnvironment: { id: 701, name: "UAT" },
  definitionEnvironmentId: 11,
  attempt: 2,
  reason: "automated",
  deploymentStatus: "succeeded",
  operationStatus: "Approved",
  requestedBy: { id: "0000000d-0000-8888-8000-000000000000", displayName: "Release Management" },
  requestedFor: rita,
  queuedOn: "2026-05-01T10:00:00Z",
  startedOn: "2026-05-01T10:01:00Z",
  completedOn: "2026-05-01T10:05:00Z",
  lastModifiedOn: "2026-05-01T10:06:00Z",
  preDeployApprovals: [{ id: 1, status: "approved" }],
  postDeployApprovals: [],
  ...over,
});

describe("Classic deployments", () => {
  const at = scene();

  it("N9: are one row an attempt, with the release, the person, the times and the primary build", async () => {
    at.script = () => ({ body: list(deployment({})) });
    const { items } = await at.server.azure().releases.deployments({});
    assert.deepEqual(items, [
      {
        release: "classic:57",
        releaseName: "Release-57",
        pipeline: { id: 3, name: "Deployment", kind: "classic" },
        stage: "UAT",
        environment: "UAT",
        attempt: 2,
        startedBy: "trigger",
        requestedBy: { id: "p1", name: "Rita" },
        status: { state: "succeeded", wire: "succeeded, Approved" },
        queuedOn: instant(Date.parse("2026-05-01T10:00:00Z")),
        startedOn: instant(Date.parse("2026-05-01T10:01:00Z")),
        finishedOn: instant(Date.parse("2026-05-01T10:05:00Z")),
        build: { id: 3, number: "_20220616.3", branch: "refs/heads/main" },
      },
    ]);
  });

  it("N9: are asked for newest first, of a span of time and a pipeline, a hundred at a time", async () => {
    at.script = () => ({ body: list(), headers: { "X-MS-ContinuationToken": "63" } });
    const { releases } = at.server.azure();
    const since = instant(Date.parse("2026-01-01T00:00:00Z"));
    const until = instant(Date.parse("2026-06-01T00:00:00Z"));
    const page = await releases.deployments({ pipelineId: 3, since, until });
    assert.deepEqual(page, { items: [], next: "63" });
    await releases.deployments({ next: "63" });
    const [first, second] = at.server.received;
    assert.deepEqual(
      [first?.path, first?.query],
      [
        `/rm/${project.id}/_apis/release/deployments`,
        {
          definitionId: "3",
          minStartedTime: "2026-01-01T00:00:00.000Z",
          maxStartedTime: "2026-06-01T00:00:00.000Z",
          queryOrder: "descending",
          $top: "100",
          "api-version": "7.0",
        },
      ],
    );
    assert.equal(second?.query["continuationToken"], "63");
  });

  it("N9: are a failure, never an empty list, where they cannot be read", async () => {
    at.script = () => ({ status: 403, body: { message: "no" } });
    await assert.rejects(at.server.azure().releases.deployments({}), /The deployments could not be read/);
  });
});

describe("The course of a classic deployment", () => {
  const at = scene();

  for (const [what, over, state, ended] of [
    [
      "that an older service recorded",
      { queuedOn: nobody, completedOn: null },
      "succeeded",
      "2026-05-01T10:06:00Z",
    ],
    [
      "that failed and says that nothing was deployed",
      { deploymentStatus: "notDeployed", operationStatus: "PhaseFailed", completedOn: nobody },
      "failed",
      "2026-05-01T10:06:00Z",
    ],
    [
      "that goes on",
      { deploymentStatus: "inProgress", operationStatus: "phaseInProgress", completedOn: nobody },
      "inProgress",
      undefined,
    ],
    [
      "that waits for a person",
      {
        deploymentStatus: "notDeployed",
        operationStatus: "pending",
        preDeployApprovals: [{ id: 1, status: "pending" }],
        completedOn: nobody,
      },
      "waitingForApproval",
      undefined,
    ],
    [
      "that a person rejected",
      {
        deploymentStatus: "failed",
        operationStatus: "Rejected",
        preDeployApprovals: [{ id: 1, status: "rejected" }],
      },
      "rejected",
      "2026-05-01T10:05:00Z",
    ],
    ["of a new kind", { deploymentStatus: "sublimated" }, "unknown", undefined],
  ] as const) {
    it(`N9: one ${what} is ${state}`, async () => {
      at.script = () => ({ body: list(deployment(over)) });
      const [one] = (await at.server.azure().releases.deployments({})).items;
      assert.deepEqual(
        [one?.status.state, one?.finishedOn],
        [state, ended === undefined ? undefined : Date.parse(ended)],
      );
    });
  }

  it("N9: one that tells nothing is unknown", async () => {
    at.script = () => ({ body: list({}) });
    const [one] = (await at.server.azure().releases.deployments({})).items;
    assert.deepEqual([one?.release, one?.status.state, one?.build], ["classic:0", "unknown", undefined]);
  });
});

describe("Classic deployments that wait", () => {
  const at = scene();

  it("N17: that wait tell whom or what for, and others keep nothing of it", async () => {
    const waits = { deploymentStatus: "notDeployed", startedOn: nobody, completedOn: nobody };
    const preDeployApprovals = [{ id: 9, approvalType: "preDeploy", status: "pending", approver: rita }];
    const scheduledDeploymentTime = "2026-05-02T03:00:00Z";
    at.script = () => ({
      body: list(
        deployment({ ...waits, operationStatus: "Pending", preDeployApprovals }),
        deployment({
          ...waits,
          operationStatus: "Scheduled",
          preDeployApprovals: [],
          scheduledDeploymentTime,
        }),
        deployment({ preDeployApprovals }),
      ),
    });
    const { items } = await at.server.azure().releases.deployments({});
    assert.deepEqual(
      items.map((one) => whyWaits(one)?.text),
      ["It waits for approval, asked: Rita.", "It is scheduled.", undefined],
    );
    const until = instant(Date.parse(scheduledDeploymentTime));
    assert.deepEqual([items[1] && whyWaits(items[1])?.until, items[2]?.awaits], [until, undefined]);
  });
});
