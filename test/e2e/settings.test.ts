import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Locator } from "playwright-core";
import type { OpenHub } from "../../scripts/hub-driver.ts";
import { runBuild } from "../support/releases.ts";
import { says } from "../support/says.ts";
import { shoot, theQuietWorld, type World } from "../support/world.ts";

let world: World;
// Holds are given back here, which all other tests need.
before(async function () {
  this.timeout(300_000);
  world = await theQuietWorld();
  await runBuild(world, "Contoso Web");
});

function settings(theme: "light" | "dark" = "light"): Promise<OpenHub> {
  return world.visit("administrator", { hub: "settings", theme, height: 2600 });
}

const rowOf = ({ hub }: OpenHub, name: string): Locator =>
  hub.getByRole("row").filter({ has: hub.getByRole("rowheader", { name }) });

describe("the settings of the project", () => {
  it("show every stage and environment with its class, and let nobody loosen one", async () => {
    const open = await settings();
    const production = open.hub.getByLabel("Class of Production");
    await production.waitFor();
    await says(rowOf(open, "Production"), /Production/);
    assert.deepEqual(await production.locator("option:not([disabled])").allInnerTexts(), ["Not set"]);
    // An environment of YAML pipelines.
    await open.hub.getByLabel("Class of Dev").waitFor();
    await open.hub.getByLabel("Class of Dev").selectOption("staging");
    await open.hub.getByRole("button", { name: "Save", exact: true }).click();
    await open.hub.getByRole("button", { name: "Discard" }).waitFor({ state: "detached" });
    await open.page.reload();
    await open.hub.getByLabel("Class of Dev").waitFor();
    assert.equal(await open.hub.getByLabel("Class of Dev").inputValue(), "staging");
    await shoot(open, "settings-light");
  });

  it("check the organisation, and hand out the report", async () => {
    const open = await settings("dark");
    await open.hub.getByRole("button", { name: "Check this organisation" }).click();
    await open.hub.getByRole("row", { name: /extension's data/ }).waitFor();
    for (const works of ["Read environments", "Hold builds (retention leases)", "Queue YAML pipelines"])
      await says(rowOf(open, works), /Works/, works);
    const [file] = await Promise.all([
      open.page.waitForEvent("download"),
      open.hub.getByRole("button", { name: "Save the report" }).click(),
    ]);
    assert.match(await readFile(await file.path(), "utf8"), /- Works: Read environments/);
    await shoot(open, "settings-check-dark");
  });
});

describe("leaving Release Manager", () => {
  it("exports everything that it stores as one file", async () => {
    const open = await settings();
    const [file] = await Promise.all([
      open.page.waitForEvent("download"),
      open.hub.getByRole("button", { name: "Export everything" }).click(),
    ]);
    const exported = JSON.parse(await readFile(await file.path(), "utf8")) as {
      documents: Record<string, readonly unknown[]>;
      holds: readonly unknown[];
    };
    assert.deepEqual(Object.keys(exported.documents), [
      "settings",
      "links",
      "reasons",
      "calendar",
      "trains",
      "train-templates",
    ]);
    assert.ok((exported.documents["settings"] ?? []).length > 0, "what the test before saved");
    assert.ok(exported.holds.length > 0, "the seal's");
  });

  it("D11: shows the holds first, gives them back when asked to, and then there are none", async () => {
    const open = await settings();
    await open.hub.getByRole("button", { name: "Release all holds…" }).click();
    const panel = open.hub.getByRole("dialog", { name: "Release all holds" });
    await panel.getByRole("heading", { name: /^Holds of Release Manager on runs \(\d+\)/ }).waitFor();
    await shoot(open, "settings-holds-light");
    assert.ok(world.standIn.organisation.state.build.leases.length > 0, "nothing before the question");
    await panel.getByRole("button", { name: /^Give \d+ holds? back$/ }).click();
    await panel.getByText(/^\d+ given back\.$/).waitFor();
    await panel.locator("footer").getByRole("button", { name: "Close" }).click();
    assert.deepEqual(
      world.standIn.organisation.state.build.leases.filter(({ ownerId }) =>
        ownerId.includes("release-manager"),
      ),
      [],
    );
    await open.hub.getByRole("button", { name: "Release all holds…" }).click();
    await panel.getByText("No run is held, and no release is kept for ever.").waitFor();
    await open.page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
  });
});
