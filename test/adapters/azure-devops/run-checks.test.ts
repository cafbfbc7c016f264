import assert from "node:assert/strict";
import { project, scene } from "./scripted-server.ts";

const root = `/core/${project.id}/_apis/pipelines/checks`;
const suite = "ee14f612-6838-43c0-b445-db238ef14153";
const resource = { type: "environment", id: "3", name: "UAT" };

type Wire = Readonly<Record<string, unknown>>;

const run = (id: string, type: string, over: Wire = {}): Wire => ({
  id,
  status: "running",
  checkConfigurationRef: { id: 9, type: { id: "t", name: type }, resource },
  ...over,
});

const hours = {
  settings: { displayName: "Office hours", definitionRef: { id: "445FDE2F-6c39-441c-807f-8a59ff2e075f" } },
};

describe("Checks of YAML runs", () => {
  const at = scene();

  it("N17: say what they protect, and a task's that goes on how it is called", async () => {
    at.script = ({ path }) =>
      path.endsWith("/configurations/9")
        ? { body: hours }
        : {
            body: {
              id: suite,
              checkRuns: [
                run("a", "ExclusiveLock"),
                run("b", "Task Check"),
                run("c", "Task Check", { status: "approved" }),
                null,
                { id: "d" },
              ],
            },
          };
    assert.deepEqual(await at.server.azure().runs.checks(suite), [
      { id: "a", resource },
      { id: "b", resource, name: "Office hours", kind: "businessHours" },
      { id: "c", resource },
      { id: "d" },
    ]);
    assert.deepEqual(
      at.server.received.map(({ path, query }) => [path, query["$expand"], query["api-version"]]),
      [
        [`${root}/runs/${suite}`, "resources", "7.2-preview.1"],
        [`${root}/configurations/9`, "settings", "7.2-preview.1"],
      ],
    );
  });

  it("are none where Azure DevOps no longer has them", async () => {
    at.script = () => ({ status: 404, body: { message: "no such suite" } });
    assert.deepEqual(await at.server.azure().runs.checks(suite), []);
  });
});
