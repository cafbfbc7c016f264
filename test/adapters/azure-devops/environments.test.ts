import assert from "node:assert/strict";
import { instant } from "../../../core/model/instant.ts";
import { list, project, scene } from "./scripted-server.ts";

const root = `/core/${project.id}/_apis/pipelines/environments`;
const uat = { id: 3, name: "UAT" };

type Wire = Readonly<Record<string, unknown>>;

const record = (over: Wire): Wire => ({
  id: 90,
  environmentId: 3,
  definition: { id: 7, name: "Deploy" },
  owner: { id: 345, name: "_20220616.3" },
  planId: "e5fd2b4c-1111-4222-8333-444444444444",
  stageName: "uat",
  stageAttempt: 1,
  jobName: "deploy",
  jobAttempt: 1,
  queueTime: "2026-05-01T10:00:00Z",
  startTime: "2026-05-01T10:01:00Z",
  finishTime: "2026-05-01T10:05:00Z",
  result: "succeeded",
  ...over,
});

const ongoing = { result: null, finishTime: "0001-01-01T00:00:00" };
const waiting = { ...ongoing, startTime: null };

describe("Environments of YAML pipelines", () => {
  const at = scene();

  it("S2-06: are listed over every page", async () => {
    at.script = ({ query }) =>
      query["continuationToken"]
        ? { body: list({ id: 4, name: "Produktion Ü" }) }
        : { body: list({ ...uat, description: "d" }), headers: { "x-ms-continuationtoken": "t" } };
    assert.deepEqual(await at.server.azure().environments.list(), [uat, { id: 4, name: "Produktion Ü" }]);
    assert.deepEqual(
      [at.server.received[0]?.path, at.server.received[0]?.query["api-version"]],
      [root, "7.2-preview.1"],
    );
  });

  it("of an older Server are asked for in its version", async () => {
    at.script = ({ query }) =>
      query["api-version"] === "7.2-preview.1"
        ? { status: 400, body: { typeKey: "VssVersionOutOfRangeException" } }
        : { body: list(uat) };
    assert.deepEqual(await at.server.azure().environments.list(), [uat]);
  });

  it("of a Server without them are a failure that says what is off", async () => {
    at.script = () => ({ status: 400, body: { typeKey: "VssVersionOutOfRangeException" } });
    await assert.rejects(
      at.server.azure().environments.list(),
      /does not tell over its API what was deployed to the environments of YAML/,
    );
  });
});

describe("Deployments to environments of YAML pipelines", () => {
  const at = scene();

  it("N9: are one row an attempt, a page at a time", async () => {
    at.script = () => ({
      body: list(record({}), record({ id: 89, stageAttempt: 2, result: "failed" })),
      headers: { "x-ms-continuationtoken": "88" },
    });
    const { environments } = at.server.azure();
    const page = await environments.deployments(uat);
    assert.equal(page.items.length, 1, "the second may have jobs that are not told yet");
    assert.deepEqual(page.items[0], {
      release: "run:345",
      releaseName: "_20220616.3",
      pipeline: { id: 7, name: "Deploy", kind: "yaml" },
      stage: "uat",
      environment: "UAT",
      attempt: 1,
      status: { state: "succeeded", wire: "succeeded" },
      startedBy: "unknown",
      queuedOn: instant(Date.parse("2026-05-01T10:00:00Z")),
      startedOn: instant(Date.parse("2026-05-01T10:01:00Z")),
      finishedOn: instant(Date.parse("2026-05-01T10:05:00Z")),
    });
    at.script = () => ({ body: list(record({ id: 87, stageAttempt: 2, jobName: "verify" })) });
    const older = await environments.deployments(uat, page.next);
    assert.deepEqual(
      older.items.map(({ attempt, status }) => [attempt, status.state]),
      [[2, "failed"]],
    );
    assert.deepEqual(
      at.server.received.map(({ path, query }) => [path, query["top"], query["continuationToken"]]),
      [
        [`${root}/3/environmentdeploymentrecords`, "100", undefined],
        [`${root}/3/environmentdeploymentrecords`, "100", "88"],
      ],
    );
  });
});

describe("The state of a deployment's job", () => {
  const at = scene();

  for (const [what, over, state] of [
    ["waits for its agent", waiting, "queued"],
    ["runs", ongoing, "inProgress"],
    ["ended without a result", { result: null }, "unknown"],
    ["ended with issues", { result: "SucceededWithIssues" }, "succeededWithWarnings"],
    ["was abandoned", { result: "abandoned" }, "failed"],
    ["ended with the number 0", { result: 0 }, "succeeded"],
    ["ended with the number 3", { result: 3 }, "cancelled"],
    ["ended with the number 99", { result: 99 }, "unknown"],
    ["ended with a new word", { result: "sublimated" }, "unknown"],
  ] as const) {
    it(`N9: a job that ${what} counts as ${state}`, async () => {
      at.script = () => ({ body: list(record(over)) });
      const { items } = await at.server.azure().environments.deployments(uat);
      assert.equal(items[0]?.status.state, state);
    });
  }

  it("N9: survive a record that tells nothing", async () => {
    at.script = () => ({ body: list({}, null) });
    const { items } = await at.server.azure().environments.deployments(uat);
    assert.deepEqual(
      items.map(({ release, status }) => [release, status.state]),
      [["run:0", "queued"]],
    );
  });
});

const other = { jobName: "verify", startTime: "2026-05-01T10:06:00Z", finishTime: "2026-05-01T10:09:00Z" };

describe("Several jobs of one deployment", () => {
  const at = scene();

  const read = async (...records: readonly Wire[]): Promise<readonly unknown[]> => {
    at.script = () => ({ body: list(...records) });
    const { items } = await at.server.azure().environments.deployments(uat);
    return items.map(({ status, startedOn, finishedOn }) => [status.state, startedOn, finishedOn]);
  };
  const begun = Date.parse("2026-05-01T10:01:00Z");

  it("N9: are one deployment, from the first's beginning to the last's end", async () => {
    assert.deepEqual(await read(record(other), record({})), [
      ["succeeded", begun, Date.parse("2026-05-01T10:09:00Z")],
    ]);
  });

  it("N9: are as bad as the worst of them", async () => {
    assert.deepEqual(await read(record({ ...other, result: "failed" }), record({})), [
      ["failed", begun, Date.parse("2026-05-01T10:09:00Z")],
    ]);
  });

  it("N9: go on while one of them goes on or still waits", async () => {
    assert.deepEqual(await read(record({ ...other, ...waiting }), record({})), [
      ["inProgress", begun, undefined],
    ]);
  });

  it("N9: count a job that was tried again by its last try", async () => {
    const again = { jobAttempt: 2, finishTime: "2026-05-01T10:20:00Z" };
    assert.deepEqual(await read(record({ result: "failed" }), record(again)), [
      ["succeeded", begun, Date.parse("2026-05-01T10:20:00Z")],
    ]);
  });
});

describe("Jobs of one deployment on several pages", () => {
  const at = scene();

  it("N9: are told with the next page where older records may hold another job of it", async () => {
    const older = { headers: { "x-ms-continuationtoken": "88" } };
    at.script = ({ query }) =>
      query["continuationToken"] === "88"
        ? { body: list(record({ stageAttempt: 3 })) }
        : { body: list(record({ stageAttempt: 2 }), record(other)), ...older };
    const { environments } = at.server.azure();
    const told = async (next?: string): Promise<readonly unknown[]> =>
      (await environments.deployments(uat, next)).items.map(({ attempt, status }) => [attempt, status.state]);
    const { next } = await environments.deployments(uat);
    assert.deepEqual(await told(), [[2, "succeeded"]]);
    assert.deepEqual(await told(next), [
      [1, "succeeded"],
      [3, "succeeded"],
    ]);
  });

  it("N9: are told once, with all of them, where they fill a page", async () => {
    at.script = ({ query }) =>
      query["continuationToken"] === "88"
        ? { body: list(record({ jobName: "late", result: "failed" }), record({ stageAttempt: 2 })) }
        : { body: list(record({}), record(other)), headers: { "x-ms-continuationtoken": "88" } };
    const { items, next } = await at.server.azure().environments.deployments(uat);
    assert.deepEqual(
      [items.map(({ attempt, status }) => [attempt, status.state]), next],
      [
        [
          [1, "failed"],
          [2, "succeeded"],
        ],
        undefined,
      ],
    );
  });

  it("N9: are asked for in a thousand at once, and told by whoever reads on", async () => {
    at.script = ({ query }) => {
      const page = Number(query["continuationToken"] ?? 1);
      const headers = { "x-ms-continuationtoken": String(page + 1) };
      return page > 10 ? { body: list(record(other)) } : { body: list(record({})), headers };
    };
    const { environments } = at.server.azure();
    const { items, next } = await environments.deployments(uat);
    assert.deepEqual([items, at.server.received.length], [[], 10]);
    assert.equal((await environments.deployments(uat, next)).items.length, 1);
  });
});
