import assert from "node:assert/strict";
import { openDeployPanel, stageCard, waitForStage, type OpenHub } from "../../scripts/hub-driver.ts";
import { commits } from "../../standin/worlds/work.ts";
import { violations } from "../support/violations.ts";
import { makeRelease, recordShown, type WireRelease } from "../support/releases.ts";
import { retried, says } from "../support/says.ts";
import { aQuietWorld, shoot, type Role, type World } from "../support/world.ts";

const pipeline = "Contoso Web";
const connection = "Connection-Parameters";
const variable = "DeploymentProfile-UAT";
const groups = "/contoso/Contoso/_apis/distributedtask/variablegroups";

type WireGroup = Readonly<{ id: number; name: string; variables: Record<string, { value?: string }> }>;

let world: World;
/** What ran in UAT first, and what runs there until it is gone back. */
let first: WireRelease;
let second: WireRelease;

async function group(): Promise<WireGroup> {
  const path = `${groups}?groupName=${connection}&api-version=7.0`;
  const { value } = (await world.rest("administrator", "GET", path)) as { value: readonly WireGroup[] };
  const [found] = value;
  assert.ok(found);
  return found;
}

async function profile(): Promise<string | undefined> {
  return (await group()).variables[variable]?.value;
}

/** Somebody changes the value in the Library of Azure DevOps. */
async function setProfile(value: string): Promise<void> {
  const now = await group();
  const variables = { ...now.variables, [variable]: { value } };
  const path = `/contoso/_apis/distributedtask/variablegroups/${now.id}?api-version=7.0`;
  await world.rest("administrator", "PUT", path, { ...now, variables });
}

/** A build of a commit goes to UAT, which begins by itself. */
async function released(sourceVersion: string): Promise<WireRelease> {
  const { definitions, builds } = world.standIn.organisation.state.build;
  const definition = { id: definitions.find(({ name }) => name === pipeline)?.id };
  const order = { definition, sourceVersion };
  const path = "/contoso/Contoso/_apis/build/builds?api-version=7.0";
  const { id } = (await world.rest("contributor", "POST", path, order)) as { id: number };
  await world.control("POST", "idle");
  const number = builds.find((build) => build.id === id)?.buildNumber ?? "";
  return makeRelease(world, pipeline, { id, number });
}

async function visited(who: Role, { id, name }: WireRelease, look = {}): Promise<OpenHub> {
  const open = await world.visit(who, { ...look, query: `?view=release&id=classic:${id}` });
  await open.hub.getByRole("heading", { name, level: 1 }).waitFor();
  return open;
}

type Panel = ReturnType<OpenHub["hub"]["getByRole"]>;

/** The number of the build that a release carries. */
function numberOf({ artifacts }: WireRelease): string {
  return artifacts[0]?.definitionReference.version.name ?? "";
}

/** Opens what UAT can go back to, and what going back to the first release means. */
async function unfolded(open: OpenHub): Promise<Panel> {
  await stageCard(open, "UAT").getByRole("button", { name: "Roll back UAT to an earlier release" }).click();
  const panel = open.hub.getByRole("dialog", { name: "Roll back UAT" });
  await panel.getByRole("button", { name: `Go back to ${first.name}` }).click();
  await panel.getByRole("heading", { name: "What going back removes" }).waitFor();
  return panel;
}

/** Waits until the environments' page says that this runs in UAT. */
async function runsNow({ name }: WireRelease): Promise<void> {
  const { hub } = await world.visit("reader", { query: "?view=environments" });
  const row = hub.getByRole("row", { name: new RegExp(`^${pipeline} `) });
  await row.waitFor();
  await retried(async () => {
    const heads = await hub.getByRole("columnheader").allInnerTexts();
    const at = heads.findIndex((text) => text.startsWith("UAT"));
    const current = row
      .getByRole("cell")
      .nth(at - 1)
      .locator("b a");
    assert.deepEqual(
      (await current.allTextContents()).map((text) => text.trim()),
      [name],
    );
  });
}

before(async function () {
  this.timeout(300_000);
  world = await aQuietWorld();
  await setProfile("calm.yml");
  first = await released(commits.startPage);
  await setProfile("bold.yml");
  second = await released(commits.summerSale);
  const states = [first, second].map(({ id }) =>
    world.standIn.organisation.state.release.releases
      .find((one) => one.id === id)
      ?.environments.map(({ status }) => status),
  );
  assert.deepEqual(
    states.map((all) => all?.[0]),
    ["succeeded", "succeeded"],
  );
  await runsNow(second);
});

// Each act leans on the one before: none can be done twice.
describe("the way back in UAT", function () {
  this.timeout(180_000);
  this.retries(0);

  it("N14: the evidence of what runs there says that nothing changes, that of an older release what it removes", async () => {
    const again = await openDeployPanel(await visited("administrator", second), "UAT");
    await again.getByText("The same build: nothing changes").waitFor();
    const older = await openDeployPanel(await visited("administrator", first), "UAT");
    await older.getByText(`Removes 3 work items, returns to ${numberOf(first)}`).waitFor();
  });

  it("N13: shows what it removes, with links, and which values of the connection are not those of then", async () => {
    const open = await visited("administrator", second);
    const panel = await unfolded(open);
    await panel.getByText(`Removes 3 work items, returns to ${numberOf(first)}`).waitFor();
    const link = panel.getByRole("link", { name: /^#\d+$/ }).first();
    assert.match((await link.getAttribute("href")) ?? "", /\/contoso\/Contoso\/_workitems\/edit\/\d+$/);
    await says(panel, /Summer sale/);
    await says(panel.getByRole("row", { name: new RegExp(variable) }), /calm\.yml\s+bold\.yml/);
    await says(panel, /Secrets cannot be compared/);
    assert.deepEqual(await violations(open), []);
    await shoot(open, "rollback-chosen-light");
  });

  it("N13: whoever may not edit the connection is told so, and can go back with the values of today", async () => {
    const panel = await unfolded(await visited("contributor", second));
    const then = panel.getByRole("radio", { name: /^Values of then/ });
    await retried(async () => assert.equal(await then.isDisabled(), true));
    await says(panel, new RegExp(`You may not edit ${connection}`));
    await panel.getByRole("button", { name: `Show the evidence for going back to ${first.name}` }).waitFor();
  });

  it("N13: puts the values of then back when that is confirmed, undoes it, and does it again", async () => {
    const open = await visited("administrator", second, { theme: "dark" });
    const panel = await unfolded(open);
    await panel.getByRole("radio", { name: /^Values of then/ }).check();
    assert.deepEqual(await violations(open), []);
    await shoot(open, "rollback-then-dark");
    assert.equal(await profile(), "bold.yml");
    await panel.getByRole("button", { name: `Put 1 value back in ${connection}` }).click();
    await panel.getByText(/What was there before:/).waitFor();
    assert.equal(await profile(), "calm.yml");
    await panel.getByRole("button", { name: /^Undo/ }).click();
    await panel.getByRole("radio", { name: /^Values of then/ }).check();
    assert.equal(await profile(), "bold.yml");
    await panel.getByRole("button", { name: `Put 1 value back in ${connection}` }).click();
    await panel.getByRole("button", { name: /^Show the evidence/ }).click();
    const sheet = open.hub.getByRole("dialog", { name: `Roll back UAT to ${first.name}` });
    await sheet.getByText("It is deployed with the connection's values of then").waitFor();
    await says(sheet, /Removes 3 work items/);
    await shoot(open, "rollback-sheet-dark");
    await sheet.getByLabel(/^Reason/).fill("Prices are without tax");
    await sheet.getByRole("button", { name: `Roll back UAT to ${first.name}` }).click();
    await sheet.waitFor({ state: "detached" });
    await world.control("POST", "idle");
    await waitForStage(open, "UAT", /^Succeeded/);
  });
});

describe("after the way back in UAT", function () {
  this.timeout(120_000);

  it("N13: the history says that it was a rollback, and the record has the connection of then", async () => {
    const open = await visited("reader", first);
    await open.hub.getByRole("link", { name: "History", exact: true }).click();
    const row = open.hub.getByRole("row", { name: /^UAT #2/ });
    await says(row, new RegExp(`Rollback from ${second.name}`));
    await says(row, /Prices are without tax/);
    const [before, after] = [await recordShown(open, /UAT #1/), await recordShown(open, /UAT #2/)];
    assert.deepEqual(after.connection.variables, before.connection.variables);
  });

  it("N13: the matrix shows what was gone back to, the figures count it as a deployment and no failure", async () => {
    await runsNow(first);
    const { hub } = await world.visit("reader", {
      query: "?view=environments&panel=environment&environment=UAT",
    });
    await says(hub.getByRole("row", { name: /^30 days/ }), /^30\s+days\s+0\.7\s+0\s+%\s+\(0 of 3\)\s*$/);
  });

  it("N13: what was gone back from is newer again, and leads from the first release to it", async () => {
    const newer = await visited("administrator", second);
    const panel = await openDeployPanel(newer, "UAT");
    await says(panel, new RegExp(`replaces ${first.name}`));
    await panel
      .getByText(new RegExp(`^Brings 3 work items and \\d+ changes? since ${numberOf(first)}$`))
      .waitFor();
    await panel.getByText("3 work items", { exact: true }).click();
    await panel.getByText("Summer sale", { exact: false }).first().waitFor();
    assert.deepEqual(await violations(newer), []);
    await shoot(newer, "deploy-brings-light");
    const open = await visited("administrator", first);
    await stageCard(open, "UAT").getByRole("button", { name: "Roll back UAT to an earlier release" }).click();
    const none = open.hub.getByRole("dialog", { name: "Roll back UAT" });
    await none.getByText(`UAT runs ${first.name} now`).waitFor();
    await none.getByText(/there is nothing to go back to/).waitFor();
  });

  it("N13: UAT is held: nothing starts there by itself", async () => {
    const { hub } = await world.visit("reader", { query: "?view=calendar" });
    const row = hub.getByRole("row", { name: new RegExp(`Rolled back from ${second.name}`) });
    await says(row, /Hold[\s\S]*Prices are without tax/);
    const third = await released(commits.summerSale);
    assert.notEqual(third.id, second.id);
    await runsNow(first);
  });
});
