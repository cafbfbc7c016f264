import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { choose, fillNewRelease, openRelease, stageCard, type OpenHub } from "../../scripts/hub-driver.ts";
import { releasesOf } from "../support/releases.ts";
import { says } from "../support/says.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

let world: World;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
});

const pipeline = "Contoso ALM";

async function openPanel(): Promise<{ open: OpenHub; panel: Locator; stage: (name: string) => Locator }> {
  const open = await world.visit("releaseManager");
  const panel = await fillNewRelease(open, { pipeline });
  await panel.getByRole("button", { name: /^UAT/ }).waitFor();
  return { open, panel, stage: (name) => panel.getByRole("button", { name: new RegExp(`^${name}`) }) };
}

describe("the panel New release", () => {
  it("S0-09: offers project, pipeline, picture, stages, artefacts, description, Create and Cancel", async () => {
    const { open, panel } = await openPanel();
    for (const part of [
      "Project Contoso",
      "Release pipeline",
      "Build",
      "Title",
      "Stages",
      "Artefacts",
      "Connection",
      "Description",
    ]) {
      await says(panel, part);
    }
    for (const name of ["Create", "Cancel"]) await panel.getByRole("button", { name, exact: true }).waitFor();
    await shoot(open, "new-release-light");
  });

  it("S0-09: Cancel and Escape leave nothing behind", async () => {
    const before = (await releasesOf(world, pipeline)).length;
    const { open, panel } = await openPanel();
    await panel.getByLabel("Description").fill("never made");
    await panel.getByRole("button", { name: "Cancel" }).click();
    await panel.waitFor({ state: "detached" });
    await fillNewRelease(open, { pipeline });
    await open.page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    assert.equal((await releasesOf(world, pipeline)).length, before);
  });
});

describe("the stages of the panel New release", () => {
  it("S0-10 S0-11 S0-15: Production is by hand by default; a click on a stage, or on all, switches", async () => {
    const { panel, stage } = await openPanel();
    const states = async (): Promise<unknown[]> =>
      Promise.all(
        ["UAT", "Production"].map(async (name) => [
          await stage(name).getAttribute("aria-pressed"),
          (await stage(name).innerText()).split("\n").at(-1),
        ]),
      );
    assert.deepEqual(await states(), [
      ["false", "by itself"],
      ["true", "by hand"],
    ]);
    await stage("UAT").click();
    assert.deepEqual(await states(), [
      ["true", "by hand"],
      ["true", "by hand"],
    ]);
    const all = panel.getByLabel("Start all stages by hand");
    assert.equal(await all.isChecked(), true);
    await all.uncheck();
    assert.deepEqual(await states(), [
      ["false", "by itself"],
      ["false", "by itself"],
    ]);
    await says(panel, /Production would start by itself/);
    await all.check();
    assert.deepEqual(await states(), [
      ["true", "by hand"],
      ["true", "by hand"],
    ]);
  });
});

describe("the builds of the panel New release", () => {
  it("S0-06: a build that failed cannot be chosen, and says why", async () => {
    const { panel } = await openPanel();
    const failed = panel
      .getByLabel("Build", { exact: true })
      .locator("option")
      .filter({ hasText: "(failed)" });
    assert.equal(await failed.first().isDisabled(), true);
    const first = await panel.getByLabel("Build", { exact: true }).locator("option").first().innerText();
    assert.doesNotMatch(first, /failed/, "successful builds come first");
  });

  it("S0-08 S0-13: shows the alias, the build's number, branch, commit and artefacts; another build changes the release", async () => {
    const { panel } = await openPanel();
    const builds = panel.getByLabel("Build", { exact: true });
    await says(builds.locator("option:checked"), /^_\d{8}\.\d+ · main · [0-9a-f]{8}$/);
    await says(panel, /Artefacts from ARTEFACTS _\d{8}\.\d+/);
    const other = (await builds.locator("option:not([disabled])").allInnerTexts()).at(-1) ?? "";
    const number = other.split(" · ")[0] ?? "";
    await choose(builds, other);
    await panel.getByText(`Build ${number} succeeded`).waitFor();
    await panel.getByText(`Artefacts from ARTEFACTS ${number}`).waitFor();
  });
});

describe("the description of a release", () => {
  it("S0-14: is stored, shown and found by the search", async () => {
    const { open, panel, stage } = await openPanel();
    await stage("UAT").click();
    await panel.getByLabel("Description").fill('Grüße, "quoted" ##vso[task.complete] <b>not bold</b>');
    await panel.getByRole("button", { name: "Create" }).click();
    const said = open.hub.getByText(/has been created\./);
    await said.waitFor();
    const name = (await said.getByRole("link").textContent()) ?? "";
    const made = (await releasesOf(world, pipeline)).find((one) => one.name === name);
    const words = 'Grüße, "quoted" ##vso[task.complete] <b>not bold</b>';
    assert.equal(made?.description, `New in this release\n${words}`);
    await open.hub.getByRole("searchbox").fill("grüße quoted");
    await open.hub.getByText("1 release shown").waitFor({ state: "attached" });
    await openRelease(open, name);
    await says(open.hub.locator(".description"), /Grüße, "quoted"[\s\S]*<b>not bold<\/b>/);
    await says(stageCard(open, "UAT"), /Not deployed/, "UAT was switched to by hand");
  });
});
