import assert from "node:assert/strict";
import { deploy, waitForStage } from "../../scripts/hub-driver.ts";
import { queueRun, recordIn, runOf, sealOf, visitRun } from "../support/runs.ts";
import { theWorld, type World } from "../support/world.ts";

// The clock moves here, and with it what retention takes away: the last file of the run.
const sixtyDays = 60 * 24 * 3_600_000;
let world: World;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
});

describe("a run in YAML that waits for sixty days", () => {
  after(() => world.control("POST", "clock", { real: true }));

  it("S0-02 S2-15 N7: is still there, for our tasks hold it, and goes to production; without the hold it is gone", async () => {
    const held = await queueRun(world, { pipeline: "Contoso Shop" });
    const free = await queueRun(world, { pipeline: "Contoso Shop" });
    const { leases } = world.standIn.organisation.state.build;
    assert.ok(leases.some(({ runId }) => runId === free.id));
    for (const { leaseId } of leases.filter(({ runId }) => runId === free.id)) {
      const path = `/contoso/Contoso/_apis/build/retention/leases?ids=${leaseId}&api-version=7.0`;
      await world.rest("administrator", "DELETE", path);
    }
    await world.control("POST", "clock", { advance: sixtyDays });
    const open = await visitRun(world, "releaseManager", held.id);
    await deploy(open, "Production", { reason: "Two months later", type: "PROD" });
    await waitForStage(open, "Production", /^Succeeded/);
    assert.equal((await recordIn(world, held.id, "PROD")).seal.root, await sealOf(world, held.id));
    await assert.rejects(runOf(world, free.id), /404/);
    const gone = await visitRun(world, "releaseManager", free.id);
    const alert = gone.hub.getByRole("alert");
    await alert.waitFor();
    assert.match(
      (await alert.innerText()).replaceAll(/\s+/g, " "),
      new RegExp(
        `^Build ${free.id} could not be read Azure DevOps has no such thing, or you may not see it:`,
      ),
    );
  });
});
