import assert from "node:assert/strict";
import { actingOn, openTrain } from "../../../core/acts/open-train.ts";
import { askApprovers, recordDecisions } from "../../../core/acts/train-decisions.ts";
import { partDocument } from "../../../core/acts/train-documents.ts";
import { changeTrain } from "../../../core/acts/trains.ts";
import type { Turnover } from "../../../core/model/train/turnover.ts";
import { id, now, train, turnover } from "../model/train/builders.ts";
import { overtaken } from "./kept-documents.ts";
import { hashing, trainStage, type TrainStage } from "./train-world.ts";

const delivered: Turnover = { ...turnover, state: "delivered", items: [{ person: "eve", item: 101 }] };

/** A turnover waits for its acceptance on work item 101, and the scoping gate for its first level on 102. Both say yes. */
async function answered(): Promise<TrainStage> {
  const approvals = [
    { kind: "train", approvers: ["eve"] },
    { kind: "executive", approvers: ["max"] },
  ] as const;
  const gates = train.gates.map((one, at) => (at === 0 ? { ...one, approvals } : one));
  const stage = trainStage({ train: { gates }, turnovers: [delivered] });
  const order = { type: "Task", description: "", assignedTo: { id: "eve", name: "Eve" }, tags: [] };
  await stage.azure.workItems.create({
    ...order,
    title: 'Accept the turnover "Shop to UAT": release train 7',
  });
  const known = await openTrain(7, stage.azure, now);
  const complete = { kind: "completeGate", gate: "scoping" } as const;
  await changeTrain(7, 1, complete, actingOn(known, stage.azure, hashing));
  await askApprovers(await openTrain(7, stage.azure, now), stage.azure, hashing, "scoping");
  for (const item of [101, 102]) stage.boards.set(item, "eve", "Done");
  return stage;
}

describe("two decisions of which somebody else records one meanwhile", () => {
  it("S1-28: leave the executive asked, who comes next by the other one", async () => {
    const stage = await answered();
    const { documents } = stage.azure;
    let isFirst = true;
    const azure = {
      ...stage.azure,
      documents: {
        ...documents,
        write: (collection: string, name: string, ...rest: readonly [Record<string, unknown>, number?]) => {
          if (name !== partDocument("turnover", id(20)) || !isFirst)
            return documents.write(collection, name, ...rest);
          isFirst = false;
          stage.kept.put(collection, name, rest[0]);
          return Promise.reject(overtaken());
        },
      },
    };
    const after = await recordDecisions(await openTrain(7, azure, now), azure, hashing);
    const [first, second] = after?.whole.train.value.gates[0]?.approvals ?? [];
    assert.equal(first?.approved?.by, "eve");
    assert.deepEqual(
      second?.items?.map(({ person }) => person),
      ["max"],
    );
  });
});
