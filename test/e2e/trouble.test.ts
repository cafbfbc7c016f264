import assert from "node:assert/strict";
import { openDeployPanel, openHub, stageCard } from "../../scripts/hub-driver.ts";
import { makeRelease, runBuild } from "../support/releases.ts";
import { says } from "../support/says.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

let world: World;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
});
afterEach(() => world.control("DELETE", "misbehave"));

const misbehave = (kind: string, match: string, more: object = {}): Promise<unknown> =>
  world.control("POST", "misbehave", { kind, match, times: 50, ...more });

describe("the hub, when Azure DevOps answers with an error", () => {
  for (const [kind, words] of [
    ["500", /could not be read/],
    ["html", /could not be read/],
  ] as const) {
    it(`says so in plain words and offers to try again: ${kind}`, async () => {
      await misbehave(kind, "_apis/(release|build)/");
      const page = await world.page("releaseManager");
      await openHub(page, world.standIn.startPage);
      const hub = page.frameLocator("iframe.external-content--iframe");
      const alert = hub.getByRole("alert").first();
      await alert.waitFor({ timeout: 60_000 });
      await says(alert, words);
      await says(alert, /RM0\d\d/);
      await shoot({ page, hub }, `error-${kind}-light`);
      await world.control("DELETE", "misbehave");
      await alert.getByRole("button", { name: "Try again" }).click();
      await hub.getByRole("link", { name: "Release-55", exact: true }).first().waitFor();
    });
  }

  it("shows what could be read, and says what could not", async () => {
    await misbehave("500", "_apis/release/releases");
    const open = await world.visit("releaseManager");
    await open.hub
      .getByRole("link", { name: /^\d{8}\.\d$/ })
      .first()
      .waitFor({ timeout: 60_000 });
    await open.hub
      .getByRole("status")
      .filter({ hasText: /could not be read/ })
      .first()
      .waitFor({ timeout: 60_000 });
    await shoot(open, "error-partial-light");
  });

  it("asks once more for a token that ran out, without a word", async () => {
    await misbehave("401-once", "release/releases");
    const { hub } = await world.visit("releaseManager");
    await hub.getByRole("link", { name: "Release-55", exact: true }).first().waitFor();
    assert.equal(await hub.getByRole("alert").count(), 0);
  });

  it("waits and goes on when it is told to slow down", async () => {
    await misbehave("429", "release/releases", { times: 1 });
    const { hub } = await world.visit("releaseManager");
    await hub.getByRole("link", { name: "Release-55", exact: true }).first().waitFor();
  });

  it("draws its frame before the first answer", async () => {
    await misbehave("delay", "_apis", { milliseconds: 3000 });
    const began = Date.now();
    const { hub } = await world.visit("releaseManager");
    await hub.getByRole("heading", { name: "Release Manager" }).waitFor();
    assert.ok(Date.now() - began < 3000);
    assert.equal(await hub.locator("[aria-busy=true]").count(), 1, "a skeleton, not an empty list");
  });
});

describe("a release that somebody else changed meanwhile", () => {
  it("is not started, and the panel says why", async () => {
    const { id } = await makeRelease(world, "Contoso Web", await runBuild(world, "Contoso Web"));
    const open = await world.visit("releaseManager", { query: `?view=release&id=classic:${id}` });
    const panel = await openDeployPanel(open, "Production");
    await panel.getByLabel(/^Reason/).fill("Meanwhile");
    await panel.getByLabel(/^Type /).fill("PROD");
    const path = `/rm/contoso/Contoso/_apis/release/releases/${id}?api-version=7.0`;
    await world.rest("administrator", "PATCH", path, { status: "abandoned", comment: "No longer wanted" });
    await panel.getByRole("button", { name: /^Deploy .* to Production/ }).click();
    const alert = panel.getByRole("alert");
    await alert.waitFor();
    await says(alert, /abandoned|changed/i);
    await open.page.keyboard.press("Escape");
    await says(stageCard(open, "Production"), /Not deployed/);
  });

  it("is started once, although the answer to the start was lost", async () => {
    const { id } = await makeRelease(world, "Contoso Web", await runBuild(world, "Contoso Web"));
    const open = await world.visit("releaseManager", { query: `?view=release&id=classic:${id}` });
    const panel = await openDeployPanel(open, "Production");
    await panel.getByLabel(/^Reason/).fill("Lost answer");
    await panel.getByLabel(/^Type /).fill("PROD");
    await misbehave("lost-response", "environments/", { method: "PATCH", times: 1 });
    await panel.getByRole("button", { name: /^Deploy .* to Production/ }).click();
    // What Azure DevOps shows counts, not the answer that got lost: the panel closes as after any start.
    await panel.waitFor({ state: "detached" });
    await world.control("POST", "idle");
    const path = `/rm/contoso/Contoso/_apis/release/releases/${id}?api-version=7.0`;
    const after = (await world.rest("administrator", "GET", path)) as {
      environments: { name: string; deploySteps: unknown[] }[];
    };
    const production = after.environments.find(({ name }) => name === "Production");
    assert.equal(production?.deploySteps.length, 1);
  });
});
