import assert from "node:assert/strict";
import {
  createRelease,
  deploy,
  openRelease,
  stageCard,
  waitForStage,
  type OpenHub,
} from "../../scripts/hub-driver.ts";
import { runBuild } from "../support/releases.ts";
import { retried, says } from "../support/says.ts";
import { aQuietWorld, shoot, type World } from "../support/world.ts";

const pipelines = "/contoso/Contoso/_apis/pipelines";

const tooOld = /older than API 7\.2/;
const booted: { world?: Promise<World> } = {};
let world: World;

async function boot(): Promise<World> {
  world = await aQuietWorld({ serverMode: true });
  await queue(4, { templateParameters: { template: "old" } });
  await runBuild(world, "Contoso Web");
  return world;
}

/** Everything at one address, and nothing newer than API 7.0. */
async function onServer(this: Mocha.Context): Promise<void> {
  this.timeout(300_000);
  world = await (booted.world ??= boot());
}

async function queue(pipeline: number, order: unknown = {}): Promise<number> {
  const path = `${pipelines}/${pipeline}/runs?api-version=7.0`;
  return ((await world.rest("releaseManager", "POST", path, order)) as { id: number }).id;
}

describe("the hub on Azure DevOps Server", () => {
  before(onServer);

  it("S0-01 N18: the classic main job is done: create, UAT by itself, Production by hand", async function () {
    this.timeout(120_000);
    const open = await world.visit("releaseManager");
    const name = await createRelease(open, { pipeline: "Contoso Web" });
    await openRelease(open, name);
    await waitForStage(open, "UAT", /^Succeeded/);
    await waitForStage(open, "Production", /^Not deployed/, 5);
    await deploy(open, "Production", { reason: "Signed on the Server", type: "PROD" });
    await waitForStage(open, "Production", /^Succeeded/);
    await shoot(open, "server-release-light");
  });

  it("N18: opens all its pages, and asks for everything at one address", async () => {
    const open = await world.visit("releaseManager");
    const asked = new Set<string>();
    open.page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.includes("/_apis/")) asked.add(pathname.split("/")[1] ?? "");
    });
    for (const tab of ["Environments", "Connections", "Releases"]) {
      await open.hub.getByRole("link", { name: tab, exact: true }).click();
      await open.hub.locator(`nav a[aria-current=page]`, { hasText: tab }).waitFor();
      await open.hub.getByRole("table").first().waitFor();
      assert.equal(await open.hub.getByRole("alert").count(), 0, tab);
      await shoot(open, `server-${tab.toLowerCase()}-light`);
    }
    assert.deepEqual([...asked], ["contoso"]);
  });

  it("checks itself: what needs API 7.2 is refused with the reason, all else goes on", async () => {
    const open = await world.visit("administrator", { hub: "settings", height: 1600 });
    await open.hub.getByRole("button", { name: "Check this organisation" }).click();
    const row = (name: RegExp): ReturnType<typeof open.hub.getByRole> => open.hub.getByRole("row", { name });
    await row(/extension's data/).waitFor();
    await says(row(/manual stages of YAML runs/), /Refused[\s\S]*older than API 7\.2/);
    for (const works of [
      /Read YAML runs/,
      /Read environments/,
      /Read releases/,
      /extension's data/,
      /Hold builds/,
    ])
      await says(row(works), /Works/, String(works));
    await shoot(open, "server-check-light");
  });
});

describe("YAML runs on Azure DevOps Server", () => {
  before(onServer);

  it("says of YAML runs what a Server does not tell, and shows no stage as done that waits", async () => {
    const open = await world.visit("releaseManager", { height: 1400 });
    await open.hub.getByText(tooOld).first().waitFor();
    await shoot(open, "server-releases-light");
    const row = open.hub.getByRole("row", { name: /Contoso Infrastructure/ });
    await says(row, /Succeeded[\s\S]*Succeeded[\s\S]*Not deployed/);
  });

  it("starts no manual stage of a YAML run, and says in a sentence why", async function () {
    this.timeout(120_000);
    const shop = await queue(5);
    await world.control("POST", "idle");
    const open = await runPage(shop);
    const card = stageCard(open, "Production");
    await says(card, tooOld);
    const button = card.getByRole("button", { name: /^Deploy / });
    await retried(async () => assert.match((await button.getAttribute("title")) ?? "", tooOld));
    assert.equal(await button.getAttribute("aria-disabled"), "true");
    await says(stageCard(open, "UAT"), /Succeeded/);
    await shoot(open, "server-run-light");
  });
});

function runPage(id: number): Promise<OpenHub> {
  return world.visit("releaseManager", { query: `?view=release&id=run:${id}` });
}
