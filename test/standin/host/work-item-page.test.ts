import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { HostConfig } from "../../../standin/host/host-config.ts";
import { hostPages } from "../../../standin/host/host-pages.ts";
import { smallWorldOfWork, withOrganisation, type Bench } from "../azure-devops/small-world.ts";
import { closePages, theBrowser } from "../../support/the-browser.ts";

const world = smallWorldOfWork();

/** The organisation's own pages, where only this person can be signed in. */
function configOf({ organisation }: Bench, role: string): HostConfig {
  const { origin, state, tokenOf } = organisation;
  const at = (path: string): string => `${origin}${path}/contoso/`;
  return {
    organisation: state.organisation,
    project: state.project,
    bases: { core: at(""), release: at("/rm"), extensionManagement: at("/em"), identities: at("/ps") },
    people: state.people
      .filter((person) => person.role === role)
      .map(({ id, name }) => ({ id, name, role, token: tokenOf(id) })),
  };
}

describe("the page of a work item", function () {
  this.timeout(60_000);
  let browser: Browser;

  before(async () => {
    browser = await theBrowser();
  });
  after(closePages);

  async function open(bench: Bench, role: string): Promise<Page> {
    bench.organisation.mount(await hostPages(() => configOf(bench, role)));
    const page = await browser.newPage();
    await page.goto(`${bench.organisation.origin}/contoso/Contoso/_workitems/edit/8`);
    await page.getByRole("table", { name: "History" }).waitFor();
    return page;
  }

  it("S1-38: lets a stakeholder change the state, and says who did it", () =>
    withOrganisation(world, async (bench) => {
      const page = await open(bench, "reader");
      assert.match(await page.locator(".facts").innerText(), /Prices of the sale are shown without tax/);
      await page.getByLabel("State").selectOption("Closed");
      await page.getByLabel("Comment").fill("Seen & <checked>");
      await page.getByRole("button", { name: "Save" }).click();
      const newest = page.getByRole("table", { name: "History" }).locator("tbody tr").first();
      await newest.getByText("Closed").waitFor();
      const cells = await newest.locator("td").allInnerTexts();
      assert.deepEqual(
        [cells[0], cells[1], cells[2], cells[4]],
        ["3", "Closed", "Sam Okafor", "Seen & <checked>"],
      );
      await page.close();
    }));

  it("S1-38: says why the state was not changed", () =>
    withOrganisation(world, async (bench) => {
      const page = await open(bench, "approver");
      const path = "/contoso/Contoso/_apis/wit/workitems/8?api-version=7.0";
      await bench.organisation.call("contributor", "PATCH", path, [
        { op: "add", path: "/fields/System.History", value: "meanwhile" },
      ]);
      await page.getByLabel("State").selectOption("Closed");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("VS403351").waitFor();
      assert.match(
        await page.getByRole("alert").innerText(),
        /VS403351: Test Operation for path \/rev failed/,
      );
      await page.close();
    }));
});
