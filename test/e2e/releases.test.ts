import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { openDeployPanel, stageCard, type OpenHub } from "../../scripts/hub-driver.ts";
import { releaseWhere, releasesOf } from "../support/releases.ts";
import { says } from "../support/says.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

let world: World;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
});

const row = ({ hub }: OpenHub, release: string, pipeline: string): Locator =>
  hub
    .getByRole("row")
    .filter({ has: hub.getByRole("link", { name: release, exact: true }) })
    .filter({ hasText: pipeline });

describe("the list of releases", () => {
  it("S0-18 S0-35: shows avatar, name, build, branch, pipeline, when and each stage's result; what runs now is marked", async () => {
    const open = await world.visit("releaseManager", { height: 1400 });
    const succeeded = row(open, "Release-55", "Contoso ALM");
    await says(succeeded, /Release-55 Sprint 21: .*\s+_\d{8}\.\d+ · main · Contoso ALM/);
    for (const words of ["Morgan Reed", "Succeeded"]) await says(succeeded, words);
    await succeeded.locator(".avatar").waitFor();
    await says(
      row(open, "Release-56", "Contoso ALM"),
      /Failed[\s\S]*Not deployed\s+"UAT" has not succeeded yet: failed/,
    );
    await open.hub.locator("td.current").first().waitFor();
    const current = await open.hub.locator("td.current").allInnerTexts();
    assert.ok(current.length > 0 && current.every((cell) => cell.includes("current")), "by words, too");
    await shoot(open, "releases-light");
  });

  it("S0-35: two releases of one build are two rows", async () => {
    const open = await world.visit("releaseManager", { height: 1400 });
    const [one, two] = await Promise.all(
      ["Release-54", "Release-55"].map((name) => row(open, name, "Contoso ALM").innerText()),
    );
    const [build, other] = [one, two].map((text) => /_\d{8}\.\d+/.exec(text ?? "")?.[0]);
    assert.ok(build !== undefined && build === other, `${build} and ${other}`);
  });

  it("S0-34: the filter gives those whose UAT passed and whose Production waits, and text finds by build and person", async () => {
    const open = await world.visit("releaseManager", { height: 1400 });
    const waiting = open.hub.getByRole("button", { name: /^UAT passed, Production waiting/ });
    await waiting.click();
    assert.equal(await waiting.getAttribute("aria-pressed"), "true");
    const names = await open.hub.locator("tbody tr th").allInnerTexts();
    const expected = [
      ...(await releasesOf(world, "Contoso ALM")),
      ...(await releasesOf(world, "Contoso Web")),
    ].filter(
      ({ environments }) =>
        environments[0]?.status === "succeeded" && environments[1]?.status === "notStarted",
    );
    assert.ok(expected.length > 0);
    for (const { name } of expected)
      assert.ok(
        names.some((text) => text.startsWith(name)),
        name,
      );
    assert.ok(!names.some((text) => text.startsWith("Release-56")), "UAT failed there");
    await waiting.click();
    await open.hub.getByRole("searchbox").fill("no such thing at all");
    await open.hub.getByText("0 releases shown").waitFor({ state: "attached" });
  });

  it("S0-36 S3-05: beside the release stands a deploy icon that the keyboard reaches, and where it is protected a lock that says why", async () => {
    const { name } = await releaseWhere(world, "Contoso Web", { UAT: "succeeded", Production: "notStarted" });
    const open = await world.visit("releaseManager", { height: 1400 });
    const icon = open.hub.getByRole("button", { name: `Deploy ${name} to Production` });
    await icon.focus();
    await open.page.keyboard.press("Enter");
    await open.hub.getByRole("dialog", { name: `Deploy ${name} to Production` }).waitFor();
    await open.page.keyboard.press("Escape");
    const locks = open.hub.getByRole("button", { name: /^Promoted, cannot be deleted\. It was / });
    await locks.first().waitFor();
  });
});

describe("a release whose UAT failed", () => {
  it("S0-05: cannot go to Production, and the panel says why in one sentence", async () => {
    const failed = (await releasesOf(world, "Contoso ALM")).find(({ name }) => name === "Release-56");
    const open = await world.visit("releaseManager", { query: `?view=release&id=classic:${failed?.id}` });
    await says(stageCard(open, "UAT"), /Failed[\s\S]*ContosoCommon/, "the cause stands on the card");
    await says(stageCard(open, "Production"), /"UAT" has not succeeded yet: failed/);
    const panel = await openDeployPanel(open, "Production");
    const button = panel.getByRole("button", { name: /^Deploy .* to Production/ });
    await says(panel.locator(".why"), /UAT.*(not succeeded|failed)/i);
    assert.equal(await button.getAttribute("aria-disabled"), "true");
    assert.equal(
      await panel.getByLabel(/^Type /).count(),
      0,
      "nothing to fill in where nothing can be started",
    );
    await shoot(open, "deploy-blocked-light");
  });
});

describe("a place in the hub", () => {
  it("has an address of its own, which opens it again", async () => {
    const { id, name } = await releaseWhere(world, "Contoso Web", { Production: "succeeded" });
    const open = await world.visit("reader", { query: `?view=release&id=classic:${id}&tab=history` });
    await open.hub.getByRole("heading", { name, level: 1 }).waitFor();
    await open.hub.getByRole("row", { name: /^Production #1/ }).waitFor();
    await open.hub.getByRole("link", { name: "Releases", exact: true }).click();
    await open.hub.getByRole("heading", { name: "Release Manager" }).waitFor();
    await open.page.waitForFunction(() => !window.location.search.includes("id="));
    assert.equal(new URL(open.page.url()).searchParams.get("view"), "releases");
  });

  it("opens in a page that shakes hands in the older way, too", async () => {
    const open = await world.visit("releaseManager", { query: "?legacy=1" });
    await open.hub.getByRole("row", { name: /Release-55/ }).waitFor();
  });
});
