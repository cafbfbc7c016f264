import assert from "node:assert/strict";
import { openDeployPanel, openRelease, stageCard } from "../../scripts/hub-driver.ts";
import { firstDay } from "../../standin/worlds/first-day.ts";
import { snippet } from "../../ui/first-run/first-run.ts";
import { says } from "../support/says.ts";
import { anotherWorld, shoot, type World } from "../support/world.ts";

let world: World;

describe("the first day, before anything is sealed", () => {
  before(async function () {
    this.timeout(300_000);
    world = await anotherWorld({ world: firstDay });
  });

  it("greets with what sealing adds, above the releases that are there already", async () => {
    const open = await world.visit("releaseManager");
    const greeting = open.hub.getByRole("region", { name: /Your releases are here already/ });
    await greeting.waitFor();
    await says(greeting, /byte for byte, what passed UAT/);
    await says(open.hub.getByRole("row", { name: /Release-1/ }), /Intranet[\s\S]*Succeeded[\s\S]*Succeeded/);
    await shoot(open, "first-run-light");
    await greeting.getByRole("button", { name: "Not now" }).click();
    await greeting.waitFor({ state: "detached" });
  });

  it("hands out the snippet for the build, whole, by the keyboard", async () => {
    const open = await world.visit("releaseManager");
    await open.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const copy = open.hub.getByRole("button", { name: "Copy the snippet" });
    await copy.focus();
    await open.page.keyboard.press("Enter");
    await open.hub.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await open.page.evaluate(() => navigator.clipboard.readText()), snippet);
    assert.match(snippet, /task: ReleaseManagerSeal@1/);
  });

  it("shows an existing release as it is, and promises nothing that only a seal could prove", async () => {
    const open = await world.visit("releaseManager", { theme: "dark" });
    await openRelease(open, "Release-1");
    await says(stageCard(open, "Production"), /Succeeded/);
    await open.hub
      .getByText(/not sealed/i)
      .first()
      .waitFor();
    await shoot(open, "first-run-release-dark");
    const panel = await openDeployPanel(open, "Production");
    const button = panel.getByRole("button", { name: /^Deploy Release-1 to Production/ });
    assert.equal(await button.getAttribute("aria-disabled"), "true", "for looking only");
    await says(panel, /There is no seal[\s\S]*runs the task ReleaseManagerSeal/);
  });
});
