import assert from "node:assert/strict";
import { leaning } from "../../../core/model/leans-on.ts";
import { guessClass } from "../../../core/model/stage-class.ts";
import type { Attempt, Stage, State } from "../../../core/model/stage.ts";

const ran: Attempt = {
  number: 1,
  status: { state: "succeeded", wire: "succeeded" },
  startedBy: "unknown",
  steps: [],
  approvals: [],
  planIds: [],
};

type Told = Readonly<{ state?: State; ours?: boolean; skippedBecause?: string }>;

function stage(name: string, { state = "succeeded", ours = false, skippedBecause }: Told = {}): Stage {
  return {
    id: name,
    name,
    environment: name,
    class: guessClass(name),
    trigger: "automatic",
    after: [],
    status: { state, wire: state },
    attempts: ours ? [ran] : [],
    linkedGroups: [],
    ...(ours ? { deploy: { connection: "", environment: name, target: "" } } : {}),
    ...(skippedBecause === undefined ? {} : { skippedBecause }),
  };
}

/** What the last stage leans on. */
function leansOn(last: string | Stage, before: readonly Stage[]): readonly string[] | undefined {
  return leaning([...before, typeof last === "string" ? stage(last) : last]).at(-1)?.after;
}

const build = stage("Build");
const uat = stage("UAT", { ours: true });
const byCondition = { state: "skipped", skippedBecause: "Evaluating: failed()" } as const;

describe("What a stage of a run leans on", () => {
  it("S0-05: is the stage before it", () => {
    assert.deepEqual(leansOn("UAT", [build]), ["Build"]);
    assert.deepEqual(leansOn("Production", [build, uat]), ["UAT"]);
    assert.deepEqual(leansOn("Build", []), []);
  });

  it("S0-05: is UAT, too, where a stage that deploys nothing stands between", () => {
    assert.deepEqual(leansOn("Production", [build, uat, stage("Notify")]), ["UAT", "Notify"]);
  });

  it("S0-05: passes over a clean-up that its own condition left out", () => {
    const cleanUp = stage("Rollback", byCondition);
    assert.deepEqual(leansOn("Production", [build, uat, cleanUp]), ["UAT"]);
    const presumed = {
      ...cleanUp,
      deploy: { connection: "Connection", environment: "Rollback", target: "" },
    };
    assert.deepEqual(leansOn("Production", [build, uat, presumed]), ["UAT"]);
  });

  it("S0-05: does not pass over Staging, whatever left it out", () => {
    const before = [stage("Dev", { ours: true }), stage("Test", byCondition), stage("Staging", byCondition)];
    assert.deepEqual(leansOn("Production", before), ["Test", "Staging"]);
  });

  it("S0-05: does not pass over a stage that a person left out when the run was queued", () => {
    const left = stage("Rollback", { state: "skipped" });
    assert.deepEqual(leansOn("Production", [uat, left]), ["UAT", "Rollback"]);
  });

  it("S0-05: is every test stage before production, for they may have run beside each other", () => {
    const before = [stage("UAT EU", { ours: true, state: "failed" }), stage("UAT US", { ours: true })];
    assert.deepEqual(leansOn("Production", before), ["UAT EU", "UAT US"]);
  });

  it("is only the last one before another test", () => {
    const before = [stage("Test", { ours: true }), stage("Integration test", { ours: true })];
    assert.deepEqual(leansOn("UAT", before), ["Integration test"]);
  });

  it("S0-05: follows the class that a stage has, not the one that its name suggests", () => {
    const before = [stage("Test", { state: "failed" }), stage("Dev-US", { ours: true })];
    assert.deepEqual(leansOn("Dev-EU", before), ["Dev-US"]);
    assert.deepEqual(leansOn({ ...stage("Dev-EU"), class: "production" }, before), ["Test", "Dev-US"]);
  });

  it("S0-05: does not lose a test stage that is counted as production", () => {
    const raised = { ...stage("Test"), class: "production" } as const;
    assert.deepEqual(leansOn("Production", [raised, stage("Dev-US", { ours: true })]), ["Test", "Dev-US"]);
  });
});
