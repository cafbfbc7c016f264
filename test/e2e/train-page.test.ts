import assert from "node:assert/strict";
import type { OpenHub } from "../../scripts/hub-driver.ts";
import { makeTrain, nameOffices } from "../support/train-driver.ts";
import { violations } from "../support/violations.ts";
import { retried } from "../support/says.ts";
import { aQuietWorld, shoot, type Look, type Role, type World } from "../support/world.ts";

// Who holds which office would count for every other test.
let world: World;
before(async function () {
  this.timeout(300_000);
  world = await aQuietWorld();
  await nameOffices(world, { "Release manager": "Morgan Reed" });
  await makeTrain(world, { Title: "Summer", Purpose: "What the summer brings" });
});

const train = (who: Role, tab = "plan", look: Look = {}): Promise<OpenHub> =>
  world.visit(who, { ...look, query: `?view=train&train=1&tab=${tab}`, height: 1600 });

describe("a release train's page", () => {
  it("S1-05 S1-07 S1-08: a criterion is added and ticked by the keyboard, and the gate is complete", async () => {
    const open = await train("releaseManager");
    const { hub, page } = open;
    assert.deepEqual(await violations(open), []);
    await hub.getByRole("button", { name: "Add exit criterion… to the Scoping gate" }).focus();
    await page.keyboard.press("Enter");
    const form = hub.getByRole("dialog");
    await form.getByLabel("What must be so").fill("Everybody agrees");
    assert.deepEqual(await violations(open), []);
    await shoot(open, "train-criterion-light");
    await page.keyboard.press("Enter");
    await form.waitFor({ state: "detached" });
    const complete = hub.getByRole("button", { name: "Complete the Scoping gate" });
    await hub.getByText(/"Everybody agrees" is not met/).waitFor();
    assert.equal(await complete.getAttribute("aria-disabled"), "true");
    await hub.getByRole("button", { name: "Tick… Everybody agrees" }).click();
    await form.getByLabel("Evidence").fill("The minutes of Monday");
    await form.getByRole("button", { name: "Tick the criterion" }).click();
    await hub.getByText("The minutes of Monday").waitFor();
    await shoot(open, "train-plan-light");
    await complete.click();
    await hub.locator("[aria-current=step]", { hasText: "Construction" }).waitFor();
    assert.deepEqual(await violations(open), []);
  });

  it("S1-04: an environment is reserved, and stands in the calendar", async () => {
    const open = await train("releaseManager");
    const { hub } = open;
    await hub.getByRole("button", { name: "Reserve…" }).click();
    const form = hub.getByRole("dialog");
    await form.getByRole("combobox", { name: "Environment" }).selectOption({ index: 1 });
    assert.deepEqual(await violations(open), []);
    await form.getByRole("button", { name: "Reserve the environment" }).click();
    await form.waitFor({ state: "detached" });
    await hub.getByRole("button", { name: /^Give up / }).waitFor();
    const calendar = await world.visit("releaseManager", { query: "?view=calendar" });
    await calendar.hub.getByText(/for train 1, Summer/).waitFor();
  });

  it("S1-11 S1-12: an application release is added, and every tab reads well in the dark", async () => {
    const open = await train("releaseManager", "releases");
    const { hub } = open;
    await hub.getByRole("button", { name: "Add application release…" }).click();
    const form = hub.getByRole("dialog");
    await form.getByLabel("Title").fill("Web 2");
    await form.getByLabel("Application", { exact: true }).fill("Web");
    await form.getByLabel("Add to: Build pipelines of the application").selectOption({ index: 1 });
    await form.getByRole("button", { name: "Add the application release" }).click();
    await hub.getByRole("heading", { name: "Web 2" }).first().waitFor();
    await hub.getByText(/^Web: 1 pipeline \(Contoso /).waitFor();
    for (const tab of ["plan", "releases", "ledger"]) {
      const dark = await train("reader", tab, { theme: "dark" });
      await dark.hub.locator("section.card, tbody tr").first().waitFor();
      assert.deepEqual(await violations(dark), [], tab);
      await shoot(dark, `train-${tab}-dark`);
    }
    const ledger = await train("reader", "ledger");
    await ledger.hub.getByText(/The chain of \d entries is whole/).waitFor();
  });
});

describe("the criteria on a release train's page", () => {
  it("S1-05: the columns of all gates stand below each other, and nothing is broken by long words at 1024 px", async () => {
    const open = await train("releaseManager");
    const { hub, page } = open;
    const form = hub.getByRole("dialog");
    for (const [gate, text] of [
      ["Development gate", "Everything is tested"],
      ["QA gate", "x".repeat(120)],
    ] as const) {
      await hub.getByRole("button", { name: `Add exit criterion… to the ${gate}` }).click();
      await form.getByLabel("What must be so").fill(text);
      await form.getByRole("button", { name: "Add the criterion" }).click();
      await form.waitFor({ state: "detached" });
      await hub.getByRole("rowheader", { name: text }).waitFor();
    }
    await page.setViewportSize({ width: 1024, height: 1600 });
    const columns = (title: string): Promise<readonly number[]> =>
      hub
        .getByRole("columnheader", { name: title })
        .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().left)));
    for (const title of ["State", "Evidence", "Owner", "Due"]) {
      await retried(async () => {
        const lefts = await columns(title);
        assert.deepEqual([lefts.length, new Set(lefts).size], [3, 1], `${title}: ${lefts.join()}`);
      });
    }
    const overflowing = await hub
      .locator(".scrolls, table.criteria td, table.criteria th")
      .evaluateAll((all) =>
        all
          .filter((one) => one.scrollWidth > one.clientWidth)
          .map((one) => `${one.textContent}: ${one.scrollWidth} px in ${one.clientWidth} px`),
      );
    assert.deepEqual(overflowing, []);
    await shoot(open, "train-plan-narrow");
  });
});
