import assert from "node:assert/strict";
import { deploy, openDeployPanel, stageCard, waitForStage } from "../../scripts/hub-driver.ts";
import { makeRelease, releasesOf, runBuild } from "../support/releases.ts";
import { says } from "../support/says.ts";
import { theWorld, type World } from "../support/world.ts";

// The last file of the run: the clock moves here, and with it what retention takes away.
let world: World;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
});

describe("a release that waits for sixty days", () => {
  after(() => world.control("POST", "clock", { real: true }));

  it("S0-02 S0-03: stays open without a time-out, keeps its artefacts, and can still be started as the same release", async () => {
    const build = await runBuild(world, "Contoso Web");
    const { id, name } = await makeRelease(world, "Contoso Web", build);
    const before = await releasesOf(world, "Contoso Web");
    await world.control("POST", "clock", { advance: 60 * 24 * 3_600_000 });
    const open = await world.visit("releaseManager", { query: `?view=release&id=classic:${id}` });
    await says(
      stageCard(open, "Production"),
      /Not deployed[\s\S]*It is started by hand, and nobody has started it/,
    );
    const panel = await openDeployPanel(open, "Production");
    await says(panel, /The artefacts are there/);
    await panel.getByRole("button", { name: "Cancel" }).click();
    await deploy(open, "Production", { reason: "Two months later", type: "PROD" });
    await waitForStage(open, "Production", /^Succeeded/);
    const after = await releasesOf(world, "Contoso Web");
    assert.deepEqual(
      after.map((one) => one.name),
      before.map((one) => one.name),
      "no second release was made",
    );
    assert.equal(after.find((one) => one.id === id)?.name, name);
  });
});
