import assert from "node:assert/strict";
import { WebApi, getPersonalAccessTokenHandler } from "azure-devops-node-api";
import { commits, openBugs } from "../../standin/worlds/work.ts";
import { smallWorldOfWork, withOrganisation, type Answer, type Bench } from "./azure-devops/small-world.ts";

const world = smallWorldOfWork();

const [bug, task, sale] = [8, 5, 2];
type Operation = Readonly<{ op: string; path: string; value: unknown }>;

const set = (field: string, value: unknown, op = "add"): Operation => ({
  op,
  path: `/fields/System.${field}`,
  value,
});
const upon = (rev: number): Operation => ({ op: "test", path: "/rev", value: rev });

function patch(bench: Bench, who: string, id: number, ...body: readonly Operation[]): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${bench.organisation.tokenOf(who)}`,
    "content-type": "application/json-patch+json",
  };
  const path = `/contoso/_apis/wit/workitems/${id}?api-version=7.0`;
  return bench.raw("PATCH", path, headers, JSON.stringify(body));
}

async function found(bench: Bench): Promise<readonly number[]> {
  const { body } = await bench.send("reader", "GET", `${bench.core}/wit/wiql/${openBugs}?api-version=7.0`);
  return (body["workItems"] as { id: number }[]).map(({ id }) => id);
}

const field = ({ body }: Answer, name: string): unknown =>
  (body["fields"] as Record<string, unknown>)[`System.${name}`];

describe("the stand-in's work items", () => {
  it("N10: are found by the stored query as long as they are open", () =>
    withOrganisation(world, async (bench) => {
      assert.deepEqual(await found(bench), [bug]);
      assert.equal((await patch(bench, "contributor", bug, set("State", "Closed"))).status, 200);
      assert.deepEqual(await found(bench), []);
    }));

  it("S1-38: are moved by a stakeholder, whose name and moment the service stamps", () =>
    withOrganisation(world, async (bench) => {
      bench.organisation.clock.advance(3_600_000);
      const moved = await patch(
        bench,
        "reader",
        bug,
        upon(2),
        set("State", "Resolved"),
        set("History", "<p>ok</p>"),
      );
      assert.deepEqual([moved.status, moved.body["rev"], field(moved, "State")], [200, 3, "Resolved"]);
      const { body } = await bench.send(
        "reader",
        "GET",
        `/contoso/_apis/wit/workItems/${bug}/updates?$skip=2`,
      );
      const [update] = body["value"] as Record<string, Record<string, unknown>>[];
      assert.ok(update);
      const fields = update["fields"] as Record<string, { oldValue?: unknown; newValue?: string }>;
      assert.deepEqual(fields["System.State"], { oldValue: "Active", newValue: "Resolved" });
      assert.deepEqual(fields["System.History"], { newValue: "<p>ok</p>" });
      assert.equal(update["revisedBy"]?.["displayName"], "Sam Okafor");
      const on = Date.parse(fields["System.ChangedDate"]?.newValue ?? "");
      assert.ok(on > Date.now() + 3_500_000, "by the clock that can be moved");
    }));

  it("tell which revision was there when another one was expected, and change nothing", () =>
    withOrganisation(world, async (bench) => {
      const late = await patch(bench, "reader", bug, upon(1), set("State", "Closed"));
      assert.deepEqual([late.status, late.body["typeKey"]], [412, "TestPatchOperationFailedException"]);
      assert.match(String(late.body["message"]), /VS403351: .* value 2 was not equal to test value 1/);
      assert.deepEqual(await found(bench), [bug]);
    }));

  it("are not edited by whom the area denies it", () =>
    withOrganisation(world, async (bench) => {
      const { organisation } = bench;
      organisation.state.work.denied.push(
        organisation.state.people.find(({ role }) => role === "reader")?.id ?? "",
      );
      const refused = await patch(bench, "reader", bug, set("State", "Closed"));
      assert.deepEqual([refused.status, await found(bench)], [403, [bug]]);
      assert.match(String(refused.body["message"]), /^TF237111/);
    }));
});

describe("the stand-in's work items, changed wrongly", () => {
  for (const [what, operation, message] of [
    ["a state that the type does not have", set("State", "Done"), /TF401320: .* State/],
    ["a field that is not known", set("Nonsense", "x"), /Cannot find field System\.Nonsense/],
    ["somebody who is not known", set("AssignedTo", "Nobody At All"), /'Nobody At All' .* unknown identity/],
    ["an empty title", set("Title", ""), /field Title/],
    ["an operation that the stand-in lacks", set("Title", "x", "copy"), /no operation copy/],
  ] as const) {
    it(`refuse ${what}`, () =>
      withOrganisation(world, async (bench) => {
        const refused = await patch(bench, "administrator", bug, operation);
        assert.equal(refused.status, 400);
        assert.match(String(refused.body["message"]), message);
      }));
  }
});

describe("the stand-in's work items on the wire", () => {
  it("put tags to those that are there, or in their place", () =>
    withOrganisation(world, async (bench) => {
      const more = await patch(bench, "contributor", task, set("Tags", "web; SALE"));
      assert.equal(field(more, "Tags"), "sale; web");
      const others = await patch(bench, "contributor", task, set("Tags", "done", "replace"));
      assert.equal(field(others, "Tags"), "done");
      const none = await patch(bench, "contributor", task, set("Tags", "done", "replace"));
      assert.equal(none.body["rev"], others.body["rev"], "nothing was changed by it");
    }));

  it("are patched with patches only", () =>
    withOrganisation(world, async (bench) => {
      const path = `/contoso/_apis/wit/workitems/${bug}?api-version=7.0`;
      const { status } = await bench.send("contributor", "PATCH", path, [set("State", "Closed")]);
      assert.equal(status, 415);
    }));

  it("come with a `null` for each that is not there, or not at all", () =>
    withOrganisation(world, async (bench) => {
      const batch = (errorPolicy: string): Promise<Answer> =>
        bench.send("reader", "POST", "/contoso/_apis/wit/workitemsbatch?api-version=7.0", {
          ids: [bug, 999],
          fields: ["System.State", "System.Description"],
          errorPolicy,
        });
      const { body } = await batch("omit");
      const [one, other] = body["value"] as ({ fields: unknown } | null)[];
      assert.deepEqual([one?.fields, other], [{ "System.State": "Active" }, null]);
      assert.equal((await batch("fail")).status, 404);
    }));
});

describe("the stand-in's work items, asked for", () => {
  it("name a query that there is none of, and what they do not understand of one", () =>
    withOrganisation(world, async (bench) => {
      const ask = (id: string): Promise<Answer> =>
        bench.send("reader", "GET", `${bench.core}/wit/wiql/${id}?api-version=7.0`);
      assert.match((await ask("d0000000-0000-4000-8000-000000000000")).text, /TF401243: The query d0000000/);
      const wiql = "SELECT [System.Id] FROM WorkItems WHERE [System.ChangedDate] > @today - 3";
      bench.organisation.state.work.queries.push({ id: "odd", name: "Odd", wiql });
      const odd = await ask("odd");
      assert.deepEqual([odd.status, /\[System.ChangedDate\] > @today - 3/.test(odd.text)], [400, true]);
    }));

  it("S1-16: belong to the builds whose commits name them", () =>
    withOrganisation(world, async (bench) => {
      const order = { definition: { id: 1 }, sourceVersion: commits.summerSale };
      const builds = `${bench.core}/build/builds`;
      const { body } = await bench.send("contributor", "POST", `${builds}?api-version=7.0`, order);
      await bench.organisation.idle();
      const of = await bench.send(
        "reader",
        "GET",
        `${builds}/${String(body["id"])}/workitems?api-version=7.0`,
      );
      const ids = (of.body["value"] as { id: string }[]).map(({ id }) => id);
      assert.deepEqual(ids, [String(sale), "4", String(bug)]);
    }));

  it("are what Microsoft's own client reads, creates and changes", () =>
    withOrganisation(world, async ({ organisation }) => {
      const handler = getPersonalAccessTokenHandler(organisation.tokenOf("contributor"));
      const api = await new WebApi(organisation.url, handler).getWorkItemTrackingApi();
      const made = await api.createWorkItem({}, [set("Title", "Approve the train")], "Contoso", "Task");
      assert.equal(made.id, 9);
      await api.updateWorkItem({}, [set("State", "Closed")], 9);
      const read = await api.getWorkItemsBatch({ ids: [9], fields: ["System.State"] });
      assert.equal(read[0]?.fields?.["System.State"], "Closed");
      assert.deepEqual((await api.getUpdates(9, 1, 1))[0]?.rev, 2);
      const types = await api.getWorkItemTypes("Contoso");
      assert.deepEqual(
        types.find(({ name }) => name === "Task")?.states?.map(({ category }) => category),
        ["Proposed", "InProgress", "Completed", "Removed"],
      );
    }));
});

describe("the stand-in's work items of many builds", () => {
  it("N13: lie between two builds of a pipeline, without those of the first one", () =>
    withOrganisation(world, async ({ core, organisation, send }) => {
      const built = async (sourceVersion: string): Promise<unknown> => {
        const order = { definition: { id: 1 }, sourceVersion };
        const { body } = await send("contributor", "POST", `${core}/build/builds?api-version=7.0`, order);
        await organisation.idle();
        return body["id"];
      };
      const from = await built(commits.cookieBanner);
      await built(commits.summerSale);
      const to = await built(commits.summerSale);
      const ids = async (of: string): Promise<unknown> => {
        const range = `fromBuildId=${String(from)}&toBuildId=${String(to)}&api-version=7.0-preview.2`;
        const { body } = await send("reader", "GET", `${core}/build/${of}?${range}`);
        return (body["value"] as { id: string }[]).map(({ id }) => id);
      };
      assert.deepEqual(await ids("workitems"), [String(sale), "4", String(bug)]);
      assert.deepEqual(await ids("changes"), [commits.summerSale]);
    }));
});

describe("the sample's facts for gates", () => {
  it("N10: are eight work items, a test run and two pull requests", () =>
    withOrganisation(world, async (bench) => {
      const { work } = bench.organisation.state;
      assert.equal(work.items.length, 8);
      const run = await bench.send("reader", "GET", `${bench.core}/test/runs/1?api-version=7.0`);
      assert.deepEqual(
        [run.body["state"], run.body["passedTests"], run.body["totalTests"]],
        ["Completed", 39, 40],
      );
      const pulls = `${bench.core}/git/repositories/Contoso/pullrequests`;
      const stands = await Promise.all(
        [1, 2, 3].map(
          async (id) => (await bench.send("reader", "GET", `${pulls}/${id}?api-version=7.0`)).body["status"],
        ),
      );
      assert.deepEqual(stands, ["completed", "active", undefined]);
    }));
});

describe("the stand-in's stored queries", () => {
  it("S1-16: lie in their folders, or are found by a part of their names", () =>
    withOrganisation(world, async (bench) => {
      const ask = async (query: string): Promise<Answer> =>
        bench.send("reader", "GET", `${bench.core}/wit/queries?${query}&api-version=7.0`);
      type One = { name: string; path?: string; children?: One[] };
      type Found = One[];
      const tree = (await ask("$depth=2")).body["value"] as Found;
      assert.deepEqual(
        tree.map(({ name, children = [] }) => [name, children.map(({ path }) => path)]),
        [
          ["My Queries", []],
          ["Shared Queries", ["Shared Queries/Open bugs"]],
        ],
      );
      assert.equal((await ask("$depth=3")).status, 400);
      const found = async (text: string): Promise<unknown> =>
        ((await ask(`$filter=${text}&$top=200`)).body["value"] as Found).map(({ name }) => name);
      assert.deepEqual([await found("BUG"), await found("story")], [["Open bugs"], []]);
    }));
});
