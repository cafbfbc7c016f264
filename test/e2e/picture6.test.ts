import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { deploy, openDeployPanel, waitForStage } from "../../scripts/hub-driver.ts";
import { makeRelease, recordShown, runBuild, type ShownRecord } from "../support/releases.ts";
import { says } from "../support/says.ts";
import { theQuietWorld, type World } from "../support/world.ts";

const pipeline = "Contoso Portal";
const order = ["Sln", "Data2", "Sln3", "Portal"];
let world: World;
let build: Awaited<ReturnType<typeof runBuild>>;
before(async function () {
  this.timeout(300_000);
  world = await theQuietWorld();
  build = await runBuild(world, pipeline);
});

const outcomes = ({ artefacts }: ShownRecord): readonly string[] =>
  artefacts.map(({ name, outcome }) => `${name} ${outcome}`);

/** What an environment serves. */
async function current(environment: string): Promise<readonly string[]> {
  const names = await readdir(join(world.folder, "targets/contoso", environment, "current")).catch(() => []);
  return names.filter((name) => !name.startsWith(".")).sort();
}

describe("the seed's set of artefacts", () => {
  it("S0-39: goes to UAT by itself and to Production by hand, each time in the order that the sheet says", async () => {
    const { id } = await makeRelease(world, pipeline, build);
    const open = await world.visit("releaseManager", { query: `?view=release&id=classic:${id}` });
    await waitForStage(open, "UAT", /^Succeeded/);
    assert.deepEqual(await current("uat"), order.toSorted());
    assert.deepEqual(await current("prod"), [], "nothing goes to Production by itself");
    const panel = await openDeployPanel(open, "Production");
    await says(panel, /\bSln\b[^]*\bData2\b[^]*\bSln3\b[^]*\bPortal\b/);
    await says(panel, /SolutionAnalysisLogs is not deployed/);
    await panel.getByRole("button", { name: "Cancel" }).click();
    await deploy(open, "Production", { reason: "Accepted by the client", type: "PROD" });
    await waitForStage(open, "Production", /^Succeeded/);
    assert.deepEqual(await current("prod"), order.toSorted());
    const production = await recordShown(open, /Production/);
    const uat = await recordShown(open, /UAT/);
    const expected = [...order.map((name) => `${name} succeeded`), "SolutionAnalysisLogs excluded"];
    assert.deepEqual([outcomes(uat), outcomes(production)], [expected, expected]);
    assert.equal(production.seal.root, uat.seal.root);
  });
});
