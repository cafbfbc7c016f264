import assert from "node:assert/strict";
import { list, project, scene } from "./scripted-server.ts";

const query = "6d9a1f34-2c57-4b8e-9f10-83e5a7c4d1b2";

const range = { fromBuildId: "340", toBuildId: "345", $top: "200", "api-version": "7.0-preview.2" };

describe("What lies between two builds", () => {
  const at = scene();

  it("N13: is counted, and is not whole where Azure DevOps tells no more", async () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ id: `commit ${index}` }));
    for (const [changes, more] of [
      [many.slice(1), false],
      [many, true],
    ] as const) {
      const items = list({ id: "12" }, { id: "12" }, { id: "x" }, { id: "13" });
      at.script = ({ path }) => ({ body: path.endsWith("/changes") ? list(...changes) : items });
      const between = await at.server.azure().workItems.between(340, 345);
      assert.deepEqual(between, { changes: changes.length, items: [12, 13], more });
    }
    assert.deepEqual(
      at.server.received.slice(0, 2).map(({ path, query }) => [path, query]),
      [
        [`/core/${project.id}/_apis/build/changes`, range],
        [`/core/${project.id}/_apis/build/workitems`, range],
      ],
    );
  });

  it("N13: is not whole, too, where there are more work items than are told at once", async () => {
    const ids = Array.from({ length: 200 }, (_, index) => ({ id: String(index + 1) }));
    at.script = ({ path }) => ({ body: path.endsWith("/changes") ? list({ id: "c" }) : list(...ids) });
    const { changes, items, more } = await at.server.azure().workItems.between(340, 345);
    assert.deepEqual([changes, items.length, more], [1, 200, true]);
  });

  it("N13: is not known where one of the two answers is missing", async () => {
    at.script = ({ path }) => (path.endsWith("/changes") ? { body: list() } : { status: 403, body: {} });
    await assert.rejects(at.server.azure().workItems.between(340, 345));
  });
});

describe("The stored queries", () => {
  const at = scene();

  it("S1-16: are listed out of their folders, or looked for by name, harmless", async () => {
    const one = { id: query, name: "Open\u202E bugs", path: "Shared Queries/Web/Open bugs" };
    const folder = (children: unknown): unknown => ({ id: "f", name: "Web", isFolder: true, children });
    at.script = () => ({ body: list(folder([folder([one, { name: 7 }, null])]), folder("none")) });
    const { workItems } = at.server.azure();
    assert.deepEqual(await workItems.queries(""), [{ ...one, name: "Open bugs" }]);
    at.script = () => ({ body: { hasMore: true, ...list(one) } });
    assert.equal((await workItems.queries("bugs & more")).length, 1);
    assert.deepEqual(
      at.server.received.map((asked) => [asked.path, asked.query["$depth"] ?? asked.query["$filter"]]),
      [
        [`/core/${project.id}/_apis/wit/queries`, "2"],
        [`/core/${project.id}/_apis/wit/queries`, "bugs & more"],
      ],
    );
  });
});
