import assert from "node:assert/strict";
import type { Deployment } from "../../../core/model/deployment.ts";
import { instant } from "../../../core/model/instant.ts";
import type { State } from "../../../core/model/stage.ts";
import { withWaiting } from "../../../core/model/waiting-stages.ts";
import { matrixAt } from "../../../core/model/where-what.ts";
import { whyWaits } from "../../../core/model/why-deployment.ts";
import { ann, approval, check, later } from "./waiting.ts";

function deployment(over: Partial<Deployment>, state: State = "succeeded"): Deployment {
  return {
    release: "run:1",
    releaseName: "Shop 1",
    pipeline: { id: 8, name: "Shop", kind: "yaml" },
    stage: "prod",
    environment: "prod",
    attempt: 1,
    status: { state, wire: state },
    startedBy: "unknown",
    queuedOn: instant(1),
    ...over,
  };
}

const waits = (over: Partial<Deployment> = {}, state: State = "waitingForCheck"): Deployment =>
  deployment({ release: "run:9", releaseName: "Shop 9", queuedOn: instant(9), ...over }, state);
const placesOf = (all: readonly Deployment[]): readonly string[] =>
  all.filter(({ release }) => release === "run:9").map(({ environment }) => environment);

describe("The place that a waiting stage goes to", () => {
  it("N17: is where the newest other run brought the stage, also where those are two", () => {
    const history = [
      deployment({ environment: "Shop-Old" }),
      deployment({ release: "run:2", environment: "Shop-East", queuedOn: instant(2) }),
      deployment({ release: "run:2", environment: "Shop-West", queuedOn: instant(2) }),
    ];
    assert.deepEqual(placesOf(withWaiting(history, [waits()])), ["Shop-East", "Shop-West"]);
  });

  it("N17: is not where another pipeline's stage of that name goes", () => {
    const others = [
      deployment({ pipeline: { id: 9, name: "Other", kind: "yaml" }, environment: "Elsewhere" }),
      deployment({ pipeline: { id: 8, name: "Shop", kind: "classic" }, environment: "Elsewhere" }),
    ];
    assert.deepEqual(placesOf(withWaiting(others, [waits()])), []);
  });

  it("N17: is the environment of its name; without one it is shown only while people are asked", () => {
    assert.deepEqual(placesOf(withWaiting([], [waits()], ["PROD"])), ["prod"]);
    assert.deepEqual(placesOf(withWaiting([], [waits({ stage: "build", environment: "build" })])), []);
    assert.deepEqual(placesOf(withWaiting([], [waits({}, "waitingForApproval")])), ["prod"]);
  });

  it("N17: has it as the newest that waits, beside what runs there", () => {
    const all = withWaiting([deployment({ environment: "PROD" })], [waits()]);
    const [cell] = matrixAt(all).rows[0]?.cells ?? [];
    assert.deepEqual([cell?.current?.releaseName, cell?.waiting?.releaseName], ["Shop 1", "Shop 9"]);
  });

  it("N17: is locked by what goes on there, which may be another pipeline's", () => {
    const holder = deployment(
      { releaseName: "API 4", pipeline: { id: 9, name: "API", kind: "yaml" } },
      "inProgress",
    );
    const locked = waits({ awaits: { checks: [check("exclusiveLock", "LOCK")] } });
    const [, one] = withWaiting([holder], [locked], ["prod"]);
    assert.equal(one && whyWaits(one)?.text, 'It waits for the exclusive lock, which "API 4" holds.');
    const [alone] = withWaiting([], [locked], ["prod"]);
    assert.match((alone && whyWaits(alone)?.text) ?? "", /does not say what holds it/);
  });
});

describe("Why a deployment waits", () => {
  const queued = (kind: Deployment["pipeline"]["kind"], wire: string): Deployment =>
    deployment({ pipeline: { id: 8, name: "Shop", kind }, status: { state: "queued", wire } });
  const cases: readonly (readonly [string, Deployment])[] = [
    ["It waits for an agent, which is to take its job.", queued("yaml", "")],
    ["It is queued behind other deployments to this stage.", queued("classic", "notDeployed, queued")],
    [
      "It waits for approval, asked: Ann.",
      waits({ awaits: { approvals: [approval({ approver: ann })] } }, "waitingForApproval"),
    ],
    ["It is scheduled.", waits({ awaits: { scheduledFor: later } }, "scheduled")],
    ["Its pipeline is disabled.", waits({ awaits: { pipelineDisabled: true } }, "queued")],
  ];
  for (const [text, one] of cases) {
    it(`N17: ${text}`, () => assert.equal(whyWaits(one)?.text, text));
  }

  it("N17: is said of nothing that goes on or has ended", () => {
    for (const state of ["inProgress", "succeeded", "failed", "skipped"] as const)
      assert.equal(whyWaits(deployment({}, state)), undefined);
  });
});
