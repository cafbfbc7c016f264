import assert from "node:assert/strict";
import { inspectRelease } from "../../../core/acts/inspect-release.ts";
import { readStart, type StartOrder } from "../../../core/acts/read-start.ts";
import { defaultSettings } from "../../../core/model/settings.ts";
import { guessClass } from "../../../core/model/stage-class.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Stage, State } from "../../../core/model/stage.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import { attempt, noRight, organisation, release, uat, type Parts } from "./sample-organisation.ts";

function stage(name: string, state: State, after: readonly string[]): Stage {
  const status = { state, wire: state };
  return { ...uat, id: name, name, environment: name, class: guessClass(name), after, status };
}

/** A run whose test failed, beside which a place went well whose name says little of what it is. */
const run: Release = {
  ...release,
  id: "run:400",
  kind: "yaml",
  stages: [
    stage("Test", "failed", []),
    stage("Dev-US", "succeeded", ["Test"]),
    stage("Dev-EU", "waitingForManualStart", ["Dev-US"]),
  ],
};

const order: StartOrder = {
  release: "run:400",
  stage: "Dev-EU",
  attempt: attempt.number,
  floors: { order: "block", drift: "reason", automaticProduction: "refuse", unreadable: "refuse" },
};

function azureWith(stageClasses: Readonly<Record<string, string>>, over: Parts = {}): AzureDevOps {
  const value = { ...defaultSettings, stageClasses };
  const read = (collection: string): Promise<{ id: string; etag: number; value: unknown } | undefined> =>
    Promise.resolve(collection.startsWith("reasons") ? undefined : { id: "settings", etag: 1, value });
  return organisation({
    documents: { read },
    builds: { run: () => Promise.resolve(run) },
    runs: { queuedWith: () => Promise.resolve({ parameters: {}, resources: [] }), ...over.runs },
  });
}

function leansOn({ stages }: Release): readonly string[] | undefined {
  return stages.find(({ name }) => name === "Dev-EU")?.after;
}

describe("A run's stage that is stricter than its name", () => {
  it("S0-05: leans on every test where the project's settings call it production, through both doors", async () => {
    const raised = azureWith({ "dev-eu": "production" });
    assert.deepEqual((await readStart(order, raised)).stage.after, ["Test", "Dev-US"]);
    assert.deepEqual(leansOn((await inspectRelease("run:400", raised)).release), ["Test", "Dev-US"]);
    const named = azureWith({});
    assert.deepEqual((await readStart(order, named)).stage.after, ["Dev-US"]);
    assert.deepEqual(leansOn((await inspectRelease("run:400", named)).release), ["Dev-US"]);
  });

  it("S0-05: leans on every test where its own step calls it production", async () => {
    const floors = { ...order.floors, stageClass: "production" } as const;
    const { stage: own } = await readStart({ ...order, floors }, azureWith({}));
    assert.deepEqual(own.after, ["Test", "Dev-US"]);
  });
});

describe("A run of which it is not told what it carries", () => {
  it("N13: is deployed all the same, and says so where a reason is missing", async () => {
    const { problems } = await readStart(
      order,
      azureWith({}, { runs: { queuedWith: () => Promise.reject(noRight()) } }),
    );
    assert.deepEqual(problems, [
      "What the run was queued with could not be read: You do not have the right.",
    ]);
  });
});
