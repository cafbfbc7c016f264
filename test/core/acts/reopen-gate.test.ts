import assert from "node:assert/strict";
import { afterAct } from "../../../core/acts/train-after-act.ts";
import { actingOn, openTrain, type TrainKnown } from "../../../core/acts/open-train.ts";
import { askApprovers, recordDecisions } from "../../../core/acts/train-decisions.ts";
import { changeTrain } from "../../../core/acts/trains.ts";
import { readTrainText } from "../../../core/model/train/read-train.ts";
import type { GateName, StageGate } from "../../../core/model/train/stage-gate.ts";
import type { TrainApproval } from "../../../core/model/train/train-approval.ts";
import { refusing } from "../../support/refusing.ts";
import { now, train } from "../model/train/builders.ts";
import { hashing, trainStage, type TrainStage } from "./train-world.ts";

const levels: readonly TrainApproval[] = [{ kind: "train", approvers: ["eve"] }];
const why = { gate: "scoping", reason: "Eve has left" } as const;

function open({ azure }: TrainStage): Promise<TrainKnown> {
  return openTrain(7, azure, now);
}

function scoping({ whole }: TrainKnown): StageGate {
  return whole.train.value.gates[0] ?? assert.fail();
}

async function openAgain(
  stage: TrainStage,
  what: Readonly<{ gate: GateName; reason: string }> = why,
): Promise<readonly string[]> {
  const known = await open(stage);
  const acting = actingOn(known, stage.azure, hashing);
  const { revision } = known.whole.train.value;
  return afterAct(
    known,
    await changeTrain(7, revision, { kind: "reopenGate", ...what }, acting),
    stage.azure,
    now,
  );
}

/** The scoping gate waits for Eve, who was asked on work item 101. */
async function waiting(): Promise<TrainStage> {
  const gates = train.gates.map((one, at) => (at === 0 ? { ...one, approvals: levels } : one));
  const stage = trainStage({ train: { gates } });
  const acting = actingOn(await open(stage), stage.azure, hashing);
  await changeTrain(7, 1, { kind: "completeGate", gate: "scoping" }, acting);
  await askApprovers(await open(stage), stage.azure, hashing, "scoping");
  return stage;
}

describe("a gate whose approvals can no longer be given", () => {
  it("S1-09: is opened again by a release manager, with the reason, and its work items are closed", async () => {
    const stage = await waiting();
    assert.deepEqual(await openAgain(stage), []);
    const known = await open(stage);
    const { completed, approvals, returned } = scoping(known);
    assert.deepEqual([completed, approvals], [undefined, levels]);
    assert.deepEqual(returned, [{ by: "mia", on: now, level: 0, comment: "Eve has left" }]);
    assert.equal(stage.boards.get(101)?.state, "Removed");
    assert.equal(
      stage.boards.changesOf(101).at(-1)?.comment,
      "Release train 7 asks for it no longer. Nothing is left to decide here.",
    );
    const stored = known.whole.train.value;
    assert.deepEqual(readTrainText(JSON.stringify(stored)), stored);
  });

  it("S1-09: goes on where the only work item was deleted: other approvers are set and asked", async () => {
    const stage = await waiting();
    stage.boards.remove(101);
    assert.deepEqual(await openAgain(stage), []);
    const acting = actingOn(await open(stage), stage.azure, hashing);
    const others = [{ kind: "train", approvers: ["ina"] }] as const;
    await changeTrain(7, 4, { kind: "setApprovals", gate: "scoping", levels: others }, acting);
    await changeTrain(7, 5, { kind: "completeGate", gate: "scoping" }, acting);
    const asked = await askApprovers(await open(stage), stage.azure, hashing, "scoping");
    const item = scoping(asked).approvals[0]?.items?.[0]?.item ?? assert.fail();
    stage.boards.set(item, "ina", "Done");
    const after = await recordDecisions(await open(stage), stage.azure, hashing);
    assert.equal(after?.whole.train.value.phase, "construction");
  });

  it("S1-09: is not opened without a reason, nor where it does not wait", async () => {
    const stage = await waiting();
    const refusals = [
      [{ ...why, reason: " " }, /^Give the reason\.$/],
      [{ ...why, gate: "qa" }, /^The QA gate does not wait for an approval\.$/],
    ] as const;
    for (const [what, cause] of refusals) {
      const again = openAgain(stage, what);
      await assert.rejects(again, refusing("RM001", cause));
    }
    assert.equal(stage.boards.get(101)?.state, "New");
  });

  it("S1-38: is left as it is by everybody else", async () => {
    const stage = await waiting();
    stage.be("eve");
    await assert.rejects(
      openAgain(stage),
      refusing("RM001", /^Only a release manager may open a gate again\.$/),
    );
    assert.equal(stage.boards.get(101)?.state, "New");
  });
});
