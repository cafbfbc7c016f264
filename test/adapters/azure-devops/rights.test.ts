import assert from "node:assert/strict";
import { Failure } from "../../../core/failure.ts";
import { list, project, scene } from "./scripted-server.ts";

const namespaces = list({
  actions: [
    { name: "ManageDeployments", bit: 2048 },
    { name: "CreateReleases", bit: 64 },
    { name: "DeleteReleases", bit: 1024 },
    { name: "QueueBuilds", bit: 128 },
    { name: "Administer", bit: 2 },
    { name: "Create", bit: 4 },
  ],
});

describe("The caller's rights", () => {
  const at = scene();

  it("S0-47: are evaluated by names of bits, on the token of the stage in its folder", async () => {
    at.script = ({ method }) =>
      method === "GET" ? { body: namespaces } : { body: { evaluations: [{ value: true }] } };
    const { permissions } = at.server.azure();
    assert.equal(await permissions.deployStage({ id: 3, path: "\\Team\\Web" }, 12), "yes");
    assert.equal(await permissions.deleteReleases({ id: 3, path: "\\" }), "yes");
    assert.deepEqual(
      at.server.received.filter(({ method }) => method === "POST").map(({ body }) => body),
      [
        {
          alwaysAllowAdministrators: false,
          evaluations: [
            {
              securityNamespaceId: "c788c23e-1b46-4162-8f5e-d7585343b5de",
              token: `${project.id}/Team/Web/3/Environment/12`,
              permissions: 2048,
            },
          ],
        },
        {
          alwaysAllowAdministrators: false,
          evaluations: [
            {
              securityNamespaceId: "c788c23e-1b46-4162-8f5e-d7585343b5de",
              token: `${project.id}/3`,
              permissions: 1024,
            },
          ],
        },
      ],
    );
    assert.equal(at.server.received.filter(({ method }) => method === "GET").length, 1);
  });
});

describe("The caller's rights, refused or not known", () => {
  const at = scene();

  it("are refused where Azure DevOps says so", async () => {
    at.script = ({ method }) =>
      method === "GET" ? { body: namespaces } : { body: { evaluations: [{ value: false }] } };
    const { permissions } = at.server.azure();
    const answers = await Promise.all([
      permissions.createRelease({ id: 3, path: "\\" }),
      permissions.queueBuilds(7),
      permissions.manageGroups(),
      permissions.manageGroups(5),
    ]);
    assert.deepEqual(answers, ["no", "no", "no", "no"]);
  });

  for (const [name, answer] of [
    ["401", { status: 401 }],
    ["403", { status: 403 }],
    ["a namespace without the permission", { body: list({ actions: [] }) }],
    ["an empty namespace", { body: list() }],
  ] as const) {
    it(`are unknown after ${name}`, async () => {
      at.script = () => answer;
      assert.equal(await at.server.azure().permissions.queueBuilds(7), "unknown");
    });
  }
});

const id = "a1b2c3d4-0000-4000-8000-00000000000a";

describe("People", () => {
  const at = scene();

  it("are named by ids, each once, and never by a text that is no id", async () => {
    at.script = () => ({
      body: list({ id, providerDisplayName: "Rita", customDisplayName: "Rita M." }, null),
    });
    assert.deepEqual(await at.server.azure().people.named([id, id, "rita@example.com"]), [
      { id, name: "Rita M." },
    ]);
    assert.deepEqual(
      at.server.received.map(({ path, query }) => [path, query["identityIds"]]),
      [["/ps/_apis/identities", id]],
    );
    assert.deepEqual(await at.server.azure().people.named([]), []);
  });

  it("are asked for in portions", async () => {
    at.script = () => ({ body: list() });
    const ids = Array.from({ length: 120 }, (_, index) => id.slice(0, -3) + String(index).padStart(3, "0"));
    await at.server.azure().people.named(ids);
    assert.equal(at.server.received.length, 3);
  });

  it("are searched for with groups, without who has left, and with names that are safe to show", async () => {
    const group = { id: "g", providerDisplayName: "[Contoso]\\Engineers", isContainer: true, isActive: true };
    const gone = { id: "b", providerDisplayName: "Gone", isActive: false };
    at.script = () => ({
      body: list({ id, providerDisplayName: "Rita\u202e##vso[x]", isActive: true }, group, gone, null),
    });
    assert.deepEqual(await at.server.azure().people.search("rita & co"), [
      { id, name: "Rita# #vso[x]", isGroup: false },
      { id: "g", name: "[Contoso]\\Engineers", isGroup: true },
    ]);
    assert.deepEqual(
      at.server.received.map(({ query }) => [query["searchFilter"], query["filterValue"]]),
      [["General", "rita & co"]],
    );
    at.script = () => ({ body: list(...Array.from({ length: 50 }, () => group)) });
    assert.equal((await at.server.azure().people.search("x")).length, 20);
  });

  it("know who is signed in", async () => {
    at.script = () => ({ body: { authenticatedUser: { id, providerDisplayName: "Rita" } } });
    assert.deepEqual(await at.server.azure().people.me(), { id, name: "Rita" });
    assert.deepEqual(await at.server.azure({ me: { id: "x", name: "X" } }).people.me(), {
      id: "x",
      name: "X",
    });
    at.script = () => ({ body: {} });
    await assert.rejects(
      at.server.azure().people.me(),
      (error: unknown) => error instanceof Failure && error.report.code === "RM040",
    );
  });
});

describe("The members of groups", () => {
  const at = scene();

  it("S1-38: are asked for of several groups in one request, and a group that does not tell them is refused", async () => {
    const [ops, board] = ["11111111-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000002"];
    at.script = () => ({ body: list(null, { id: ops, memberIds: [id, 7] }, { id: board, memberIds: null }) });
    const { members } = at.server.azure().people;
    const [first, second] = await Promise.allSettled([members(ops.toUpperCase()), members(board)]);
    assert.deepEqual(first, { status: "fulfilled", value: [id] });
    assert.equal(second.status, "rejected");
    assert.deepEqual(
      at.server.received.map(({ query }) => [query["identityIds"], query["queryMembership"]]),
      [[`${ops.toUpperCase()},${board}`, "ExpandedDown"]],
    );
    assert.deepEqual(await members(ops), [id]);
  });
});

const wire = {
  leaseId: 1,
  runId: 345,
  ownerId: "acme.release-manager",
  validUntil: "2027-06-01T00:00:00Z",
};
const lease = {
  id: 1,
  runId: 345,
  owner: "acme.release-manager",
  validUntil: Date.parse("2027-06-01T00:00:00Z"),
};

describe("Holds on runs", () => {
  const at = scene();

  it("are read, taken and given back", async () => {
    at.script = () => ({ body: list(wire) });
    const { leases } = at.server.azure();
    assert.deepEqual(await leases.ofRun(345), [lease]);
    assert.deepEqual(await leases.take(345, 7, 365), lease);
    await leases.release(1);
    const build = `/core/${project.id}/_apis/build`;
    assert.deepEqual(
      at.server.received.map(({ method, path, body, query }) => [
        method,
        path.slice(build.length),
        body,
        query["ids"],
      ]),
      [
        ["GET", "/builds/345/leases", undefined, undefined],
        [
          "POST",
          "/retention/leases",
          [
            {
              definitionId: 7,
              runId: 345,
              ownerId: "acme.release-manager",
              daysValid: 365,
              protectPipeline: false,
            },
          ],
          undefined,
        ],
        ["DELETE", "/retention/leases", undefined, "1"],
      ],
    );
  });
});

describe("Holds on runs that are ours", () => {
  const at = scene();

  it("N7: are all read by the owner's name, over every page", async () => {
    at.script = ({ query }) =>
      query["continuationToken"]
        ? { body: list() }
        : { body: list(wire), headers: { "x-ms-continuationtoken": "1" } };
    assert.deepEqual(await at.server.azure().leases.ours(), [lease]);
    const [sent] = at.server.received;
    assert.deepEqual(
      [sent?.path, sent?.query],
      [
        `/core/${project.id}/_apis/build/retention/leases`,
        { ownerId: "acme.release-manager", "api-version": "7.0" },
      ],
    );
  });

  it("N7: are read of one run, and one of another run that came all the same is not among them", async () => {
    at.script = () => ({ body: list(wire, { ...wire, leaseId: 2, runId: 346 }) });
    assert.deepEqual(await at.server.azure().leases.ours(345), [lease]);
    const asked = { ownerId: "acme.release-manager", runId: "345", "api-version": "7.0" };
    assert.deepEqual(at.server.received[0]?.query, asked);
  });
});

describe("Holds on runs, refused", () => {
  const at = scene();

  it("that Azure DevOps refuses are told in its words", async () => {
    at.script = () => ({ status: 403, body: { message: "Rita lacks Retain indefinitely" } });
    await assert.rejects(
      at.server.azure().leases.take(345, 7, 365),
      /You do not have the right: Rita lacks Retain/,
    );
  });
});
