import assert from "node:assert/strict";
import { smallWorld, withOrganisation } from "../../standin/azure-devops/small-world.ts";
import { azureOf } from "../../support/stand-in-client.ts";
import { failureOf, list, project, scene } from "./scripted-server.ts";

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

describe("Names of what is known by its number", () => {
  const at = scene();

  it("S1-11: of classic releases, runs and pipelines are asked for in one request of each kind", async () => {
    at.script = ({ path }) => {
      if (path.endsWith("/definitions")) return { body: list({ id: 3, name: "Shop" }) };
      const definition = { id: 3, name: "Contoso Web" };
      return path.endsWith("/builds")
        ? { body: list({ id: 345, buildNumber: "20260611.3", definition }) }
        : { body: list({ id: 57, name: "Release-57", releaseDefinition: definition }) };
    };
    const { names } = at.server.azure();
    assert.deepEqual(
      [...(await names.of("classic", [57, 2, 57]))],
      [[57, { name: "Release-57", pipeline: "Contoso Web" }]],
      "what is not visible is left out",
    );
    assert.deepEqual(
      [...(await names.of("run", [345]))],
      [[345, { name: "20260611.3", pipeline: "Contoso Web" }]],
    );
    assert.deepEqual([...(await names.of("pipeline", [3]))], [[3, { name: "Shop" }]]);
    const version = { "api-version": "7.0" };
    assert.deepEqual(
      at.server.received.map(({ path, query }) => [path, query]),
      [
        [`/rm/${project.id}/_apis/release/releases`, { releaseIdFilter: "57,2", $top: "2", ...version }],
        [`/core/${project.id}/_apis/build/builds`, { buildIds: "345", $top: "1", ...version }],
        [`/core/${project.id}/_apis/build/definitions`, { definitionIds: "3", $top: "1", ...version }],
      ],
    );
  });

  it("S1-11: are harmless, in one line, and not longer than a line", async () => {
    const name = `##vso[task.complete]\u202E a\nb${"x".repeat(500)}`;
    at.script = () => ({ body: list({ id: 57, name, releaseDefinition: { name: 5 } }) });
    const named = (await at.server.azure().names.of("classic", [57])).get(57);
    assert.match(named?.name ?? "", /^# #vso\[task\.complete\] a bx+…$/);
    assert.deepEqual([named?.name.length, named && "pipeline" in named], [120, false]);
  });

  it("S1-11: are asked for a hundred at a time, two hundred at most, and none without a request", async () => {
    at.script = ({ query }) => ({
      body: list(...(query["buildIds"] ?? "").split(",").map((id) => ({ id: +id, buildNumber: `#${id}` }))),
    });
    const { names } = at.server.azure();
    assert.equal((await names.of("run", [])).size, 0);
    assert.equal(at.server.received.length, 0);
    assert.equal((await names.of("run", upTo(200))).size, 200);
    assert.deepEqual(
      at.server.received.map(({ query }) => query["$top"]),
      ["100", "100"],
    );
    for (const ids of [upTo(201), [0], [1.5]])
      assert.equal((await failureOf(names.of("run", ids))).code, "RM001");
    assert.equal(at.server.received.length, 2);
  });
});

describe("Names that cannot be read", () => {
  const at = scene();

  for (const [what, item] of [
    ["others than were asked for", { id: 58, name: "Release-58" }],
    ["no name", { id: 57 }],
    ["no number", { name: "Release-57" }],
    ["no release at all", null],
  ] as const) {
    it(`S1-11: are a failure where Azure DevOps answers with ${what}, and never “not visible”`, async () => {
      at.script = () => ({ body: list(item), headers: { "x-ms-continuationtoken": "59" } });
      const { code, what: said } = await failureOf(at.server.azure().names.of("classic", [57]));
      assert.deepEqual([code, said], ["RM044", "The names of classic releases could not be read"]);
      assert.equal(at.server.received.length, 1, "and the list is not read to its end");
    });
  }

  it("S1-11: are a failure where Azure DevOps refuses", async () => {
    at.script = () => ({ status: 403, body: { message: "VS402965" } });
    assert.equal((await failureOf(at.server.azure().names.of("classic", [57]))).code, "RM040");
  });

  it("S1-11: are given by the stand-in of those that there are", () =>
    withOrganisation(smallWorld(), async (bench) => {
      await bench.send("contributor", "POST", `${bench.core}/build/builds?api-version=7.0`, {
        definition: { id: 1 },
      });
      const { names } = azureOf(bench, "contributor");
      assert.deepEqual([...(await names.of("run", [1, 99])).keys()], [1]);
      assert.deepEqual([...(await names.of("pipeline", [1, 99])).keys()], [1]);
      assert.deepEqual([...(await names.of("classic", [99])).keys()], []);
    }));
});
