import assert from "node:assert/strict";
import type { Received, Scene } from "./scripted-server.ts";
import { failureOf, list, project, scene } from "./scripted-server.ts";

const ada = { id: "11111111-0000-4000-8000-000000000001", displayName: "Ada" };
const bob = { id: "22222222-0000-4000-8000-000000000002", displayName: "Bob\u202E" };
const query = "6d9a1f34-2c57-4b8e-9f10-83e5a7c4d1b2";

type Fields = Readonly<Record<string, unknown>>;

const item = (id: number, over: Fields = {}): Fields => ({
  id,
  rev: 3,
  fields: {
    "System.TeamProject": project.name,
    "System.WorkItemType": "Bug",
    "System.Title": "##vso[task.complete]\u202E Prices",
    "System.State": "Active",
    "System.AssignedTo": bob,
    "System.Tags": "sale; severity-1",
    ...over,
  },
});

const types = list(
  {
    name: "Bug",
    states: [
      { name: "New", category: "Proposed" },
      { name: "Active", category: "InProgress" },
      { name: "Resolved", category: "RESOLVED" },
      { name: "Closed", category: "Completed" },
      { name: "Parked", category: "Sublimated" },
    ],
  },
  { name: "Old", isDisabled: true, states: [] },
  { name: 7, states: "none" },
);

const isTypes = ({ path }: Received): boolean => path.endsWith("/wit/workitemtypes");

describe("Work items", () => {
  const at = scene();
  const batches = (): readonly Received[] => at.server.received.filter(({ path }) => path.endsWith("batch"));

  it("S1-16: are read with what their state means, harmless, with an address of ours", async () => {
    at.script = (request) => ({ body: isTypes(request) ? types : list(item(7)) });
    const [read] = await at.server.azure().workItems.get([7]);
    assert.deepEqual(read, {
      id: 7,
      revision: 3,
      title: "# #vso[task.complete] Prices",
      type: "Bug",
      state: "Active",
      category: "inProgress",
      assignedTo: { id: bob.id, name: "Bob" },
      tags: ["sale", "severity-1"],
      webUrl: `${at.server.base}/core/${encodeURIComponent(project.name)}/_workitems/edit/7`,
    });
    assert.deepEqual(
      [batches()[0]?.path, batches()[0]?.query],
      ["/core/_apis/wit/workitemsbatch", { "api-version": "7.0" }],
    );
  });

  it("S1-16: are asked for 200 at a time, each once, and what is not visible is left out", async () => {
    at.script = (request) => {
      if (isTypes(request)) return { body: types };
      const { ids } = request.body as { ids: number[] };
      return { body: list(...ids.map((id) => (id === 3 ? null : item(id)))) };
    };
    const ids = Array.from({ length: 401 }, (_, index) => 401 - index);
    const read = await at.server.azure().workItems.get([...ids, 1, 1]);
    assert.deepEqual(
      read.map(({ id }) => id),
      ids.filter((id) => id !== 3),
    );
    assert.deepEqual(
      batches()
        .map(({ body }) => (body as { ids: unknown[]; errorPolicy: string }).ids.length)
        .sort(),
      [1, 200, 200],
    );
    assert.equal((batches()[0]?.body as { errorPolicy: string }).errorPolicy, "omit");
    assert.equal(at.server.received.length, 4, "the types are read once");
  });

  it("S1-16: of another project have the states of its process", async () => {
    const other = list({ name: "Bug", states: [{ name: "Active", category: "Completed" }] });
    at.script = (request) => {
      if (!isTypes(request)) return { body: list(item(1), item(2, { "System.TeamProject": "Other" })) };
      return { body: request.path.startsWith("/core/Other/") ? other : types };
    };
    const read = await at.server.azure().workItems.get([1, 2]);
    assert.deepEqual(
      read.map(({ category }) => category),
      ["inProgress", "completed"],
    );
    assert.match(read[1]?.webUrl ?? "", /\/core\/Other\/_workitems\/edit\/2$/);
  });
});

describe("What the state of a work item means", () => {
  const at = scene();

  for (const [what, over] of [
    ["a state that its process does not know", { "System.State": "Sleeping" }],
    ["a category with a new word", { "System.State": "Parked" }],
    ["a type that its project does not have", { "System.WorkItemType": "Epic" }],
    [
      "no fields at all",
      { "System.State": null, "System.WorkItemType": 5, "System.AssignedTo": null, "System.Tags": {} },
    ],
  ] as const) {
    it(`N10: with ${what} have no category`, async () => {
      at.script = (request) => ({ body: isTypes(request) ? types : list(item(7, over)) });
      const [read] = await at.server.azure().workItems.get([7]);
      assert.deepEqual([read?.id, read && "category" in read], [7, false]);
    });
  }

  for (const id of [0, -1, 1.5, Number.NaN, 2 ** 31]) {
    it(`are not asked for by ${id}`, async () => {
      const { code, state } = await failureOf(at.server.azure().workItems.get([1, id]));
      assert.deepEqual([code, state, at.server.received.length], ["RM001", "nothing was changed", 0]);
    });
  }

  it("that cannot be read are a failure that says that nothing was changed", async () => {
    at.script = () => ({ status: 500, body: { message: "TF30063" } });
    const { code, state, retry } = await failureOf(at.server.azure().workItems.get([7]));
    assert.deepEqual([code, state, retry], ["RM043", "nothing was changed", "safe"]);
    assert.ok(at.server.received.length > 1, "asking is tried again");
  });
});

describe("What work items are found by", () => {
  const at = scene();

  it("N10: a stored query gives ids, 20,000 at most", async () => {
    at.script = () => ({ body: { workItems: Array.from({ length: 20_001 }, (_, id) => ({ id: id + 1 })) } });
    assert.equal((await at.server.azure().workItems.query(query)).length, 20_000);
    const [asked] = at.server.received;
    assert.deepEqual(
      [asked?.path, asked?.query["$top"]],
      [`/core/${project.id}/_apis/wit/wiql/${query}`, "20000"],
    );
  });

  it("N10: a query for links gives both ends, each once", async () => {
    const links = [
      { target: { id: 7 } },
      { rel: "x", source: { id: 7 }, target: { id: 8 } },
      { rel: "x", source: { id: 7 }, target: { id: 8 } },
    ];
    at.script = () => ({ body: { queryType: "tree", workItemRelations: links } });
    assert.deepEqual(await at.server.azure().workItems.query(query), [7, 8]);
  });

  for (const body of [{}, [], "", { workItems: [{ id: "x" }] }, { workItemRelations: [{ target: null }] }]) {
    it(`N10: an answer like ${JSON.stringify(body)} is no empty one`, async () => {
      at.script = () => ({ body });
      assert.equal((await failureOf(at.server.azure().workItems.query(query))).code, "RM044");
    });
  }

  it("N10: a query that fails says why in the words of Azure DevOps", async () => {
    at.script = () => ({ status: 400, body: { message: "VS402337: exceeds the size limit of 20000" } });
    const { code, cause } = await failureOf(at.server.azure().workItems.query(query));
    assert.equal(code, "RM001");
    assert.match(cause, /exceeds the size limit of 20000/);
  });

  for (const id of ["../../build/builds", "Shared Queries/Open bugs", ""]) {
    it(`N10: “${id}” is no id of a query`, async () => {
      const { code } = await failureOf(at.server.azure().workItems.query(id));
      assert.deepEqual([code, at.server.received.length], ["RM001", 0]);
    });
  }

  it("S1-16: a build gives those that its commits name", async () => {
    at.script = () => ({
      body: list({ id: "12" }, { id: "12" }, { id: "x" }, { id: 4 }, null, { id: "13" }),
    });
    assert.deepEqual(await at.server.azure().workItems.ofBuild(345), [12, 13]);
    assert.equal(at.server.received[0]?.path, `/core/${project.id}/_apis/build/builds/345/workitems`);
  });
});

describe("The types of work items", () => {
  const at = scene();

  it("the types are those of which something can be created", async () => {
    at.script = () => ({ body: types });
    const read = await at.server.azure().workItems.types();
    assert.deepEqual(
      read.map(({ name, states }) => [name, states.length]),
      [["Bug", 5]],
    );
    assert.deepEqual(read[0]?.states.slice(2), [
      { name: "Resolved", category: "resolved" },
      { name: "Closed", category: "completed" },
      { name: "Parked" },
    ]);
  });

  it("types that could not be read once are asked for again", async () => {
    const { workItems } = at.server.azure();
    at.script = () => ({ status: 403, body: { message: "no" } });
    assert.equal((await failureOf(workItems.types())).code, "RM040");
    at.script = () => ({ body: types });
    assert.equal((await workItems.types()).length, 1);
  });
});

const changedFields = (state: string | undefined, more: Fields = {}): Fields => ({
  "System.ChangedDate": { newValue: "2026-05-01T10:00:00Z" },
  ...(state === undefined ? {} : { "System.State": { newValue: state } }),
  ...more,
});
const update = (rev: number, by: unknown, fields?: Fields): Fields => ({
  rev,
  revisedBy: by,
  revisedDate: "9999-01-01T00:00:00Z",
  ...(fields === undefined ? {} : { fields }),
});
const first = (by: unknown, more: Fields = {}): Fields =>
  update(
    1,
    by,
    changedFields("New", {
      "System.WorkItemType": { newValue: "Bug" },
      "System.TeamProject": { newValue: project.name },
      ...more,
    }),
  );

/** Revision, author, state and category of each change that the updates tell. */
async function read(at: Scene, ...updates: readonly unknown[]): Promise<readonly (readonly unknown[])[]> {
  at.script = (request) => ({ body: isTypes(request) ? types : list(...updates) });
  const changes = await at.server.azure().workItems.changes(7);
  return changes.map(({ revision, by, state, category }) => [revision, by.name, state, category]);
}

describe("The changes of a work item", () => {
  const at = scene();

  it("S1-33: carry on what they do not mention, and leave out links", async () => {
    at.script = (request) => ({
      body: isTypes(request)
        ? types
        : list(
            first(ada, {
              "System.Tags": { newValue: "train" },
              "System.Title": { newValue: "Go  on\u202e" },
            }),
            update(1, ada),
            update(
              2,
              bob,
              changedFields(undefined, { "System.History": { newValue: "<div>a &lt;b&gt;<br>c</div>" } }),
            ),
            update(3, bob, changedFields("Closed", { "System.Tags": { oldValue: "train" } })),
          ),
    });
    const [, second, third, ...rest] = await at.server.azure().workItems.changes(7);
    const on = Date.parse("2026-05-01T10:00:00Z");
    const by = { id: bob.id, name: "Bob" };
    assert.deepEqual(second, {
      revision: 2,
      by,
      on,
      project: project.name,
      title: "Go on",
      state: "New",
      category: "proposed",
      tags: ["train"],
      comment: "a <b>\nc",
    });
    const closed = { state: "Closed", category: "completed", tags: [] };
    assert.deepEqual(third, { revision: 3, by, on, project: project.name, title: "Go on", ...closed });
    assert.equal(rest.length, 0);
  });

  it("S1-38: are those of who had signed in, whoever stands as the author", async () => {
    const signedIn = (who: unknown): Fields => ({ "System.AuthorizedAs": { newValue: who } });
    assert.deepEqual(
      await read(
        at,
        first(ada, signedIn(ada)),
        update(2, bob, changedFields("Active", signedIn(bob))),
        update(3, bob, changedFields("Resolved")),
        // Bob, who may bypass the rules, writes Ada's name.
        update(4, ada, changedFields("Closed")),
        update(5, ada, changedFields("Closed", signedIn(bob))),
      ),
      [
        [1, "Ada", "New", "proposed"],
        [2, "Bob", "Active", "inProgress"],
        [3, "Bob", "Resolved", "resolved"],
        [4, "unknown", "Closed", "completed"],
        [5, "Bob", "Closed", "completed"],
      ],
    );
  });
});

describe("The changes of a work item, told badly", () => {
  const at = scene();

  it("S1-38: are the author's where Azure DevOps does not tell who had signed in", async () => {
    assert.deepEqual(
      (
        await read(
          at,
          first(ada),
          update(2, bob, changedFields("Active")),
          update(3, null, changedFields("Closed")),
        )
      ).map(([, by]) => by),
      ["Ada", "Bob", "unknown"],
    );
  });

  it("survive updates that are none", async () => {
    assert.deepEqual(await read(at, null, "x", update(1, "Ada", { "System.State": "Closed" })), [
      [1, "unknown", "", undefined],
    ]);
  });

  it("are no empty list where Azure DevOps answers with something else", async () => {
    at.script = () => ({ body: {} });
    assert.equal((await failureOf(at.server.azure().workItems.changes(7))).code, "RM044");
  });

  it("are read over every page, and refused where there is no end", async () => {
    at.script = (request) => {
      if (isTypes(request)) return { body: types };
      const skip = Number(request.query["$skip"]);
      const count = Math.min(200, 450 - skip);
      return {
        body: list(
          ...Array.from({ length: count }, (_, index) => update(skip + index + 1, ada, changedFields("New"))),
        ),
      };
    };
    const changes = await at.server.azure().workItems.changes(7);
    assert.deepEqual([changes.length, changes.at(-1)?.revision], [450, 450]);
    const page = list(...Array.from({ length: 200 }, () => update(1, ada)));
    at.script = () => ({ body: page });
    const { code, cause } = await failureOf(at.server.azure().workItems.changes(7));
    assert.equal(code, "RM044");
    assert.match(cause, /more than 20000 changes/);
  });
});
