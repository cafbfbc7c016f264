import assert from "node:assert/strict";
import { deployInOrder, type Deployment, type PlannedStep } from "../../../core/acts/deploy-in-order.ts";
import { type Failure, refusal } from "../../../core/failure.ts";
import { instant } from "../../../core/model/instant.ts";
import type { ArtefactOutcome } from "../../../core/model/record.ts";
import type { Outcome } from "../../../core/model/target.ts";
import type { Deployed, DeployIo } from "../../../core/ports-of-targets.ts";
import { sealedArtefact } from "../../support/sealed-artefact.ts";

const names = ["Sln", "Data2", "Sln3", "Portal"];
const fine: Deployed = { outcome: "succeeded", text: "done", issues: [], operations: [] };

describe("Deploying in order", () => {
  it("S0-39: reaches Sln, Data2, Sln3, Portal, one after the other, with a note for each at once", async () => {
    const { deployment, happened } = await run(() => Promise.resolve(fine));
    assert.deepEqual(
      happened,
      names.flatMap((name, at) => [`deploy ${name}`, `note ${at + 1} ${name} succeeded`]),
    );
    assert.equal(deployment.stopped, undefined);
  });

  for (const outcome of ["failedUnchanged", "failedPartial", "unknownStillRunning", "cancelled"] as const) {
    it(`S0-41: stops at the first artefact that ends ${outcome}; those after it are not touched`, async () => {
      const { deployment, happened } = await run((name) =>
        Promise.resolve(name === "Data2" ? { ...fine, outcome } : fine),
      );
      assert.deepEqual(outcomes(deployment), ["succeeded", outcome, "notReached", "notReached"]);
      assert.deepEqual(
        happened.filter((line) => line.startsWith("deploy")),
        ["deploy Sln", "deploy Data2"],
      );
      assert.equal(deployment.stopped?.outcome, outcome);
    });
  }

  it("S0-41: takes a failure of the target for what it says about the target's state", async () => {
    const states: [Failure["report"]["state"], Outcome][] = [
      ["nothing was changed", "failedUnchanged"],
      ["it was partly changed", "failedPartial"],
      ["its state is not known", "failedPartial"],
      ["it is being changed still", "unknownStillRunning"],
    ];
    for (const [state, expected] of states) {
      const { deployment } = await run((name) =>
        name === "Sln3" ? Promise.reject(failure(state)) : Promise.resolve(fine),
      );
      assert.deepEqual(outcomes(deployment), ["succeeded", "succeeded", expected, "notReached"]);
      assert.equal(deployment.stopped?.failure?.report.cause, "the server said no");
    }
  });
});

describe("Deploying in order, beside failures", () => {
  it("passes a bug on instead of taking it for a failed artefact", () =>
    assert.rejects(
      run(() => Promise.reject(new TypeError("bug"))),
      TypeError,
    ));

  it("begins nothing new after a cancel", async () => {
    const cancel = new AbortController();
    const { deployment } = await run((name) => {
      if (name === "Data2") cancel.abort();
      return Promise.resolve(fine);
    }, cancel.signal);
    assert.deepEqual(outcomes(deployment), ["succeeded", "succeeded", "notReached", "notReached"]);
    assert.deepEqual(deployment.stopped, { outcome: "cancelled", text: "the stage was cancelled" });
  });

  it("skips what the target confirms to have, and says so in the outcome", async () => {
    const { deployment, happened } = await run(() => Promise.resolve(fine), undefined, "Sln");
    assert.equal(deployment.artefacts[0]?.outcome, "skipped");
    assert.ok(!happened.includes("deploy Sln"));
  });

  it("keeps operations that were saved before a failure", async () => {
    const operation = { kind: "import", id: "5d", artefact: "Sln", startedOn: "2026-01-01T00:00:00.000Z" };
    const { deployment } = await run(async (_name, io) => {
      await io.saveOperation(operation);
      throw failure("it is being changed still");
    });
    assert.deepEqual(deployment.operations, [operation]);
  });
});

function failure(state: Failure["report"]["state"]): Failure {
  return refusal({
    code: "RM031",
    what: "It failed",
    where: "there",
    cause: "the server said no",
    state,
    next: "Mend it",
  });
}

function outcomes(deployment: Deployment): ArtefactOutcome["outcome"][] {
  return deployment.artefacts.map(({ outcome }) => outcome);
}

type Deploy = (name: string, io: DeployIo) => Promise<Deployed>;

async function run(
  deploy: Deploy,
  signal: AbortSignal = new AbortController().signal,
  skipped?: string,
): Promise<{ deployment: Deployment; happened: string[] }> {
  const happened: string[] = [];
  const deployment = await deployInOrder(steps(skipped), {
    target: {
      deploy: (step, _artefact, io) => {
        happened.push(`deploy ${step.artefact}`);
        return deploy(step.artefact, io);
      },
    },
    note: (sequence, { name, outcome }) => {
      happened.push(`note ${sequence} ${name} ${outcome}`);
      return Promise.resolve();
    },
    saveOperation: () => Promise.resolve(),
    earlier: [],
    keep: () => Promise.resolve(),
    section: () => undefined,
    tell: () => undefined,
    warn: () => undefined,
    progress: () => undefined,
    signal,
    now: () => instant(0),
  });
  return { deployment, happened };
}

function steps(skipped?: string): PlannedStep[] {
  return names.map((name) => {
    const artefact = sealedArtefact(name, { "x.txt": name });
    const action = name === skipped ? "skip" : "create";
    return { artefact, step: { artefact: name, kind: artefact.kind, action, text: "is there already" } };
  });
}
