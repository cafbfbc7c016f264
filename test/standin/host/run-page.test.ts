import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type * as Sdk from "azure-devops-extension-sdk";
import { frameOf, namesKept, startProbeHost, type ProbeHost } from "../../support/browser-host.ts";
import { closePages, theBrowser } from "../../support/the-browser.ts";

declare const SDK: typeof Sdk;
declare const heard: unknown[];

const api = "/contoso/Contoso/_apis/build/builds/7";
const build = {
  _links: { web: { href: "x" } },
  id: 7,
  buildNumber: "_20220616.3",
  status: "completed",
  result: "partiallySucceeded",
  reason: "manual",
  sourceBranch: "refs/heads/main",
  sourceVersion: "f3e61893b4414b0c",
  definition: { id: 1, name: "Contoso ALM" },
  requestedFor: { displayName: "Ada" },
};

async function openRun(
  { browser, host }: Readonly<{ browser: Browser; host: ProbeHost }>,
  view = "",
  over: object = {},
): Promise<Page> {
  const artifacts = { value: ["Sln", "Data2", "Sln3", "Portal", "Logs"].map((name) => ({ name })) };
  host.answers.set(`GET ${api}`, { status: 200, body: { ...build, ...over } });
  host.answers.set(`GET ${api}/artifacts`, { status: 200, body: artifacts });
  host.answers.set(`GET ${api}/timeline`, { status: 200, body: { records: [] } });
  const context = await browser.newContext();
  await context.addInitScript(namesKept);
  const page = await context.newPage();
  await page.goto(`${host.address}/contoso/Contoso/_build/results?buildId=7${view}`);
  await page.locator(".run-header").waitFor();
  return page;
}

describe("the page of a run", function () {
  this.timeout(60_000);
  let browser: Browser;
  let host: ProbeHost;

  before(async () => {
    [browser, host] = await Promise.all([theBrowser(), startProbeHost()]);
  });
  const open = (view?: string, over?: object): Promise<Page> => openRun({ browser, host }, view, over);
  after(async () => {
    await closePages();
    await host.close();
  });

  it("S0-08: says in its header what the run is", async () => {
    const page = await open();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "#_20220616.3 • Contoso ALM");
    const about = await page.locator(".run-about li").allInnerTexts();
    assert.deepEqual(about.slice(0, 4), ["Manually run by Ada", "main", "f3e61893", "5 published"]);
  });

  it("tells a contributed tab which run it shows, as the page's own function does", async () => {
    const page = await open("&view=acme.probe.run");
    const frame = await frameOf(page, "probe.html");
    await frame.evaluate(async () => {
      Object.assign(window, { heard: [] });
      await SDK.init();
      const { onBuildChanged } = SDK.getConfiguration() as {
        onBuildChanged: (listen: (run: unknown) => void) => void;
      };
      onBuildChanged((run) => heard.push(run));
    });
    await frame.waitForFunction(() => heard.length > 0);
    const [run] = (await frame.evaluate(() => heard)) as [{ id: number; result: string }];
    assert.deepEqual([run.id, run.result], [7, "partiallySucceeded"]);
    const tabs = await page
      .getByRole("navigation", { name: "Views of the run" })
      .getByRole("link")
      .allInnerTexts();
    assert.deepEqual(tabs, ["Summary", "Probe of the run"]);
  });

  it("calls a contributed entry of its menu in a frame that nobody sees, with the run as pages number it", async () => {
    const page = await open();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Probe this run" }).click();
    const told = await page.locator(".toast span").innerText();
    const run = JSON.parse(told) as Record<string, unknown>;
    assert.deepEqual([run["id"], run["status"], run["result"]], [7, 2, 4]);
    assert.equal("_links" in run, false, "what begins with an underscore does not come through");
    assert.equal(await page.locator("iframe").isVisible(), false);
  });

  it("offers no entry that is for completed runs while the run goes on", async () => {
    const page = await open("", { status: "inProgress", result: undefined });
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByText("Nothing can be done with this run here.").waitFor();
    assert.equal(await page.getByRole("menuitem").count(), 0);
  });
});
