import assert from "node:assert/strict";
import {
  readAttemptStatus,
  readStageStatus,
  readStepStatus,
} from "../../../adapters/azure-devops/read-status.ts";
import type { State } from "../../../core/model/stage.ts";

describe("The status of an attempt at a classic stage", () => {
  const rows: readonly [string, string, readonly string[], State][] = [
    ["notDeployed", "Queued", [], "queued"],
    ["notDeployed", "Pending", ["pending"], "waitingForApproval"],
    ["notDeployed", "Scheduled", [], "scheduled"],
    ["notDeployed", "deferred", ["pending"], "scheduled"],
    ["notDeployed", "Canceled", [], "cancelled"],
    ["notDeployed", "Rejected", ["rejected"], "rejected"],
    ["inProgress", "QueuedForAgent", [], "queued"],
    ["inProgress", "PhaseInProgress", [], "inProgress"],
    ["inProgress", "EvaluatingGates", [], "waitingForCheck"],
    ["inProgress", "ManualInterventionPending", [], "waitingForApproval"],
    ["inProgress", "PhaseSucceeded", ["approved", "pending"], "waitingForApproval"],
    ["inProgress", "Cancelling", [], "inProgress"],
    ["inProgress", "", [], "inProgress"],
    ["inProgress", "Defrobnicating", [], "unknown"],
    ["Succeeded", "Approved", ["approved"], "succeeded"],
    ["PartiallySucceeded", "PhasePartiallySucceeded", [], "succeededWithWarnings"],
    ["failed", "PhaseFailed", ["approved"], "failed"],
    ["failed", "Rejected", [], "rejected"],
    ["failed", "PhaseFailed", ["rejected"], "rejected"],
    ["failed", "GateFailed", [], "rejected"],
    ["failed", "PhaseCanceled", [], "cancelled"],
    ["exploded", "PhaseFailed", [], "unknown"],
  ];
  for (const [status, operationStatus, approvals, state] of rows) {
    it(`${status}, ${operationStatus} ${approvals.join(" ")} is ${state}`, () => {
      assert.equal(readAttemptStatus({ status, operationStatus, approvals }).state, state);
    });
  }
});

describe("The status of a classic stage", () => {
  const rows: readonly [string, string, State | undefined, State][] = [
    ["notStarted", "", undefined, "notDeployed"],
    ["queued", "", undefined, "queued"],
    ["inProgress", "Pending", "waitingForApproval", "waitingForApproval"],
    ["queued", "Canceled", "cancelled", "queued"],
    ["Succeeded", "Approved", "succeeded", "succeeded"],
    ["rejected", "PhaseFailed", "failed", "failed"],
    ["rejected", "Rejected", "rejected", "rejected"],
    ["canceled", "PhaseCanceled", "cancelled", "cancelled"],
    ["partiallySucceeded", "", undefined, "succeededWithWarnings"],
    ["scheduled", "", undefined, "scheduled"],
    ["toString", "", undefined, "unknown"],
  ];
  for (const [status, operationStatus, latest, state] of rows) {
    it(`${status} after ${latest ?? "nothing"} is ${state}`, () => {
      assert.equal(readStageStatus({ status, operationStatus, approvals: [] }, latest).state, state);
    });
  }

  it("shows an unknown word as Azure DevOps says it", () => {
    const wire = { status: "levitating", operationStatus: "undefined", approvals: [] };
    assert.deepEqual(readStageStatus(wire, undefined), { state: "unknown", wire: "levitating" });
  });
});

describe("The status of a step", () => {
  it("is read in both of the service's words for success and failure", () => {
    const words = ["Success", "succeeded", "failure", "Failed", "skipped", "pending", "odd"];
    assert.deepEqual(
      words.map((word) => readStepStatus(word).state),
      ["succeeded", "succeeded", "failed", "failed", "skipped", "queued", "unknown"],
    );
  });
});
