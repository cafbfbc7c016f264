import assert from "node:assert/strict";
import { createRelease, openRelease, stageCard, waitForStage } from "../../scripts/hub-driver.ts";
import { makeRelease, runBuild } from "../support/releases.ts";
import { pushed, runsOf } from "../support/runs.ts";
import { retried, says } from "../support/says.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

let world: World;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
});

const pipeline = "Space Game release";

describe("a release of a YAML pipeline that is made in the hub", () => {
  it("S0-33 S2-12 S2-13 S3-06: carries the chosen build, with a title, and begins by itself up to the approval", async () => {
    await pushed(world, "web-build", "release");
    const before = (await runsOf(world, pipeline)).length;
    const open = await world.visit("releaseManager");
    const name = await createRelease(open, { pipeline, title: "High scores for everybody" });
    assert.equal((await runsOf(world, pipeline)).length, before + 1, "one run was queued");
    await openRelease(open, name);
    await waitForStage(open, "Dev", /^Succeeded/);
    await says(open.hub.locator("main"), /High scores for everybody/);
    await shoot(open, "yaml-release-light");
    await waitForStage(open, "Staging", /^Waiting for approval/);
    await says(stageCard(open, "Staging"), /Approve this change when it's ready for staging/);
  });
});

describe("a release that is promoted to another pipeline", () => {
  it("S3-01 S3-10 S3-14 S3-15: is linked from both ends, and neither can be deleted", async () => {
    const build = await runBuild(world, "Contoso Web");
    const first = await makeRelease(world, "Contoso Web", build);
    const open = await world.visit("releaseManager", { query: `?view=release&id=classic:${first.id}` });
    await open.hub.getByRole("button", { name: "Promote to another pipeline" }).click();
    const panel = open.hub.getByRole("dialog");
    await panel.getByLabel("Release pipeline").selectOption({ label: "Contoso Web, signed off" });
    await panel.getByLabel("Title").fill("The same site, signed off");
    await panel.getByRole("button", { name: "Promote", exact: true }).click();
    const said = open.hub.getByText(/has been created\./);
    await said.waitFor();
    const second = (await said.getByRole("link").textContent()) ?? "";
    for (const [here, there] of [
      [first.name, second],
      [second, first.name],
    ] as const) {
      await open.hub.getByRole("link", { name: "Releases", exact: true }).first().click();
      await openRelease(open, here);
      await open.hub.getByRole("link", { name: there, exact: true }).first().waitFor();
      const remove = open.hub.getByRole("button", { name: "Delete…" });
      await retried(async () =>
        assert.equal(await remove.getAttribute("aria-disabled"), "true", `${here} stays`),
      );
    }
    // S3-15: nor from Azure DevOps's own page.
    const path = `/rm/contoso/Contoso/_apis/release/releases/${first.id}?api-version=7.0`;
    await assert.rejects(world.rest("administrator", "DELETE", path), /retain/i);
  });
});
