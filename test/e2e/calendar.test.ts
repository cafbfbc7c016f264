import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { openDeployPanel, stageCard, waitForStage, type OpenHub } from "../../scripts/hub-driver.ts";
import { makeRelease, recordShown, runBuild, type WireRelease } from "../support/releases.ts";
import { logsOf, nightComes, pushed, queueRun, runOf, runsOf, stageChange } from "../support/runs.ts";
import { violations } from "../support/violations.ts";
import { retried, says } from "../support/says.ts";
import { aQuietWorld, shoot, type Role, type World } from "../support/world.ts";

const title = "Year's end";
const releases = "/rm/contoso/Contoso/_apis/release";
// What is frozen here would be frozen for every other test.
let world: World;
let web: WireRelease;
let signedOff: WireRelease;
let shop: number;
before(async function () {
  this.timeout(300_000);
  world = await aQuietWorld();
  const build = await runBuild(world, "Contoso Web");
  web = await makeRelease(world, "Contoso Web", build);
  signedOff = await makeSignedOff(build);
  shop = (await queueRun(world, { pipeline: "Contoso Shop" })).id;
  await pushed(world, "web-build", "release");
});

/** Production begins by itself after UAT there, and asks an approver. */
async function makeSignedOff(build: Readonly<{ id: number; number: string }>): Promise<WireRelease> {
  const { definitions } = world.standIn.organisation.state.release;
  const made = await world.rest("releaseManager", "POST", `${releases}/releases?api-version=7.0`, {
    definitionId: definitions.find(({ name }) => name === "Contoso Web, signed off")?.id,
    description: "",
    reason: "manual",
    artifacts: [{ alias: "ARTEFACTS", instanceReference: { id: String(build.id), name: build.number } }],
  });
  await world.control("POST", "idle");
  return made as WireRelease;
}

const visit = (who: Role, { id }: Pick<WireRelease, "id">): Promise<OpenHub> =>
  world.visit(who, { query: `?view=release&id=classic:${id}` });

const calendar = (look: "light" | "dark" = "light"): Promise<OpenHub> =>
  world.visit("releaseManager", { query: "?view=calendar", theme: look, height: 1000 });

/** Fills in the form of an entry that begins now and lasts a week. */
async function filled({ hub }: OpenHub, kind: "Reserve" | "Freeze" | "Hold", name: string): Promise<Locator> {
  await hub.getByRole("button", { name: `${kind}…` }).click();
  const form = hub.getByRole("dialog");
  await form.getByLabel("Title").fill(name);
  await form.getByLabel("Reason").fill("The books are closed.");
  await form
    .getByLabel(/^To/)
    .fill(`${new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)}T06:00`);
  return form;
}

/** Starts Production as the page of Azure DevOps does. Gives its card. */
async function startedInAzureDevOps({ id }: WireRelease, comment: string): Promise<Locator> {
  const path = `${releases}/releases/${id}`;
  const { environments } = (await world.rest(
    "releaseManager",
    "GET",
    `${path}?api-version=7.0`,
  )) as WireRelease;
  const stage = environments.find(({ name }) => name === "Production")?.id ?? 0;
  const order = { status: "inProgress", comment };
  await world.rest("releaseManager", "PATCH", `${path}/environments/${stage}?api-version=7.0`, order);
  await world.control("POST", "idle");
  return cardOf(id);
}

async function cardOf(id: number): Promise<Locator> {
  return stageCard(await visit("reader", { id }), "Production");
}

const refusal = /Frozen until \d{4}-\d\d-\d\d \d\d:\d\d UTC: "Year's end"/;

describe("the calendar in the hub", () => {
  it("N11: freezes environments, and shows what holds now, accessibly and by the keyboard", async () => {
    const open = await calendar();
    await open.hub.getByRole("heading", { name: "Nothing is reserved or frozen" }).waitFor();
    const form = await filled(open, "Freeze", title);
    for (const name of ["PROD", "Test"]) await form.getByLabel(name, { exact: true }).check();
    assert.deepEqual(await violations(open), []);
    await shoot(open, "calendar-form-light");
    await form.getByLabel("Title").focus();
    await open.page.keyboard.press("Enter");
    await form.waitFor({ state: "detached" });
    const row = open.hub.getByRole("row", { name: new RegExp(title) });
    await says(row, /Freeze[\s\S]*The books are closed\.[\s\S]*Morgan Reed/);
    assert.deepEqual(await violations(open), []);
    await shoot(open, "calendar-light");
    const dark = await calendar("dark");
    await dark.hub.getByRole("row", { name: new RegExp(title) }).waitFor();
    assert.deepEqual(await violations(dark), []);
  });

  it("N11 S1-04: shows a conflict before anything is saved, and saves it when somebody says that they know", async () => {
    const open = await calendar();
    for (const name of ["Regression", "Load test"]) {
      const form = await filled(open, "Reserve", name);
      await form.getByLabel("UAT", { exact: true }).check();
      await form.getByLabel("Add a pipeline").selectOption({ label: "Contoso ALM" });
      if (name === "Load test") {
        await form.getByText("It meets “Regression”").waitFor();
        const save = form.getByRole("button", { name: "Save the reservation" });
        assert.equal(await save.getAttribute("aria-disabled"), "true");
        await form.getByLabel("I know, and save it all the same").check();
      }
      await form.getByRole("button", { name: "Save the reservation" }).click();
      await form.waitFor({ state: "detached" });
    }
    await retried(async () => assert.equal(await open.hub.getByText(/^Meets /).count(), 2));
    for (const name of ["Regression", "Load test"]) {
      await open.hub.getByRole("button", { name: `End now ${name}` }).click();
      await open.hub.getByRole("button", { name: `Remove ${name}` }).click();
      await open.hub.getByRole("row", { name: new RegExp(name) }).waitFor({ state: "detached" });
    }
  });

  it("N11 N17: says on the stage why it waits and until when", async () => {
    const open = await visit("reader", web);
    await stageCard(open, "Production").waitFor();
    await says(stageCard(open, "Production"), /It is frozen: "Year's end"\.\s+Until \d+ \w+/);
  });
});

describe("five doors, one answer", () => {
  it("N11: the hub's own panel", async () => {
    const open = await visit("releaseManager", web);
    await stageCard(open, "Production").waitFor();
    const panel = await openDeployPanel(open, "Production");
    await says(panel, refusal);
    await says(panel.locator(".why"), refusal);
  });

  it("N11: a start on the page of Azure DevOps", async () => {
    await says(await startedInAzureDevOps(web, "Just this once"), refusal);
  });

  it("N11: an approval, in the hub before it is given and in the task when Azure DevOps took it", async () => {
    const open = await visit("approver", signedOff);
    await stageCard(open, "Production")
      .getByRole("button", { name: /^Approve / })
      .click();
    const dialog = open.hub.getByRole("dialog");
    await dialog.getByText(/It is frozen: "Year's end"\. The task refuses it/).waitFor();
    const approve = dialog.getByRole("button", { name: "Approve Production" });
    assert.equal(await approve.getAttribute("aria-disabled"), "true");
    await approveByRest("Fine");
    await says(await cardOf(signedOff.id), refusal);
  });

  it("N11: a stage of a YAML run that is started in Azure DevOps", async () => {
    await stageChange(world, shop, "Production", "run");
    assert.equal((await runOf(world, shop)).stages["Production"], "failed");
    assert.match(await logsOf(world, shop), refusal);
  });

  it("N11: a schedule", async () => {
    try {
      await nightComes(world);
    } finally {
      await world.control("POST", "clock", { real: true });
    }
    const night = (await runsOf(world, "Space Game release")).find(({ reason }) => reason === "schedule");
    assert.equal(night?.stages["Test"], "failed");
    assert.match(await logsOf(world, night.id), refusal);
  });
});

describe("the environments of a calendar", () => {
  it("N11: are marked while they are frozen, and lead to what freezes them", async () => {
    const places = await world.visit("reader", { query: "?view=environments" });
    const head = places.hub.getByRole("columnheader", { name: /^PROD/ });
    await head.getByRole("link", { name: "Frozen" }).waitFor();
    assert.deepEqual(await violations(places), []);
    await shoot(places, "environments-frozen-light");
    await head.getByRole("link", { name: "Frozen" }).click();
    await places.hub.getByRole("row", { name: new RegExp(title) }).waitFor();
  });
});

type WireApprovals = Readonly<{ value: readonly Readonly<{ id: number }>[] }>;

async function approveByRest(comments: string): Promise<void> {
  const query = `releaseIdsFilter=${signedOff.id}&statusFilter=pending&api-version=7.0`;
  const { value } = (await world.rest("approver", "GET", `${releases}/approvals?${query}`)) as WireApprovals;
  const path = `${releases}/approvals/${value[0]?.id}?api-version=7.0`;
  await world.rest("approver", "PATCH", path, { status: "approved", comments });
  await world.control("POST", "idle");
}

const person = (role: Role): string => world.standIn.config.people.find((one) => one.role === role)?.id ?? "";

async function passed(open: OpenHub, stage: string): Promise<void> {
  const panel = await openDeployPanel(open, stage);
  await panel.getByLabel("Deploy in spite of the calendar").check();
  await panel.getByLabel(/^Reason/).fill("The tills are down");
  await panel.getByLabel(/^Type /).fill("PROD");
  await panel.getByRole("button", { name: /^Deploy .* to Production/ }).click();
  await panel.waitFor({ state: "detached" });
}

type Broken = Readonly<{ breakGlass?: Readonly<Record<string, unknown>> }>;

describe("breaking the glass", () => {
  it("N11: deploys with a reason, and the record says what it went past, why, and who", async () => {
    const open = await visit("releaseManager", web);
    await stageCard(open, "Production").waitFor();
    await passed(open, "Production");
    await world.control("POST", "idle");
    await open.hub.getByRole("button", { name: "Refresh" }).click();
    await waitForStage(open, "Production", /^Succeeded/);
    const { breakGlass } = (await recordShown(open, /^Production #2/)) as Broken;
    const { entries, ...rest } = breakGlass ?? {};
    assert.match(
      JSON.stringify(entries),
      /^\[\{"id":"[\da-f-]{36}","kind":"freeze","title":"Year's end"\}\]$/,
    );
    assert.deepEqual(rest, { reason: "The tills are down", by: person("releaseManager") });
  });

  it("N11: takes a second person where the settings say so, who is recorded too", async () => {
    const settings = await world.visit("administrator", { hub: "settings" });
    await settings.hub.getByLabel(/^Deployed in spite of a freeze/).selectOption("secondPerson");
    await settings.hub.getByRole("button", { name: "Save", exact: true }).click();
    await settings.hub.getByRole("button", { name: "Discard" }).waitFor({ state: "detached" });
    await says(
      await startedInAzureDevOps(web, "Break-glass: The tills are down again"),
      /it takes two: nobody else approved the stage/,
    );
    const open = await visit("releaseManager", signedOff);
    await stageCard(open, "Production").waitFor();
    await passed(open, "Production");
    await world.control("POST", "idle");
    await open.hub.getByRole("button", { name: "Refresh" }).click();
    await waitForStage(open, "Production", /^Waiting for approval/);
    await approveByRest("Go");
    await open.hub.getByRole("button", { name: "Refresh" }).click();
    await waitForStage(open, "Production", /^Succeeded/);
    const { breakGlass } = (await recordShown(open, /^Production #2/)) as Broken;
    assert.deepEqual(
      [breakGlass?.["by"], breakGlass?.["second"]],
      [person("releaseManager"), person("approver")],
    );
  });
});
