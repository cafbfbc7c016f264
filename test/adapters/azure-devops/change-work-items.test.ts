import assert from "node:assert/strict";
import type { AzureDevOps } from "../../../core/ports.ts";
import { people } from "../../../standin/worlds/people.ts";
import { openBugs } from "../../../standin/worlds/work.ts";
import { smallWorldOfWork, withOrganisation } from "../../standin/azure-devops/small-world.ts";
import { azureOf } from "../../support/stand-in-client.ts";
import { failureOf, list, project, scene, type Scene, type Scripted } from "./scripted-server.ts";

const rita = { id: "33333333-0000-4000-8000-000000000003", name: "Rita" };
const order = {
  type: "User Story",
  title: "Approve <train>",
  description: "a < b\nc",
  assignedTo: rita,
  tags: ["train", "executive"],
};
const made = (assignedTo: unknown): Scripted => ({
  body: {
    id: 9,
    rev: 1,
    fields: { "System.TeamProject": project.name, "System.State": "New", "System.AssignedTo": assignedTo },
  },
});
const value = (text: string): unknown => ({ $type: "System.String", $value: text });

/** Answers who Rita is, the types, and what became of the creation. */
function answering(at: Scene, properties: unknown, created: Scripted): void {
  at.script = ({ path, method }) => {
    if (path.endsWith("/identities")) return { body: list({ id: rita.id, properties }) };
    return method === "POST" ? created : { body: list() };
  };
}

const create = (at: Scene): ReturnType<AzureDevOps["workItems"]["create"]> =>
  at.server.azure().workItems.create(order);
const patch = (at: Scene): readonly unknown[] =>
  (at.server.received.find(({ method }) => method === "POST")?.body ?? []) as readonly unknown[];

describe("Creating a work item", () => {
  const at = scene();

  it("S1-35: assigns it by the account, since a name may be that of several people", async () => {
    answering(
      at,
      { Account: value("rita@contoso.example"), Domain: value("a-directory") },
      made({ id: rita.id }),
    );
    const item = await create(at);
    assert.deepEqual([item.id, item.revision, item.assignedTo?.id], [9, 1, rita.id]);
    const sent = at.server.received.find(({ method }) => method === "POST");
    assert.equal(sent?.path, `/core/${project.id}/_apis/wit/workitems/$User Story`);
    assert.equal(sent.headers["content-type"], "application/json-patch+json");
    assert.deepEqual(patch(at), [
      { op: "add", path: "/fields/System.Title", value: "Approve <train>" },
      { op: "add", path: "/fields/System.Description", value: "a &lt; b<br>c" },
      { op: "add", path: "/fields/System.AssignedTo", value: "rita@contoso.example" },
      { op: "add", path: "/fields/System.Tags", value: "train; executive" },
    ]);
  });

  it("S1-35: names the network's domain on a Server, and the person where there is no account", async () => {
    answering(at, { Account: value("rita"), Domain: value("CONTOSO") }, made({ id: rita.id }));
    await create(at);
    assert.deepEqual((patch(at)[2] as { value: string }).value, "CONTOSO\\rita");
    at.server.received.length = 0;
    answering(at, undefined, made({ id: rita.id }));
    await create(at);
    assert.deepEqual((patch(at)[2] as { value: string }).value, "Rita");
  });

  it("S1-35: is a failure where somebody else got it, with what is there now", async () => {
    answering(at, {}, made({ id: "somebody", displayName: "Rita" }));
    const { code, state, retry, where } = await failureOf(create(at));
    assert.deepEqual(
      [code, state, retry, where],
      ["RM044", "it was partly changed", "not safe", "work item 9"],
    );
  });
});

describe("Creating a work item that fails", () => {
  const at = scene();

  it("leaves its state open where the answer is without it", async () => {
    answering(at, {}, { body: { message: "?" } });
    const { code, state } = await failureOf(create(at));
    assert.deepEqual([code, state], ["RM044", "its state is not known"]);
  });

  it("is not sent twice where its answer is lost", async () => {
    answering(at, {}, { drop: true });
    const { code, state, retry } = await failureOf(create(at));
    assert.deepEqual([code, state, retry], ["RM043", "its state is not known", "not safe"]);
    assert.equal(at.server.received.filter(({ method }) => method === "POST").length, 1);
  });

  it("begins with a tag that would be two: nothing is sent", async () => {
    answering(at, {}, made({ id: rita.id }));
    const tags = ["a; b"];
    const { code } = await failureOf(at.server.azure().workItems.create({ ...order, tags }));
    assert.deepEqual([code, patch(at)], ["RM001", []]);
  });
});

const world = smallWorldOfWork();
const personOf = (role: string): { id: string; name: string } => {
  const { id = "", name = "" } = people.find((person) => person.role === role) ?? {};
  return { id, name };
};

describe("Work items of the stand-in", () => {
  it("S1-28: are created by one person, decided by another, and tell who decided", () =>
    withOrganisation(world, async (bench) => {
      const manager = azureOf(bench, "releaseManager").workItems;
      const assignedTo = personOf("reader");
      const item = await manager.create({ ...order, assignedTo });
      assert.deepEqual([item.type, item.category, item.title], ["User Story", "proposed", order.title]);
      const reader = azureOf(bench, "reader").workItems;
      const comment = "Fine <b>by</b> me & mine";
      const tags = ["train", "approved"];
      const decided = await reader.move(item, { state: "Closed", tags, comment });
      assert.deepEqual([decided.revision, decided.category, decided.tags], [2, "completed", tags]);
      await manager.comment(item.id, "head 0a1b");
      const changes = await manager.changes(item.id);
      assert.deepEqual(
        changes.map(({ by, category, comment: said }) => [by.name, category, said]),
        [
          ["Morgan Reed", "proposed", undefined],
          ["Sam Okafor", "completed", comment],
          ["Morgan Reed", "completed", "head 0a1b"],
        ],
      );
    }));

  it("S1-33: are not changed by who saw an older revision", () =>
    withOrganisation(world, async (bench) => {
      const { workItems } = azureOf(bench, "approver");
      const [seen] = await workItems.get([8]);
      assert.ok(seen);
      await azureOf(bench, "contributor").workItems.comment(8, "Look at this first");
      const { code, state, cause } = await failureOf(workItems.move(seen, { state: "Closed", comment: "" }));
      assert.deepEqual([code, state], ["RM042", "nothing was changed"]);
      assert.match(cause, /VS403351/);
      assert.deepEqual(await workItems.query(openBugs), [8]);
    }));

  it("S1-38: are not changed by whom the area denies it", () =>
    withOrganisation(world, async (bench) => {
      const { id } = personOf("approver");
      bench.organisation.state.work.denied.push(id);
      const { workItems } = azureOf(bench, "approver");
      const to = { state: "Closed", comment: "" };
      const { code, cause } = await failureOf(workItems.move({ id: 8, revision: 2 }, to));
      assert.equal(code, "RM040");
      assert.match(cause, /TF237111/);
    }));

  it("N10: stand beside test runs and pull requests, of which one that is missing is left out", () =>
    withOrganisation(world, async (bench) => {
      const { testRuns, pullRequests } = azureOf(bench, "reader");
      assert.deepEqual(await testRuns.get(1), { finished: true, passed: 39, total: 40 });
      assert.equal((await failureOf(testRuns.get(7))).code, "RM041");
      assert.deepEqual(await pullRequests.get("Contoso", [2, 1, 3]), [
        { id: 2, status: "active" },
        { id: 1, status: "completed" },
      ]);
    }));
});

describe("Facts that Azure DevOps tells oddly", () => {
  const at = scene();

  for (const [what, body, expected] of [
    ["goes on", { state: "InProgress", totalTests: 5 }, { finished: false, passed: 0, total: 5 }],
    [
      "was aborted",
      { state: "Aborted", totalTests: 5, passedTests: 5 },
      { finished: false, passed: 5, total: 5 },
    ],
    ["is complete", { state: "completed", totalTests: 0 }, { finished: true, passed: 0, total: 0 }],
  ] as const) {
    it(`N10: a test run that ${what} is read as it is`, async () => {
      at.script = () => ({ body });
      assert.deepEqual(await at.server.azure().testRuns.get(1), expected);
    });
  }

  for (const body of [
    { state: "Completed", totalTests: 5, passedTests: 6 },
    { state: "Completed", totalTests: -1 },
    { state: "Completed", totalTests: "5" },
    { totalTests: 5, passedTests: 5 },
    [],
  ]) {
    it(`N10: a test run like ${JSON.stringify(body)} is a failure`, async () => {
      at.script = () => ({ body });
      assert.equal((await failureOf(at.server.azure().testRuns.get(1))).code, "RM044");
    });
  }

  for (const body of [
    { pullRequestId: 1, status: "merged" },
    { pullRequestId: 2, status: "completed" },
    { pullRequestId: 1 },
  ]) {
    it(`N10: a pull request like ${JSON.stringify(body)} is a failure`, async () => {
      at.script = () => ({ body });
      assert.equal((await failureOf(at.server.azure().pullRequests.get("Contoso", [1]))).code, "RM044");
    });
  }

  it("N10: pull requests are asked for by whole numbers, and by 200 at most", async () => {
    const { pullRequests } = at.server.azure();
    const many = Array.from({ length: 201 }, (_, index) => index + 1);
    for (const ids of [[1.5], [0], many])
      assert.equal((await failureOf(pullRequests.get("Contoso", ids))).code, "RM001");
    assert.equal((await failureOf(pullRequests.get("..", [1]))).code, "RM001");
    assert.equal(at.server.received.length, 0);
  });
});
