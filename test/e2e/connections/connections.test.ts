import assert from "node:assert/strict";
import {
  createRelease,
  deploy,
  openRelease,
  stageCard,
  waitForStage,
  type OpenHub,
} from "../../../scripts/hub-driver.ts";
import { knownClients } from "../../../standin/targets/known.ts";
import { recordShown, runBuild, type ShownRecord } from "../../support/releases.ts";
import { says } from "../../support/says.ts";
import { shoot, theWorld, type World } from "../../support/world.ts";

type Group = Readonly<{ id: number; name: string; modifiedOn: string; variables: unknown }>;

const first = "Connection-Parameters";
const second = "Connection-Second";
const third = "Connection-Third";
let world: World;
let untouched: Group;
/** The release through the first connection, and the root that all others must have. */
let root = "";
let usualName = "";
let build: Readonly<{ id: number; number: string }>;

async function groupNamed(name: string): Promise<Group> {
  const path = `/contoso/Contoso/_apis/distributedtask/variablegroups?groupName=${name}&api-version=7.0`;
  const { value } = (await world.rest("administrator", "GET", path)) as { value: readonly Group[] };
  assert.ok(value[0], `${name} is there`);
  return value[0];
}

const target = (name: string): string =>
  world.standIn.targets.dataverse.find((one) => one.name === name)?.url ?? "";

/** Makes a release of the build in the hub, waits for UAT, and reads its record. */
async function released(
  order: Readonly<{ connection?: string; build: string }>,
): Promise<Readonly<{ name: string; open: OpenHub; record: ShownRecord }>> {
  const open = await world.visit("administrator");
  const name = await createRelease(open, { pipeline: "Contoso ALM", ...order });
  await openRelease(open, name);
  await waitForStage(open, "UAT", /^Succeeded/);
  return { name, open, record: await recordShown(open, /UAT/) };
}

describe("another family of environments", () => {
  before(async function () {
    this.timeout(300_000);
    world = await theWorld();
    build = await runBuild(world, "Contoso ALM");
    untouched = await groupNamed(first);
  });

  it("S0-28: a guided clone asks for the name and the values that differ, and lets the pipelines use it", async () => {
    const open = await world.visit("administrator", { query: "?view=connections" });
    await open.hub.getByRole("button", { name: `Clone ${first}`, exact: true }).click();
    const panel = open.hub.getByRole("dialog", { name: `Clone ${first}` });
    await panel.getByLabel("Name of the new connection").fill(second);
    await panel.getByLabel("TargetURL-DEV").fill(target("uat"));
    await panel.getByLabel("TargetURL-UAT").fill(target("dev"));
    await panel.getByLabel("Secret", { exact: true }).fill(knownClients[0].secret);
    await shoot(open, "clone-connection-light");
    await panel.getByRole("button", { name: "Create connection" }).click();
    await panel.waitFor({ state: "detached" });
    await open.hub.getByRole("heading", { name: second, level: 1 }).waitFor();
    assert.deepEqual(await groupNamed(first), untouched, "S0-31: the first group is untouched");
  });

  it("S0-32 S0-33: the same bytes go elsewhere by choosing a connection, without a rebuild", async () => {
    const usual = await released({ build: build.number });
    const elsewhere = await released({ build: build.number, connection: second });
    assert.equal(usual.record.target.url, target("uat"));
    assert.equal(elsewhere.record.target.url, target("dev"));
    assert.equal(elsewhere.record.seal.root, usual.record.seal.root);
    root = usual.record.seal.root;
    usualName = usual.name;
    await elsewhere.open.hub.getByRole("link", { name: "Pipeline", exact: true }).click();
    await says(stageCard(elsewhere.open, "UAT"), new RegExp(second), "S0-26: the stage names its group");
  });

  it("S0-27: values that are edited in place are used at the next deployment, with the same digests", async () => {
    const { name } = await released({ build: build.number, connection: second });
    const editing = await world.visit("administrator", { query: "?view=connections" });
    await editing.hub.getByRole("link", { name: second, exact: true }).click();
    await editing.hub.getByRole("button", { name: "Edit values" }).click();
    const panel = editing.hub.getByRole("dialog", { name: `Edit ${second}` });
    await panel.getByLabel("TargetURL-DEV").fill(target("dev"));
    await panel.getByLabel("TargetURL-UAT").fill(target("uat"));
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.waitFor({ state: "detached" });
    const open = await world.visit("administrator");
    await openRelease(open, name);
    await deploy(open, "UAT", { reason: "UAT is where it should be again" });
    await world.control("POST", "idle");
    const record = await recordShown(open, /UAT #2/);
    assert.equal(record.target.url, target("uat"));
    assert.equal(record.seal.root, root);
  });
});

describe("the same artefacts for a third family", () => {
  it("N5 D12: one panel sends the same artefacts elsewhere, with a connection of their own and without a rebuild", async () => {
    const open = await world.visit("administrator");
    await openRelease(open, usualName);
    await open.hub.getByRole("button", { name: "Send these same artefacts to other environments" }).click();
    const panel = open.hub.getByRole("dialog", { name: "Send the same artefacts elsewhere" });
    await panel.getByLabel("Title").fill("For the third family");
    await panel.getByLabel("Name of the new connection").fill(third);
    await panel.getByLabel("TargetURL-DEV").fill(target("uat"));
    await panel.getByLabel("TargetURL-UAT").fill(target("prod"));
    await panel.getByLabel("TargetURL-PROD").fill(target("spare"));
    await panel.getByLabel("Secret", { exact: true }).fill(knownClients[0].secret);
    await shoot(open, "send-elsewhere-light");
    await panel.getByRole("button", { name: "Create" }).click();
    const said = open.hub.getByText(/has been created\./);
    await said.waitFor();
    await said.getByRole("link").click();
    await waitForStage(open, "UAT", /^Succeeded/);
    const record = await recordShown(open, /UAT/);
    assert.deepEqual([record.target.url, record.connection.group.name], [target("prod"), third]);
    assert.equal(record.seal.root, root);
    assert.deepEqual(await groupNamed(first), untouched, "the original group's revision is unchanged");
  });
});

describe("a build that was queued with another group", () => {
  it("S0-29 S0-30 D1: hands it on to its release, and the record shows the id of the group that was used", async () => {
    const other = await runBuild(world, "Contoso ALM", { "Variable-Group": second });
    const { record } = await released({ build: other.number });
    assert.deepEqual(record.connection.group, { id: (await groupNamed(second)).id, name: second });
    assert.equal(record.target.url, target("uat"));
  });
});
