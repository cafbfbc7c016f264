import assert from "node:assert/strict";
import { deploy, openDeployPanel, stageCard, waitForStage } from "../../scripts/hub-driver.ts";
import { knownClients } from "../../standin/targets/known.ts";
import {
  queueRun,
  recordIn,
  recordsOf,
  runOf,
  runsOf,
  sealOf,
  stageChange,
  visitRun,
  type WireRun,
} from "../support/runs.ts";
import { says } from "../support/says.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

const shop = "Contoso Shop";
let world: World;
let run: WireRun;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
});

describe("a pipeline in YAML that builds and releases", () => {
  it("S0-01 S0-12: goes to UAT by itself, and its Production waits for a person", async () => {
    run = await queueRun(world, { pipeline: shop });
    assert.deepEqual(run.stages, { Build: "succeeded", UAT: "succeeded", Production: "manuallyQueued" });
    assert.equal((await recordsOf(world, run.id)).length, 1, "no production job was ever queued");
    const open = await visitRun(world, "releaseManager", run.id);
    await waitForStage(open, "UAT", /^Succeeded/, 1);
    await says(stageCard(open, "Production"), /Waiting for manual start/);
    await shoot(open, "yaml-waits-light");
  });

  it("S0-01 S0-03 S0-04: the release manager returns to it and starts Production: the same run, the same digests", async () => {
    const before = await runsOf(world, shop);
    const open = await visitRun(world, "releaseManager", run.id);
    const panel = await openDeployPanel(open, "Production");
    await says(panel, /Same bytes as [“"]UAT[”"]/);
    await panel.getByRole("button", { name: "Cancel" }).click();
    await deploy(open, "Production", { reason: "Accepted by the client", type: "PROD" });
    await waitForStage(open, "Production", /^Succeeded/);
    const after = await runsOf(world, shop);
    assert.deepEqual(
      after.map(({ id }) => id),
      before.map(({ id }) => id),
      "no second release was made",
    );
    const uat = await recordIn(world, run.id, "UAT");
    const production = await recordIn(world, run.id, "PROD");
    assert.equal(uat.seal.root, await sealOf(world, run.id));
    assert.equal(production.seal.root, uat.seal.root);
    const digests = ({ artefacts }: typeof uat): readonly string[] =>
      artefacts.map(({ name, digest }) => `${name} ${digest}`);
    assert.deepEqual(digests(production), digests(uat));
    assert.equal(production.reason, "Accepted by the client");
    assert.notEqual(production.target.url, uat.target.url);
  });
});

describe("a run in YAML whose UAT did not succeed", () => {
  let failed: WireRun;

  before(async function () {
    this.timeout(300_000);
    const { misbehave } = world.standIn.targets;
    misbehave({ at: "uat", behaviour: { applicationUsers: [`-${knownClients[0].clientId}`] } });
    failed = await queueRun(world, { pipeline: shop });
    misbehave({ at: "uat", behaviour: { applicationUsers: [] } });
  });

  it("S0-05: cannot go to Production from the hub, which says why", async () => {
    assert.equal(failed.stages["UAT"], "failed");
    const open = await visitRun(world, "releaseManager", failed.id);
    const panel = await openDeployPanel(open, "Production");
    const button = panel.getByRole("button", { name: /^Deploy .* to Production/ });
    await says(panel.locator(".why"), /UAT.*(not succeeded|failed)/i);
    assert.equal(await button.getAttribute("aria-disabled"), "true");
  });

  it("S0-05: cannot go to Production from Azure DevOps's own page: it lets the stage begin, and the task refuses", async () => {
    await stageChange(world, failed.id, "Production", "run");
    const { stages } = await runOf(world, failed.id);
    assert.equal(stages["Production"], "failed");
    assert.deepEqual(
      (await recordsOf(world, failed.id)).filter(({ environment }) => environment === "PROD"),
      [],
      "nothing was deployed",
    );
    const open = await visitRun(world, "reader", failed.id);
    await says(stageCard(open, "Production"), /UAT/);
  });
});

describe("the connection of a run in YAML", () => {
  it("S0-33: is the one that it was queued with: another target, and no pipeline was changed", async () => {
    const { definitions } = world.standIn.organisation.state.build;
    const before = JSON.stringify(definitions);
    const clone = await queueRun(world, {
      pipeline: shop,
      parameters: { connection: "Connection-Parameters-Clone" },
    });
    const [usual, other] = await Promise.all([
      recordIn(world, run.id, "UAT"),
      recordIn(world, clone.id, "UAT"),
    ]);
    assert.equal(other.connection.group.name, "Connection-Parameters-Clone");
    assert.notEqual(other.target.url, usual.target.url);
    assert.equal(other.seal.root, usual.seal.root, "the same bytes");
    assert.equal(JSON.stringify(definitions), before);
  });
});
