import assert from "node:assert/strict";
import { deploy, openDeployPanel, stageCard, waitForStage, type OpenHub } from "../../scripts/hub-driver.ts";
import { makeRelease, runBuild } from "../support/releases.ts";
import { says } from "../support/says.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

let world: World;
let build: Readonly<{ id: number; number: string }>;
let id: number;

async function freshRelease(): Promise<void> {
  build = await runBuild(world, "Contoso Web");
  id = (await makeRelease(world, "Contoso Web", build)).id;
}

async function visit(tab: string): Promise<OpenHub> {
  const open = await world.visit("releaseManager", { query: `?view=release&id=classic:${id}&tab=${tab}` });
  await open.hub.getByRole("heading", { level: 1 }).waitFor();
  return open;
}

before(async function () {
  this.timeout(300_000);
  world = await theWorld();
});

describe("one altered byte between UAT and Production", () => {
  before(async function () {
    this.timeout(120_000);
    await freshRelease();
    await world
      .control("POST", "artefact", { build: build.id, name: "Web", file: "Web/index.html", alter: true })
      .catch(() => world.control("POST", "artefact", { build: build.id, name: "Web", alter: true }));
  });

  it("S0-04: Verify bytes names the artefact and the file in the hub", async () => {
    const open = await visit("artefacts");
    const web = open.hub
      .getByRole("row")
      .filter({ has: open.hub.getByRole("rowheader", { name: /^Web\b(?!2)/ }) });
    await says(web, /Not verified yet/);
    await open.hub.getByRole("button", { name: "Verify bytes" }).click();
    await web
      .getByText(/altered|not the same|differ/i)
      .first()
      .waitFor();
    const other = open.hub
      .getByRole("row")
      .filter({ has: open.hub.getByRole("rowheader", { name: /^Web2/ }) });
    await says(other, /same/i);
    await shoot(open, "bytes-altered-light");
  });

  it("S0-04: the task names the file and deploys nothing", async () => {
    const open = await visit("pipeline");
    await deploy(open, "Production", { reason: "Nobody knows of the byte", type: "PROD" });
    await waitForStage(open, "Production", /^Failed/);
    const card = stageCard(open, "Production");
    await says(card, /Web/);
    await says(card, /nothing was changed/);
    await says(card, /\.(html|css|js|json|txt)/, "the file is named");
  });
});

describe("an artefact that was published again", () => {
  before(async function () {
    this.timeout(120_000);
    await freshRelease();
    await world.control("POST", "artefact", { build: build.id, name: "Web2", publish: true });
  });

  it("S0-04: the hub says it at once, without downloading anything, and Production cannot be started", async () => {
    const open = await visit("artefacts");
    const web = open.hub.getByRole("row").filter({ has: open.hub.getByRole("rowheader", { name: /^Web2/ }) });
    await web.getByText("Published again").waitFor();
    await open.hub.getByRole("link", { name: "Pipeline", exact: true }).click();
    const panel = await openDeployPanel(open, "Production");
    assert.equal(
      await panel.getByRole("button", { name: /^Deploy .* to Production/ }).getAttribute("aria-disabled"),
      "true",
    );
    await says(panel, /Web2/);
    await shoot(open, "published-again-light");
  });
});
