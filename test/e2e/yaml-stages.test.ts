import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deploy, stageCard, waitForStage } from "../../scripts/hub-driver.ts";
import {
  approvalCard,
  nightComes,
  pushed,
  queueRun,
  recordIn,
  recordsOf,
  runOf,
  runsOf,
  sealOf,
  visitRun,
  type WireRun,
} from "../support/runs.ts";
import { says } from "../support/says.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

const game = "Space Game release";
let world: World;
/** A build of the branch release, and the run that it began. */
let build: WireRun;
let day: WireRun;
let night: WireRun;

before(async function () {
  this.timeout(300_000);
  world = await theWorld();
  build = await pushed(world, "web-build", "release");
  day = await newest("resourceTrigger");
});

async function newest(reason: string): Promise<WireRun> {
  const found = (await runsOf(world, game)).find((run) => run.reason === reason);
  assert.ok(found, `a run began by ${reason}`);
  return found;
}

/** What lies in an environment's folder now. */
function versionIn(environment: string): Promise<string> {
  const folder = join(world.folder, "targets", "space-game", environment, "current", "Web");
  return readFile(join(folder, "version.txt"), "utf8").then((text) => text.trim());
}

describe("the web sample: a build goes to Dev by itself", () => {
  it("S2-01: a push builds and seals the package, and the release installs it", async () => {
    assert.deepEqual([build.result, build.reason], ["succeeded", "individualCI"]);
    assert.equal(await versionIn("dev"), build.name);
    const record = await recordIn(world, day.id, "Dev");
    assert.deepEqual([record.build.id, record.seal.root], [build.id, await sealOf(world, build.id)]);
  });

  it("S2-02 S2-05 S2-08: the hub shows the stages that the YAML has, in their order, whatever their number", async () => {
    const open = await visitRun(world, "reader", day.id);
    await stageCard(open, "Dev").waitFor();
    const names = await open.hub
      .getByRole("article")
      .evaluateAll((all) =>
        all.map((one) => one.getAttribute("aria-label") ?? one.querySelector("h2, h3")?.textContent ?? ""),
      );
    assert.deepEqual(
      names.map((name) => name.trim()),
      ["Dev", "Test", "Staging", "Production"],
    );
  });

  it("S2-11: Test is left out where a build began the run, and the hub says why", async () => {
    assert.equal(day.stages["Test"], "skipped");
    const open = await visitRun(world, "reader", day.id);
    await says(stageCard(open, "Test"), /Skipped[\s\S]*Build\.Reason/);
  });

  it("S2-09: a run of another branch never enters Dev, and the hub says why", async () => {
    const other = await queueRun(world, { pipeline: game, branch: "main" });
    assert.deepEqual(other.stages, {
      Dev: "skipped",
      Test: "skipped",
      Staging: "skipped",
      Production: "manuallyQueued",
    });
    assert.deepEqual(await recordsOf(world, other.id), []);
    const open = await visitRun(world, "reader", other.id);
    await says(stageCard(open, "Dev"), /Build\.SourceBranch[\s\S]*refs\/heads\/main/);
    await shoot(open, "yaml-branch-light");
  });
});

describe("the web sample: Test by schedule", () => {
  before(async () => {
    await nightComes(world);
    night = await newest("schedule");
  });
  after(() => world.control("POST", "clock", { real: true }));

  it("S2-10: at 03:00 UTC a run begins by itself, once", () => {
    assert.notEqual(night.id, day.id);
    assert.deepEqual(night.stages, {
      Dev: "succeeded",
      Test: "succeeded",
      Staging: "pending",
      Production: "manuallyQueued",
    });
    assert.equal(night.branch, "refs/heads/release");
  });

  it("S2-12: it carries the day's build: nothing is built, and the digests are equal", async () => {
    assert.equal((await runsOf(world, "web-build"))[0]?.id, build.id, "nothing was built at night");
    const [first, second] = [await recordIn(world, day.id, "Dev"), await recordIn(world, night.id, "Test")];
    const digests = ({ artefacts }: typeof first): readonly string[] =>
      artefacts.map(({ name, digest }) => `${name} ${digest}`);
    assert.equal(second.seal.root, first.seal.root);
    assert.deepEqual(digests(second), digests(first));
    assert.equal(await versionIn("test"), build.name);
  });

  it("S2-10: in the next night no run begins, for the branch has not changed", async () => {
    const before = await runsOf(world, game);
    await nightComes(world);
    assert.deepEqual(
      (await runsOf(world, game)).map(({ id }) => id),
      before.map(({ id }) => id),
    );
  });

  it("S2-11: by hand it goes to Test at any time", async () => {
    const { stages } = await queueRun(world, { pipeline: game, branch: "release", carry: { web: build.id } });
    assert.deepEqual([stages["Test"], stages["Staging"]], ["succeeded", "pending"]);
  });
});

describe("the web sample: Staging after an approval", () => {
  after(() => world.control("POST", "clock", { real: true }));

  it("S2-13: waits for its approver and shows the instructions; who was not asked cannot decide", async () => {
    const open = await visitRun(world, "contributor", night.id);
    await waitForStage(open, "Staging", /^Waiting for approval/, 5);
    await says(stageCard(open, "Staging"), /Robin Vale/);
    await says(stageCard(open, "Staging"), /Approve this change when it's ready for staging/);
    const approve = stageCard(open, "Staging").getByRole("button", { name: /^Approve / });
    for (const button of await approve.all()) {
      assert.equal(await button.getAttribute("aria-disabled"), "true");
    }
  });

  it("S2-13 S2-14: the approver approves in the hub, and the build that was in Dev and Test is in Staging", async () => {
    const open = await visitRun(world, "approver", night.id);
    await waitForStage(open, "Staging", /^Waiting for approval/, 5);
    await approvalCard(open, "Staging", "Approve", "It looks good");
    await waitForStage(open, "Staging", /^Succeeded/);
    assert.deepEqual(await Promise.all(["dev", "test", "staging"].map(versionIn)), Array(3).fill(build.name));
    const record = await recordIn(world, night.id, "Staging");
    assert.equal(record.seal.root, await sealOf(world, build.id));
  });

  it("S2-14 S2-15: later, when management has signed off, the release manager brings the same run to production", async () => {
    await world.control("POST", "clock", { advance: 5 * 24 * 3_600_000 });
    const open = await visitRun(world, "releaseManager", night.id);
    await deploy(open, "Production", { reason: "Signed off by management", type: "Production" });
    await waitForStage(open, "Production", /^Succeeded/);
    const record = await recordIn(world, night.id, "Production");
    assert.deepEqual(
      [record.seal.root, record.reason],
      [await sealOf(world, build.id), "Signed off by management"],
    );
    assert.equal(await versionIn("production"), build.name);
  });

  it("S2-03 S2-07: its way is drawn stage by stage with times, and each stage has a target of its own", async () => {
    const open = await visitRun(world, "reader", night.id);
    const cards = await Promise.all(
      ["Dev", "Test", "Staging", "Production"].map(async (stage) => {
        const card = stageCard(open, stage);
        await card.locator("time").first().waitFor();
        return /space-game\/\w+/.exec(await card.innerText())?.[0];
      }),
    );
    assert.deepEqual(
      cards,
      ["dev", "test", "staging", "production"].map((name) => `space-game/${name}`),
    );
  });

  it("S2-13: a rejection stops the run, and nothing is written", async () => {
    const rejected = await queueRun(world, { pipeline: game, branch: "release", carry: { web: build.id } });
    const open = await visitRun(world, "approver", rejected.id);
    await waitForStage(open, "Staging", /^Waiting for approval/, 5);
    await approvalCard(open, "Staging", "Reject", "The start page is empty");
    await waitForStage(open, "Staging", /^Rejected/);
    const { result, stages } = await runOf(world, rejected.id);
    assert.deepEqual([result, stages["Staging"]], ["failed", "failed"]);
    const records = await recordsOf(world, rejected.id);
    assert.ok(records.every(({ environment }) => environment !== "Staging"));
  });
});
