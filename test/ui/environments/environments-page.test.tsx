import assert from "node:assert/strict";
import type { Deployment } from "../../../core/model/deployment.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Page } from "../../../core/ports.ts";
import { fieldText } from "../../../ui/shared/time.ts";
import type { Route } from "../../../ui/shared/route.ts";
import { noRight, release } from "../../core/acts/sample-organisation.ts";
import { at } from "../../core/model/a-year.ts";
import { clear, openPage, settled } from "../dom.ts";
import { gives } from "../hub.ts";
import { asOf, cells, classic, now, open, paged, today, yaml } from "./open-page.tsx";

describe("the environments page", () => {
  before(openPage);
  afterEach(clear);

  it("N9: shows what is where now, classic and YAML, in one table, in the order of their classes", async () => {
    const { page } = await open(today);
    const heads = page.all("thead th").map((head) => head.textContent);
    assert.deepEqual(heads, ["Pipeline", "UATTest · uat.example", "Go liveProduction", "PRODProduction"]);
    assert.match(cells(page, "ShopClassic")["PROD"] ?? "", /Shop 2026-11/);
    assert.match(cells(page, "Shop APIYAML")["UAT"] ?? "", /Shop API 2026-11/);
    assert.match(cells(page, "JobsYAML")["PROD"] ?? "", /Jobs 2026-09.*In progress: Jobs 2026-11/);
    assert.match(page.text(), /How everything stands now\./);
  });

  it("N9: reads one page of every source, and asks nothing for a single cell", async () => {
    const { page, asked } = await open(today);
    assert.deepEqual(asked.sort(), ["PROD 0", "Spare 0", "UAT 0", "classic 0"]);
    assert.match(page.text(), /Everything since \d+ \w+ 2026 was read/);
  });

  it("N9: says which environment nothing was deployed to", async () => {
    const { page } = await open(today);
    assert.match(page.text(), /Nothing was deployed to Spare, as far as was read\./);
  });

  it("S2-06: Settings' names and classes hold here, too", async () => {
    const settings = { schema: 1, environments: { "go live": "PROD" }, stageClasses: { uat: "staging" } };
    const whole = { ...settings, outOfOrder: "block", drift: "reason" };
    const { page } = await open(today, {
      documents: { read: gives({ id: "settings", etag: 1, value: whole }) },
    });
    const heads = page.all("thead th").map((head) => head.textContent);
    assert.deepEqual(heads, ["Pipeline", "UATStaging · uat.example", "PRODProduction"]);
  });

  it("filters by words and by the kind of the pipeline, and says so when nothing is left", async () => {
    const { page } = await open(today);
    page.type("Filter by pipeline, release, build or branch", "shop");
    assert.equal(page.all("tbody tr").length, 2);
    page.choose("Classic and YAML", "YAML");
    assert.equal(page.all("tbody tr").length, 1);
    page.type("Filter by pipeline, release, build or branch", "no such");
    assert.match(page.text(), /No pipeline matches the filter/);
    page.click("Clear the filter");
    assert.equal(page.all("tbody tr").length, 6);
  });

  it("tells what can be seen here where nothing was deployed yet", async () => {
    const { page } = await open(today, {
      releases: { deployments: gives({ items: [] }) },
      environments: { list: gives([]) },
    });
    assert.match(page.text(), /Nothing was deployed yet/);
  });
});

describe("the environments at an earlier moment", () => {
  before(openPage);
  afterEach(clear);

  it("N9: tells which version was in UAT when the bug was reported", async () => {
    const { page } = await open(asOf(at("05-07 14:12")));
    assert.match(cells(page, "ShopClassic")["UAT"] ?? "", /Shop 2026-05/);
    assert.match(cells(page, "ShopClassic")["PROD"] ?? "", /Shop 2026-04/);
    assert.match(page.text(), /How everything stood on .*May 2026 at /);
  });

  it("N9: reads the history back as far as the moment asks, and not further", async () => {
    const { page, asked } = await open(asOf(at("05-07 14:12")));
    assert.ok(asked.includes("classic 40"), "three classic pipelines deploy six times a month");
    assert.ok(!asked.includes("classic 60"));
    assert.match(page.text(), /Everything since \d+ \w+ 2026 was read/);
    page.click("Read further back");
    await settled();
    assert.ok(asked.includes("classic 60"));
    assert.match(page.text(), /The whole history was read\./);
  });

  it("N9: another moment that is covered asks Azure DevOps nothing", async () => {
    const { page, asked, go } = await open(asOf(at("05-07 14:12")));
    const before = asked.length;
    await go(asOf(at("08-15 21:30")));
    assert.match(
      cells(page, "Shop APIYAML")["PROD"] ?? "",
      /Shop API 2026-07.*In progress: Shop API 2026-08/,
    );
    assert.equal(asked.length, before);
  });

  it("N9: goes to the moment that was typed, when it is asked for", async () => {
    const { page, watched } = await open(today);
    const moment = at("05-07 14:12");
    page.type("As of", fieldText(moment));
    assert.deepEqual(watched.went, []);
    page.click("Show");
    assert.deepEqual(watched.went, [asOf(moment)]);
    page.click("A week ago");
    assert.deepEqual(watched.went[1], asOf(instant(now - 7 * 86_400_000)));
  });

  it("N9: refuses the future with a sentence, typed or linked", async () => {
    const { page, watched } = await open(today);
    page.type("As of", fieldText(at("11-29 12:00")));
    page.click("Show");
    assert.deepEqual(watched.went, []);
    assert.match(page.one(".fault").textContent, /has not come yet/);
    const linked = await open(asOf(at("11-29 12:00")));
    assert.match(linked.page.one(".fault").textContent, /has not come yet/);
    assert.match(linked.page.text(), /How everything stands now\./);
  });
});

describe("the environments in trouble", () => {
  before(openPage);
  afterEach(clear);

  it("names every source that could not be read and shows the others", async () => {
    const { page } = await open(today, {
      environments: {
        deployments: ({ name }) =>
          name === "UAT" ? Promise.reject(noRight()) : Promise.resolve(paged(yaml.slice(0, 3))),
      },
      connections: { list: () => Promise.reject(noRight()) },
      documents: { read: () => Promise.reject(noRight()) },
    });
    const banners = page.all(".banner").map((banner) => banner.textContent);
    assert.deepEqual(
      banners.map((text) => /^(.*) could not be read/.exec(text)?.[1]),
      ["The deployments to UAT", "The settings", "The connections"],
    );
    assert.match(cells(page, "ShopClassic")["PROD"] ?? "", /Shop 2026-11/);
  });

  it("is a failure, with a way to try again, where nothing could be read", async () => {
    const refused = (): Promise<never> => Promise.reject(noRight());
    const over = { releases: { deployments: refused }, environments: { list: refused } };
    const { page } = await open(today, over);
    assert.match(page.one("[role=alert]").textContent, /Azure DevOps did not let you/);
    page.one("button", "Try again");
    page.one("input", "As of");
  });

  it("draws the first rows before every source has answered", async () => {
    const { page } = await open(today, {
      environments: { deployments: () => new Promise(() => undefined) },
    });
    assert.match(cells(page, "ShopClassic")["PROD"] ?? "", /Shop 2026-11/);
    assert.match(page.text(), /The history is being read…/);
  });

  it("warns where the moment lies before what was read", async () => {
    const old = at("2025-12-20 00:00");
    const endless = ({ next = "0" }: { next?: string }): Promise<Page<Deployment>> =>
      Promise.resolve({ items: classic.slice(0, 2), next: `${Number(next) + 1}` });
    const { page } = await open(asOf(old), { releases: { deployments: endless } });
    assert.match(page.one(".banner").textContent, /lies before what was read.*The history was cut at/);
  });
});

describe("a closer look at an environment", () => {
  before(openPage);
  afterEach(clear);

  const shop: Route = {
    place: { view: "environments" },
    over: { panel: "environment", environment: "UAT", row: "classic:5" },
  };
  const get = (id: number): Promise<typeof release> => Promise.resolve({ ...release, id: `classic:${id}` });

  it("S2-03, S2-04, S2-16: shows the deployment, its way, its neighbours and the figures", async () => {
    const { page, watched } = await open(shop, { releases: { get } });
    const panel = page.one("dialog").textContent;
    assert.match(panel, /^Shop in UATTestuat\.example/);
    assert.match(panel, /ReleaseShop 2026-11/);
    assert.match(panel, /The way of this build.*UAT Succeeded.*PROD Succeeded/);
    assert.match(panel, /Before and after it in UAT.*Shop 2026-11 Succeeded.*Shop 2026-10 Succeeded/);
    assert.match(panel, /30 days1\.40 % \(0 of 6\)90 days/);
    const build = page.one("dialog a", "2026-11").getAttribute("href");
    assert.equal(build, watched.hub.pages.build(12));
  });

  it("N9: steps to a neighbour, and shows other pipelines' deployments there", async () => {
    const { page } = await open(shop, { releases: { get } });
    page.click("Show Shop 2026-10, attempt 1");
    await settled();
    assert.match(page.one("dialog .chosen").textContent, /Shop 2026-10/);
    page.one("input[type=checkbox]", "Other pipelines, too").click();
    await settled();
    assert.match(page.one("dialog").textContent, /Billing 2026-10 Succeeded/);
  });

  it("keeps what the list told where the release is gone, and says why the rest is missing", async () => {
    const { page } = await open(shop, { releases: { get: () => Promise.reject(noRight()) } });
    assert.match(page.one("dialog [role=alert]").textContent, /did not let you/);
    assert.match(page.one("dialog").textContent, /ReleaseShop 2026-11/);
  });

  it("S2-06: an environment has a closer look of its own, without a pipeline", async () => {
    const { page, watched } = await open({
      place: { view: "environments" },
      over: { panel: "environment", environment: "PROD" },
    });
    assert.match(page.one("dialog").textContent, /^PRODProduction.*Deployments to PROD.*Figures of PROD/);
    page.click("Close");
    assert.deepEqual(watched.went, [today]);
  });

  it("S2-04: reads on where the figures ask for more than was read", async () => {
    const { page, asked } = await open({
      place: { view: "environments", at: at("06-01 00:00") },
      over: { panel: "environment", environment: "UAT" },
    });
    assert.ok(!asked.includes("classic 60"));
    assert.match(page.one("dialog").textContent, /Deployments to UAT36 newerShop 2026-05 Succeeded/);
    page.click("Read it");
    await settled();
    assert.match(page.one("dialog").textContent, /30 days0\.0nothing ended90 days0\.90 % \(0 of 12\)/);
  });
});
