import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { startProbeHost, type ProbeHost } from "../../support/browser-host.ts";
import { closePages, theBrowser } from "../../support/the-browser.ts";

describe("the pages of the host", function () {
  this.timeout(60_000);
  let browser: Browser;
  let host: ProbeHost;

  before(async () => {
    [browser, host] = await Promise.all([theBrowser(), startProbeHost()]);
  });
  after(async () => {
    await closePages();
    await host.close();
  });

  it("says what a page would be in Azure DevOps, and why it could not be read", async () => {
    const page = await browser.newPage();
    await page.goto(`${host.address}/contoso/Contoso/_build/results?buildId=7`);
    await page.getByText("In Azure DevOps, this is the page of a build").waitFor();
    const said = await page.getByRole("alert").textContent();
    assert.equal(said, "The page could not be read: nothing at /contoso/Contoso/_apis/build/builds/7");
  });

  it("shows a step's log, and asks no other host for one", async () => {
    host.answers.set("GET /rm/log/3", { status: 200, body: { count: 2, value: ["one", "##[error]two"] } });
    const page = await browser.newPage();
    await page.goto(
      `${host.address}/contoso/Contoso/_log?url=${encodeURIComponent(`${host.address}/rm/log/3`)}`,
    );
    assert.equal(await page.locator("pre").textContent(), "one\n##[error]two");
    await page.goto(
      `${host.address}/contoso/Contoso/_log?url=${encodeURIComponent("http://example.test/log")}`,
    );
    assert.match((await page.getByRole("alert").textContent()) ?? "", /not one of this organisation/);
  });

  it("names a hub that no extension contributes", async () => {
    const page = await browser.newPage();
    await page.goto(`${host.address}/contoso/Contoso/_apps/hub/acme.gone.hub`);
    assert.match(
      (await page.getByRole("alert").textContent()) ?? "",
      /No installed extension contributes acme\.gone\.hub/,
    );
  });

  it("begins at the first hub", async () => {
    const page = await browser.newPage();
    await page.goto(host.address);
    assert.equal(new URL(page.url()).pathname, "/contoso/Contoso/_apps/hub/acme.probe.probe");
  });
});
