import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { planPipeline } from "../../../../standin/azure-devops/yaml/plan-pipeline.ts";

const folder = join(import.meta.dirname, "../../../../docs/pipelines");
const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".yml"))
  .map((path) => path.replaceAll("\\", "/"));
const files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
/** What whoever queues one has to say. */
const asked: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "train-to-production.yml": { train: 7 },
};
const roots = paths.filter((path) => !path.includes("/"));

describe("the pipelines that teams are given", () => {
  it("S2-08: are there to be tried", () => {
    assert.ok(roots.length >= 4, `${roots.length} pipelines in docs/pipelines`);
  });

  for (const root of roots) {
    it(`S2-08: ${root} is planned as it stands`, () => {
      const { stages } = planPipeline({
        files,
        root,
        parameters: asked[root] ?? {},
        variables: {},
        task: (reference) => {
          const [name = "", version = ""] = reference.split("@");
          return { id: name, name, version };
        },
      });
      assert.ok(stages.every(({ jobs }) => jobs.every(({ steps }) => steps.length > 0)));
    });
  }
});
