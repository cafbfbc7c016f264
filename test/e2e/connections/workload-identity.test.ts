import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { waitForStage } from "../../../scripts/hub-driver.ts";
import { siteConnection } from "../../../standin/worlds/connections.ts";
import { logsOf, pushed, queueRun, recordIn, runOf, visitRun, type WireRun } from "../../support/runs.ts";
import { theWorld, type World } from "../../support/world.ts";

const group = "Web-App-Identity";
let world: World;
let build: WireRun;

/** Brings the build to Dev through a service connection. */
function carrying(serviceConnection: string): Promise<WireRun> {
  return queueRun(world, {
    pipeline: "Space Game site",
    branch: "release",
    parameters: { connection: group, serviceConnection },
    carry: { web: build.id },
  });
}

/** Which pipelines may use the service connection is changed, as its page in Azure DevOps does. */
async function permit(authorized: boolean): Promise<void> {
  const { connections, build: builds } = world.standIn.organisation.state;
  const connection = connections.find(({ name }) => name === siteConnection)?.id ?? "";
  const id = builds.definitions.find(({ name }) => name === "Space Game site")?.id;
  const path = `/contoso/Contoso/_apis/pipelines/pipelinepermissions/endpoint/${connection}?api-version=7.1-preview.1`;
  await world.rest("administrator", "PATCH", path, { pipelines: [{ id, authorized }] });
}

describe("a stage that deploys by workload identity", function () {
  this.timeout(60_000);

  before(async function () {
    this.timeout(300_000);
    world = await theWorld();
    build = await pushed(world, "web-build", "release");
  });

  it("S0-48: reaches its web app through a service connection: the log says so, and no secret exists", async () => {
    const { appservice } = world.standIn.targets;
    const run = await carrying(siteConnection);
    const log = await logsOf(world, run.id);
    assert.equal(run.stages["Dev"], "succeeded", log);
    assert.match(log, /by workload identity of service connection [0-9a-f-]{36}: no secret is needed/);
    assert.equal((await appservice.files("dev"))["version.txt"]?.trim(), build.name);
    const record = await recordIn(world, run.id, "Dev");
    assert.deepEqual([record.connection.group.name, record.outcome], [group, "succeeded"]);
    const { groups, connections } = world.standIn.organisation.state;
    const own = groups.find(({ name }) => name === group);
    const connection = connections.find(({ name }) => name === siteConnection);
    assert.ok(own && connection);
    assert.deepEqual(
      Object.values(own.variables).filter(({ isSecret }) => isSecret === true),
      [],
    );
    const vault = await readFile(join(world.folder, "vault.json"), "utf8");
    for (const place of [`group/${own.id}/`, `connection/${connection.id}/`])
      assert.ok(!vault.includes(place), place);
    assert.doesNotMatch(log, /eyJ[A-Za-z0-9_-]{10}/);
  });

  it("waits where the pipeline may not use the service connection, and goes on when it may", async () => {
    await permit(false);
    const run = await carrying(siteConnection);
    assert.equal(run.stages["Dev"], "pending");
    const open = await visitRun(world, "releaseManager", run.id);
    await waitForStage(open, "Dev", /^Waiting/);
    await permit(true);
    await world.control("POST", "idle");
    assert.equal((await runOf(world, run.id)).stages["Dev"], "succeeded", await logsOf(world, run.id));
  });

  it("does not begin where there is no such service connection, or where it is of another type", async () => {
    await assert.rejects(
      carrying("Nobody's"),
      /400[^]*Job Dev: Step \S+ input serviceConnection references service connection Nobody's which could not be found/,
    );
    await assert.rejects(
      carrying("Contoso UAT"),
      /400[^]*input serviceConnection expects a service connection of type AzureRM but the provided service connection Contoso UAT is of type powerplatform-spn/,
    );
  });
});
