import assert from "node:assert/strict";
import type { FrameLocator, Page } from "playwright-core";
import { releasesOf, runBuild } from "../support/releases.ts";
import { says } from "../support/says.ts";
import { shoot, theWorld, type Role, type World } from "../support/world.ts";

type Build = Readonly<{
  id: number;
  buildNumber: string;
  result: string;
  sourceVersion: string;
  definition: Readonly<{ name: string }>;
}>;

const pipeline = "Contoso ALM";
const tab = "release-manager.release-manager.run-tab";
let world: World;
let good: Readonly<{ id: number; number: string }>;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
  good = await runBuild(world, pipeline);
});

async function buildWhere(result: string): Promise<Build> {
  const path = "/contoso/Contoso/_apis/build/builds?$top=100&api-version=7.0";
  const { value } = (await world.rest("reader", "GET", path)) as { value: readonly Build[] };
  const found = value.find((one) => one.definition.name === pipeline && one.result === result);
  if (!found) throw new Error(`${pipeline} has no build that ended as ${result}.`);
  return found;
}

type OpenPage = Readonly<{ page: Page; hub: FrameLocator }>;

/** The page of a run, as Azure DevOps shows it; with the tab where that is asked for. */
async function openRun(build: number, view = "results", who: Role = "releaseManager"): Promise<OpenPage> {
  const page = await world.page(who);
  await page.goto(`${world.standIn.address}/contoso/Contoso/_build/results?buildId=${build}&view=${view}`);
  await page.getByRole("navigation", { name: "Views of the run" }).waitFor();
  return { page, hub: page.frameLocator("iframe.external-content--iframe") };
}

async function chooseRelease({ page }: OpenPage): Promise<void> {
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Release", exact: true }).click();
}

describe("the page of a build", () => {
  it("S0-08 D8: shows the run's name, how it began, branch, commit and how many artefacts were published", async () => {
    const { page } = await openRun(good.id);
    const { sourceVersion } = (await world.rest(
      "reader",
      "GET",
      `/contoso/Contoso/_apis/build/builds/${good.id}?api-version=7.0`,
    )) as Build;
    const header = page.getByRole("banner", { name: "Run" }).or(page.locator(".run-header"));
    for (const words of [
      `#${good.number}`,
      "Manually run by",
      "main",
      sourceVersion.slice(0, 8),
      "4 published",
    ])
      await says(header, words);
  });

  it("S0-07 S0-08: its menu leads to the panel New release with this very build, its branch, commit and artefacts", async () => {
    const run = await openRun(good.id);
    await chooseRelease(run);
    await run.page.waitForURL(/_apps\/hub\/.*panel=new&build=\d+/);
    const panel = run.hub.getByRole("dialog", { name: "New release" });
    const chosen = panel.getByLabel("Build", { exact: true }).locator("option:checked");
    await panel.getByText(`Build ${good.number} succeeded`).waitFor();
    await says(chosen, new RegExp(`^${good.number} · main · [0-9a-f]{8}$`));
    await says(panel, /4 artefacts/);
    await shoot(run, "build-page-panel-light");
  });

  it("S0-06: its menu refuses a build that failed, with the reason, and stays where it is", async () => {
    const failed = await buildWhere("failed");
    const run = await openRun(failed.id);
    await chooseRelease(run);
    const said = run.page.getByRole("dialog");
    await said.getByText("This run cannot be released").waitFor();
    await says(
      said,
      new RegExp(
        `Run ${failed.buildNumber} did not succeed: failed\\. Only a build that succeeded can be released\\.`,
      ),
    );
    assert.match(run.page.url(), /_build\/results/);
  });

  it("S0-06: refuses it by the panel's own address, too", async () => {
    const failed = await buildWhere("failed");
    const open = await world.visit("releaseManager", { query: `?panel=new&build=${failed.id}` });
    const panel = open.hub.getByRole("dialog", { name: "New release" });
    await panel.getByText(`Build ${failed.buildNumber} did not succeed`).first().waitFor();
    await panel.getByLabel("Title").fill("never made");
    const create = panel.getByRole("button", { name: "Create" });
    assert.equal(await create.getAttribute("aria-disabled"), "true");
  });
});

describe("the tab on the page of a build", () => {
  it("S0-17 S0-46: makes a release where one stands, says so with a link, and lists it with its stages", async () => {
    const before = await releasesOf(world, pipeline);
    const { page, hub } = await openRun(good.id, tab);
    await hub.getByRole("heading", { name: "Sealed" }).waitFor();
    await hub.getByRole("button", { name: "Release…" }).click();
    const panel = hub.getByRole("dialog", { name: "New release" });
    await panel.getByText(`Build ${good.number} succeeded`).waitFor();
    await panel.getByRole("button", { name: /^UAT/ }).click();
    await panel.getByLabel("Title").fill("From the build's own page");
    await panel.getByRole("button", { name: "Create" }).click();
    const said = hub.getByText(/^Release .* has been created\.$/);
    await said.waitFor();
    const [made, ...others] = await releasesOf(world, pipeline);
    assert.equal(others.length, before.length);
    assert.equal(made?.description, "From the build's own page");
    assert.equal(made.artifacts[0]?.definitionReference.version.id, String(good.id));
    assert.match((await said.textContent()) ?? "", new RegExp(`Release ${made.name} has been created\\.`));
    const row = hub.getByRole("row", { name: new RegExp(made.name) });
    await says(row, /UAT\s+Not deployed\s+Production\s+Not deployed/);
    await shoot({ page, hub }, "build-page-tab-light");
    await said.getByRole("link", { name: made.name }).click();
    await page.waitForURL(new RegExp(`view=release&id=classic%3A${made.id}`));
    await hub.getByRole("heading", { name: made.name, level: 1 }).waitFor();
  });

  it("S0-06: offers no release of a build that failed, and says why", async () => {
    const failed = await buildWhere("failed");
    const { hub } = await openRun(failed.id, tab);
    await hub.getByText("Only a build that succeeded can be released; this one: failed.").waitFor();
    const button = hub.getByRole("button", { name: "Release…" });
    assert.equal(await button.getAttribute("aria-disabled"), "true");
  });

  it("shows the root of the seal, and the releases of the build, to whoever may only read", async () => {
    const { hub } = await openRun(good.id, tab, "reader");
    await hub.getByRole("button", { name: "Copy root digest" }).waitFor();
    await hub.getByRole("row", { name: /From the build's own page/ }).waitFor();
  });

  it("works on a page that tells neither who looks at it nor where", async () => {
    const { hub } = await openRun(good.id, `${tab}&legacy=1`);
    await hub.getByRole("heading", { name: "Sealed" }).waitFor();
    await hub.getByRole("row", { name: /From the build's own page/ }).waitFor();
  });
});
