import assert from "node:assert/strict";
import { cancelStage } from "../../../core/acts/cancel-stage.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Stage } from "../../../core/model/stage.ts";
import {
  build,
  release,
  smallWorld,
  stages,
  withOrganisation,
  type Bench,
} from "../../standin/azure-devops/small-world.ts";
import { azureOf } from "../../support/stand-in-client.ts";

const hour = 3_600_000;

async function planned(bench: Bench): Promise<Readonly<{ id: number; at: number; stage: Stage }>> {
  await build(bench);
  const id = await release(bench);
  const at = instant(bench.organisation.clock.now() + hour);
  const azure = azureOf(bench, "releaseManager");
  await azure.releases.start(id, "Production", "As planned", { at });
  const { stages: all } = await azure.releases.get(id);
  const stage = all.find(({ name }) => name === "Production");
  assert.ok(stage);
  return { id, at, stage };
}

describe("a classic stage with a time, over the wire", () => {
  it("S1-34: waits for it, tells when it is and that somebody gave it, and begins then", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const { id, at, stage } = await planned(bench);
      const { status, scheduledFor, trigger } = stage;
      assert.deepEqual([status.state, scheduledFor, trigger], ["scheduled", at, "manual"]);
      const begun = stage.attempts.map(({ startedBy, requestedBy }) => [
        startedBy,
        requestedBy !== undefined,
      ]);
      assert.deepEqual(begun, [["schedule", true]]);
      await bench.send(undefined, "POST", "/_control/clock", { advance: hour - 1000 });
      assert.equal(stages(bench, id)[1], "Production: scheduled");
      await bench.send(undefined, "POST", "/_control/clock", { advance: 2000 });
      await bench.organisation.idle();
      assert.equal(stages(bench, id)[1], "Production: succeeded");
    }));

  it("S1-34: does not begin once the time was taken back", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const { id } = await planned(bench);
      await cancelStage(`classic:${id}`, "Production", "Not today", azureOf(bench, "releaseManager"));
      await bench.send(undefined, "POST", "/_control/clock", { advance: 2 * hour });
      await bench.organisation.idle();
      assert.equal(stages(bench, id)[1], "Production: canceled");
    }));
});
