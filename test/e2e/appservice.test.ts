import assert from "node:assert/strict";
import { deploy, stageCard, waitForStage, type OpenHub } from "../../scripts/hub-driver.ts";
import type { AppService } from "../../standin/targets/appservice/start-appservice.ts";
import {
  approvalCard,
  logsOf,
  pushed,
  recordIn,
  recordsOf,
  runOf,
  sealOf,
  visitRun,
  type WireRun,
} from "../support/runs.ts";
import { says } from "../support/says.ts";
import { shoot, theQuietWorld, type World } from "../support/world.ts";

const pipeline = "Space Game site";
let world: World;
let sites: AppService;
/** Two builds, and the runs that bring them to the web apps. */
let builds: readonly [WireRun, WireRun];
let first: WireRun;
let second: WireRun;

// What is held here would be held for most other tests.
before(async function () {
  this.timeout(300_000);
  world = await theQuietWorld();
  sites = world.standIn.targets.appservice;
  builds = [await pushed(world, "web-build", "release"), await pushed(world, "web-build", "release")];
});

/** The release manager brings a build to the web apps. */
async function carrying({ id: web }: WireRun): Promise<WireRun> {
  const { definitions } = world.standIn.organisation.state.build;
  const id = definitions.find(({ name }) => name === pipeline)?.id ?? 0;
  const path = `/contoso/Contoso/_apis/pipelines/${id}/runs?api-version=7.2-preview.1`;
  const order = {
    resources: {
      repositories: { self: { refName: "refs/heads/release" } },
      pipelines: { web: { runId: web } },
    },
  };
  const queued = (await world.rest("releaseManager", "POST", path, order)) as { id: number };
  await world.control("POST", "idle");
  return runOf(world, queued.id);
}

type Site = Parameters<AppService["files"]>[0];

/** What visitors of a web app, or of its slot, get. */
async function versionAt(site: Site): Promise<string | undefined> {
  return (await sites.files(site))["version.txt"]?.trim();
}

const uploads = (site: Site): number =>
  sites.requests(site).filter(({ method, path }) => method === "POST" && path.startsWith("/api/publish"))
    .length;

const swaps = (): number =>
  sites.requests("arm").filter(({ method, path }) => method === "POST" && path.includes("/slotsswap")).length;

// Each act leans on the one before: none can be done twice.
describe("the web sample on App Service", function () {
  this.timeout(180_000);
  this.retries(0);

  it("S2-01 S2-07: a build goes to the slot of Dev's web app, and is swapped when it is healthy there", async () => {
    first = await carrying(builds[0]);
    assert.equal(first.stages["Dev"], "succeeded", await logsOf(world, first.id));
    assert.equal(await versionAt("dev"), builds[0].name);
    assert.deepEqual([uploads("dev"), uploads("dev/next"), swaps()], [0, 1, 1]);
    const { outcome, seal, target, operations } = await recordIn(world, first.id, "Dev");
    assert.deepEqual([outcome, seal.root], ["succeeded", await sealOf(world, builds[0].id)]);
    assert.match(target.id, /^appservice:\/.*\/sites\/space-game-dev$/);
    assert.deepEqual(
      operations.map(({ kind }) => kind),
      ["appservice.deployment", "appservice.swap"],
    );
  });

  it("S2-07 S2-13 S2-14: it goes on to Test and Staging, to a web app of each stage's own", async () => {
    const open = await visitRun(world, "releaseManager", first.id);
    await deploy(open, "Test", { reason: "For the testers" });
    await waitForStage(open, "Staging", /^Waiting for approval/);
    const approver = await visitRun(world, "approver", first.id);
    await approvalCard(approver, "Staging", "Approve", "It looks good");
    await waitForStage(approver, "Staging", /^Succeeded/);
    await shoot(approver, "appservice-release-light");
    const versions = await Promise.all((["dev", "test", "staging"] as const).map(versionAt));
    assert.deepEqual(versions, Array(3).fill(builds[0].name));
    const records = await recordsOf(world, first.id);
    assert.deepEqual(records.map(({ target }) => /[^-]+$/.exec(target.id)?.[0]).sort(), [
      "dev",
      "staging",
      "test",
    ]);
    assert.equal(new Set(records.map(({ seal }) => seal.root)).size, 1);
  });

  it("S2-01: the next build goes the same way", async () => {
    second = await carrying(builds[1]);
    assert.equal(second.stages["Dev"], "succeeded", await logsOf(world, second.id));
    assert.deepEqual([await versionAt("dev"), uploads("dev/next"), swaps()], [builds[1].name, 2, 4]);
  });
});

/** Opens what a stage can go back to. */
async function wayBack(open: OpenHub, stage: string): Promise<ReturnType<OpenHub["hub"]["getByRole"]>> {
  await stageCard(open, stage)
    .getByRole("button", { name: `Roll back ${stage} to an earlier release` })
    .click();
  const panel = open.hub.getByRole("dialog", { name: `Roll back ${stage}` });
  await panel.getByRole("button", { name: `Go back to ${first.name}` }).waitFor();
  return panel;
}

describe("the way back of the web sample", function () {
  this.timeout(180_000);
  this.retries(0);

  it("N13: is chosen in the hub from what ran well there before, and is one swap, labelled in the record", async () => {
    const before = { uploads: uploads("dev/next"), swaps: swaps() };
    const open = await visitRun(world, "releaseManager", second.id);
    const panel = await wayBack(open, "Dev");
    await says(panel, new RegExp(`Dev runs ${second.name} now`));
    await panel.getByRole("button", { name: `Go back to ${first.name}` }).click();
    await panel.getByText("are as they were then").waitFor();
    await shoot(open, "rollback-light");
    await panel.getByRole("button", { name: `Show the evidence for going back to ${first.name}` }).click();
    const sheet = open.hub.getByRole("dialog", { name: `Roll back Dev to ${first.name}` });
    await sheet.getByRole("heading", { name: "What will happen, in this order" }).waitFor();
    assert.equal(await sheet.getByLabel(/^Hold Dev afterwards/).isChecked(), true);
    await sheet.getByLabel(/^Reason/).fill("High scores are lost");
    await shoot(open, "rollback-sheet-light");
    await sheet.getByRole("button", { name: `Roll back Dev to ${first.name}` }).click();
    await sheet.waitFor({ state: "detached" });
    await world.control("POST", "idle");
    assert.equal(await versionAt("dev"), builds[0].name, await logsOf(world, first.id));
    assert.deepEqual({ uploads: uploads("dev/next"), swaps: swaps() - 1 }, before);
    const there = (await recordsOf(world, first.id)).filter(({ environment }) => environment === "Dev");
    assert.deepEqual(
      there
        .sort((one, other) => one.stage.attempt - other.stage.attempt)
        .map(({ rollbackFrom, reason }) => [rollbackFrom?.name, reason]),
      [
        [undefined, undefined],
        [second.name, "High scores are lost"],
      ],
    );
  });

  it("N13: holds the environment: what starts by itself is refused there, and the web app stays as it is", async () => {
    const third = await carrying(builds[1]);
    assert.equal(third.stages["Dev"], "failed");
    assert.match(
      await logsOf(world, third.id),
      new RegExp(`Held from starting by itself[^\n]*"Rolled back from ${second.name}"`),
    );
    assert.equal(await versionAt("dev"), builds[0].name);
    const calendar = await world.visit("reader", { query: "?view=calendar" });
    const row = calendar.hub.getByRole("row", { name: new RegExp(`Rolled back from ${second.name}`) });
    await says(row, /Hold[\s\S]*High scores are lost/);
  });
});
