import assert from "node:assert/strict";
import {
  createRelease,
  deploy,
  openDeployPanel,
  openRelease,
  stageCard,
  waitForStage,
} from "../../scripts/hub-driver.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

let world: World;
before(async function () {
  this.timeout(240_000);
  world = await theWorld();
});

describe("the main job, on Dataverse", () => {
  let release: string;

  it("S0-01 S0-12 S0-15 S0-16 S0-17 S0-19 S0-20 S0-21 S0-25: a release goes to UAT by itself and waits for Production", async () => {
    const hub = await world.visit("releaseManager");
    release = await createRelease(hub, { pipeline: "Contoso ALM", description: "Sprint 23, main job" });
    assert.match(release, /^Release-\d+$/);
    await openRelease(hub, release);
    await stageCard(hub, "UAT").getByRole("progressbar").waitFor();
    assert.match(await stageCard(hub, "UAT").innerText(), /\d+ of \d+ tasks/);
    assert.match(await stageCard(hub, "Production").innerText(), /Not deployed/);
    await shoot(hub, "release-running-light");
    await waitForStage(hub, "UAT", /^Succeeded/);
    assert.match(await stageCard(hub, "UAT").innerText(), /1 warning/);
    await waitForStage(hub, "Production", /^Not deployed/, 1);
  });
});
