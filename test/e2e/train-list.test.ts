import assert from "node:assert/strict";
import type { OpenHub } from "../../scripts/hub-driver.ts";
import { violations } from "../support/violations.ts";
import { retried, says } from "../support/says.ts";
import { aQuietWorld, shoot, type Look, type Role, type World } from "../support/world.ts";

// Who holds which office would count for every other test.
let world: World;
before(async function () {
  this.timeout(300_000);
  world = await aQuietWorld();
});

const trains = (who: Role, look: Look = {}): Promise<OpenHub> =>
  world.visit(who, { ...look, query: "?view=trains", height: 1000 });

describe("the first release train", () => {
  it("S1-38: cannot be made before somebody is named, which the page says, and leads to where that is done", async () => {
    const open = await trains("releaseManager");
    await open.hub.getByRole("heading", { name: "There is no release train yet" }).waitFor();
    const make = open.hub.getByRole("button", { name: "New release train…" });
    const why = "Only a release manager may create a train.";
    await retried(async () => assert.equal(await make.getAttribute("title"), why));
    assert.equal(await make.getAttribute("aria-disabled"), "true");
    assert.deepEqual(await violations(open), []);
    await shoot(open, "trains-empty-light");
    await open.hub.getByRole("link", { name: "Name people in the settings of the project" }).click();
    await open.hub.getByRole("heading", { name: "Release Manager settings" }).waitFor();
  });

  it("S1-38: an administrator names a release manager, found by name and by the keyboard", async () => {
    const open = await world.visit("administrator", { hub: "settings", height: 3200 });
    await open.hub.getByLabel("Add: Release manager", { exact: true }).fill("morgan reed");
    await open.page.keyboard.press("Enter");
    await open.hub.getByRole("button", { name: "Choose Morgan Reed" }).click();
    await open.hub.getByRole("button", { name: "Save the release trains" }).click();
    await open.hub.getByRole("button", { name: "Discard these changes" }).waitFor({ state: "detached" });
    await open.page.reload();
    await open.hub.getByRole("button", { name: "Take Morgan Reed out: Release manager" }).waitFor();
    await open.hub.getByText(/Who is asked gets a work item of type/).waitFor();
    assert.deepEqual(await violations(open), []);
    await shoot(open, "settings-trains-light");
  });

  it("S1-01 S1-02: a release manager makes it by the keyboard, and it stands in the list", async () => {
    const open = await trains("releaseManager");
    await open.hub.getByRole("button", { name: "New release train…", disabled: false }).focus();
    await open.page.keyboard.press("Enter");
    const form = open.hub.getByRole("dialog");
    await form.getByLabel("Purpose").fill("What the summer brings");
    assert.deepEqual(await violations(open), []);
    await shoot(open, "train-form-light");
    await form.getByLabel("Title").fill("Summer");
    await open.page.keyboard.press("Enter");
    await form.waitFor({ state: "detached" });
    await open.page.waitForURL(/view=train&train=1\b/);
    const list = await trains("reader", { theme: "dark" });
    const row = list.hub.getByRole("row", { name: /#1 Summer/ });
    await says(row, /Minor[\s\S]*Scoping[\s\S]*Morgan Reed[\s\S]*Scoping gate/);
    assert.deepEqual(await violations(list), []);
    await shoot(list, "trains-dark");
  });

  it("has its dates written as the host's culture has them", async () => {
    for (const [culture, written] of [
      ["de-DE", /\b\d{1,2}\. \p{Lu}\p{Ll}+\.? \d/u],
      ["en-US", /\b\p{Lu}\p{Ll}{2} \d{1,2}(, \d{4}| \d{1,2}:\d\d [AP]M)/u],
    ] as const) {
      const open = await world.visit("reader", { query: `?view=trains&culture=${culture}` });
      await says(open.hub.getByRole("row", { name: /#1 Summer/ }), written);
    }
  });
});
