import assert from "node:assert/strict";
import {
  createRelease,
  deploy,
  openDeployPanel,
  openRelease,
  stageCard,
  waitForStage,
  type OpenHub,
} from "../../scripts/hub-driver.ts";
import { recordShown, releasesOf, runBuild } from "../support/releases.ts";
import { retried, says } from "../support/says.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

let world: World;
let release: string;
let id: number;
let build: string;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
  build = (await runBuild(world, "Contoso ALM")).number;
});

const comeBack = async (who: "releaseManager" | "administrator"): Promise<OpenHub> => {
  const open = await world.visit(who, { query: `?view=release&id=classic:${id}` });
  await stageCard(open, "UAT").waitFor();
  return open;
};

describe("the main job: UAT", () => {
  it("S0-01 S0-12 S0-15 S0-17 S0-19 S0-20 S0-21 S0-25: a release goes to UAT by itself and waits for Production", async () => {
    const before = await releasesOf(world, "Contoso ALM");
    const open = await world.visit("releaseManager");
    release = await createRelease(open, {
      pipeline: "Contoso ALM",
      build,
      description: "Sprint 23, main job",
    });
    assert.equal(
      release,
      `Release-${Number(before[0]?.name.replace("Release-", "")) + 1}`,
      "numbers go on by one",
    );
    await openRelease(open, release);
    const uat = stageCard(open, "UAT");
    await uat.getByRole("progressbar").waitFor();
    await says(uat, /In progress/);
    await says(uat, /\d+ of \d+ tasks/);
    await says(stageCard(open, "Production"), /Not deployed/);
    await shoot(open, "release-running-light");
    await waitForStage(open, "UAT", /^Succeeded/);
    await says(uat, /1 warning/);
    await waitForStage(open, "Production", /^Not deployed/, 1);
    const made = (await releasesOf(world, "Contoso ALM")).find(({ name }) => name === release);
    id = made?.id ?? 0;
    const production = made?.environments.find(({ name }) => name === "Production");
    assert.deepEqual(
      [production?.status, production?.deploySteps],
      ["notStarted", []],
      "no production job was ever queued",
    );
  });
});

describe("the main job: the release", () => {
  it("S0-22 S0-23: the release shows the build, its artefacts, who made it and when", async () => {
    const open = await comeBack("releaseManager");
    const facts = open.hub.locator("dl.facts");
    await says(facts, /_\d{8}\.\d+\s+main/);
    await says(facts, /Manually triggered\s+Morgan Reed, (just now|\d+ min ago)/);
    await says(facts, /Artefacts \(ARTEFACTS\)\s+Sln, Sln3/);
    await says(facts, /Seal[\s\S]*verified/);
    await open.hub.getByRole("link", { name: "Artefacts", exact: true }).click();
    await retried(async () => {
      const rows = await open.hub.locator("tbody tr").allInnerTexts();
      const named = rows.map((row) => /Sln3|SolutionAnalysisLogs|Sln/.exec(row)?.[0]);
      assert.deepEqual(
        named,
        ["Sln", "Sln3", "SolutionAnalysisLogs"],
        "in the order of deployment, logs last",
      );
      assert.match(rows[2] ?? "", /not deployed/);
    });
  });

  it("S0-24: Cancel can be pressed only while something runs, Logs lead to the log, tabs show variables and history", async () => {
    const open = await comeBack("releaseManager");
    const cancel = open.hub.getByRole("button", { name: "Cancel" });
    await retried(async () => assert.equal(await cancel.getAttribute("title"), "Nothing runs."));
    assert.equal(await cancel.getAttribute("aria-disabled"), "true");
    await open.hub.getByRole("button", { name: "Refresh" }).click();
    await open.hub.getByRole("link", { name: "Variables", exact: true }).click();
    await open.hub.getByRole("row", { name: /^Variable-Group Connection-Parameters/ }).waitFor();
    assert.match(
      (await open.hub.getByRole("link", { name: "Edit" }).getAttribute("href")) ?? "",
      /_releaseProgress\?.*releaseId=/,
    );
    await open.hub.getByRole("link", { name: "History", exact: true }).click();
    await open.hub.getByRole("row", { name: /^UAT #1/ }).waitFor();
    await open.hub.getByRole("link", { name: "Pipeline", exact: true }).click();
    await stageCard(open, "UAT").getByRole("link", { name: /^Logs/ }).click();
    await open.page.waitForURL(/\/logs/);
    await says(open.page.locator("body"), /\[section\]Starting: /);
  });
});

describe("the main job: Production", () => {
  it("S0-16 S0-36: another person with the right comes back later and finds one obvious control, with the evidence", async () => {
    const open = await comeBack("administrator");
    // Two of them would be an error.
    await open.hub.getByRole("button", { name: `Deploy ${release} to Production` }).waitFor();
    const panel = await openDeployPanel(open, "Production");
    const sheet = await panel.innerText();
    for (const said of [
      /Sln CanExport[\s\S]*Sln3 Base/,
      /SolutionAnalysisLogs is not deployed/,
      /Same bytes as "UAT"/,
      /"UAT": Succeeded/,
    ]) {
      assert.match(sheet, said);
    }
    assert.match(sheet, /localhost:\d+\s*·?\s*Contoso Production\s*·?\s*connection Connection-Parameters/);
    await shoot(open, "deploy-panel-light");
    const button = panel.getByRole("button", { name: "Deploy 2 artefacts to Production" });
    assert.equal(await button.getAttribute("aria-disabled"), "true");
    await says(panel.locator(".why"), /Give a reason first/);
    await panel.getByLabel(/^Reason/).fill("Accepted by the client");
    await says(panel.locator(".why"), /Type PROD to confirm/);
    await panel.getByLabel(/^Type /).fill("prod");
    assert.equal(
      await button.getAttribute("aria-disabled"),
      "true",
      "the name must be typed as it is written",
    );
    await panel.getByRole("button", { name: "Cancel" }).click();
    await panel.waitFor({ state: "detached" });
  });

  it("S0-03 S0-37 S0-38: it deploys the same release, UAT's record stays, and both attempts stay in the history", async () => {
    const open = await comeBack("administrator");
    const uatBefore = await stageCard(open, "UAT").locator("time").getAttribute("datetime");
    await deploy(open, "Production", { reason: "Accepted by the client", type: "PROD" });
    await waitForStage(open, "Production", /^Succeeded/);
    assert.equal(await stageCard(open, "UAT").locator("time").getAttribute("datetime"), uatBefore);
    await shoot(open, "release-done-light");
    await open.hub.getByRole("link", { name: "History", exact: true }).click();
    await retried(async () => {
      const rows = await open.hub.locator("table tbody tr").allInnerTexts();
      assert.equal(rows.length, 2);
      assert.match(rows.join("\n"), /Production #1[\s\S]*Avery Stone[\s\S]*Accepted by the client/);
      assert.match(rows.join("\n"), /UAT #1/);
    });
    assert.equal((await releasesOf(world, "Contoso ALM")).filter(({ name }) => name === release).length, 1);
  });

  it("S0-04: production got, byte for byte, what UAT had tested", async () => {
    const open = await comeBack("administrator");
    const uat = await recordShown(open, /^UAT #1/);
    const production = await recordShown(open, /^Production #1/);
    const digests = ({ artefacts }: typeof uat): unknown =>
      artefacts.map(({ name, digest }) => [name, digest]);
    assert.deepEqual(digests(production), digests(uat));
    assert.equal(production.seal.root, uat.seal.root);
    assert.notEqual(production.target.url, uat.target.url);
    assert.equal(production.outcome, "succeeded");
  });
});
