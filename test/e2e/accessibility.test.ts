import assert from "node:assert/strict";
import { azureDevOps } from "../../adapters/azure-devops/azure-devops.ts";
import { linksCollection, linksDocument } from "../../core/acts/links-of.ts";
import type { ReleaseLinks } from "../../core/model/links.ts";
import { fillNewRelease, openDeployPanel, stageCard, type OpenHub } from "../../scripts/hub-driver.ts";
import { releaseWhere } from "../support/releases.ts";
import { says } from "../support/says.ts";
import { httpOf, noPause, placeOf } from "../support/stand-in-client.ts";
import { violations } from "../support/violations.ts";
import { shoot, theWorld, type Look, type World } from "../support/world.ts";

let world: World;
let waiting: string;
let failed: string;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
  waiting = `?view=release&id=classic:${(await releaseWhere(world, "Contoso Web", { UAT: "succeeded" })).id}`;
  failed = `?view=release&id=classic:${(await releaseWhere(world, "Contoso ALM", { UAT: "rejected" })).id}`;
});

/** Each state of the hub that looks different, and how one gets there. */
const states: readonly (readonly [name: string, open: (look: Look) => Promise<OpenHub>])[] = [
  ["list", (look) => settled(look, "")],
  [
    "list-broken",
    async (look) => {
      const gone = await linksOfGone();
      try {
        const open = await settled(look, "");
        await open.hub.getByText("A release is broken.").waitFor();
        return open;
      } finally {
        await gone.forget();
      }
    },
  ],
  [
    "list-filtered-empty",
    async (look) => {
      const open = await settled(look, "");
      await open.hub.getByRole("searchbox").fill("nothing is called so");
      return open;
    },
  ],
  ["release", (look) => settled(look, waiting)],
  ["release-failed", (look) => settled(look, failed)],
  ["release-artefacts", (look) => settled(look, `${waiting}&tab=artefacts`)],
  ["release-variables", (look) => settled(look, `${waiting}&tab=variables`)],
  ["release-history", (look) => settled(look, `${waiting}&tab=history`)],
  ["release-record", (look) => settled(look, `${waiting}&tab=record`)],
  [
    "deploy-panel",
    async (look) => {
      const open = await settled(look, waiting);
      await openDeployPanel(open, "Production");
      return open;
    },
  ],
  [
    "deploy-panel-blocked",
    async (look) => {
      const open = await settled(look, failed);
      await openDeployPanel(open, "Production");
      return open;
    },
  ],
  [
    "new-release",
    async (look) => {
      const open = await settled(look, "");
      const panel = await fillNewRelease(open, { pipeline: "Contoso ALM" });
      await panel.getByRole("button", { name: /^Production/ }).waitFor();
      return open;
    },
  ],
  ["environments", (look) => settled(look, "?view=environments")],
  ["environments-earlier", (look) => settled(look, "?view=environments&at=2026-01-01T00:00:00.000Z")],
  [
    "environment",
    async (look) => {
      const open = await settled(look, "?view=environments");
      await open.hub
        .getByRole("button", { name: /in UAT: details$/ })
        .first()
        .click();
      await open.hub.getByRole("dialog").getByText("In Azure DevOps").waitFor();
      return open;
    },
  ],
  ["calendar", (look) => settled(look, "?view=calendar")],
  ["connections", (look) => settled(look, "?view=connections")],
  ["connection", (look) => settled(look, "?view=connections&group=1")],
  [
    "clone-connection",
    async (look) => {
      const open = await settled(look, "?view=connections");
      await open.hub.getByRole("button", { name: "Clone Connection-Parameters", exact: true }).click();
      await open.hub.getByRole("dialog").waitFor();
      return open;
    },
  ],
  ["settings", (look) => settled({ ...look, hub: "settings" }, "")],
  ["no-such-release", (look) => settled(look, "?view=release&id=classic:99999", "alert")],
];

/** Something is stored beside a release that Azure DevOps does not have. */
async function linksOfGone(): Promise<Readonly<{ forget: () => Promise<void> }>> {
  const { organisation, config } = world.standIn;
  const place = placeOf({ organisation });
  const at = { ...place, ...(config.extension && { extension: config.extension }) };
  const { documents, project } = azureDevOps(httpOf({ organisation }, "releaseManager"), at, noPause);
  const release = "classic:99998";
  const kept: ReleaseLinks = {
    ...{ schema: 1, release, name: "Release-99998", pipeline: { id: 1, name: "Contoso Web" } },
    ...{ onward: [], stages: [] },
  };
  const collection = linksCollection(project.id);
  await documents.write(collection, linksDocument(release), kept);
  return { forget: () => documents.remove(collection, linksDocument(release)) };
}

/** Opens a place and waits until nothing loads any more. */
async function settled(look: Look, query: string, role: "alert" | "heading" = "heading"): Promise<OpenHub> {
  const open = await world.visit("releaseManager", { ...look, query });
  await open.hub.getByRole(role).first().waitFor();
  await open.hub.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  return open;
}

/** Chooses another theme while the hub is open, as people do in Azure DevOps. */
async function inTheme({ page, hub }: OpenHub, theme: "dark" | "contrast"): Promise<void> {
  await page.locator("#theme").selectOption(theme);
  await hub.locator('html[style*="color-scheme: dark"]').waitFor({ state: "attached" });
}

/** In high contrast only what people look at most. */
const mostSeen = ["list", "release", "deploy-panel", "new-release"];

describe("accessibility: axe finds nothing", () => {
  for (const [name, go] of states) {
    const others = mostSeen.includes(name) ? (["dark", "contrast"] as const) : (["dark"] as const);
    it(`in ${name}: light, ${others.join(", ")}`, async () => {
      const open = await go({ theme: "light", height: 1000 });
      await shoot(open, `${name}-light`);
      assert.deepEqual(await violations(open), []);
      for (const theme of others) {
        await inTheme(open, theme);
        await shoot(open, `${name}-${theme}`);
        // Nothing but colours is another then.
        assert.deepEqual(await violations(open, ["color-contrast"]), [], theme);
      }
    });
  }
});

describe("accessibility: axe itself", () => {
  it("looks into the hub's frame", async () => {
    const open = await settled({}, "");
    await open.hub
      .locator("main")
      .evaluate((main) => main.insertAdjacentHTML("beforeend", "<button></button>"));
    const found = await violations(open);
    assert.match(found.join("\n"), /^button-name: [\s\S]*iframe/);
  });
});

describe("high contrast of the system", () => {
  it("keeps every sign visible: statuses have words, not only colours", async () => {
    const page = await world.page("releaseManager");
    await page.emulateMedia({ forcedColors: "active" });
    await page.goto(`${world.standIn.startPage}${waiting}`);
    const open = { page, hub: page.frameLocator("iframe.external-content--iframe") };
    await stageCard(open, "UAT").waitFor();
    await shoot(open, "release-forced-colours");
    await says(stageCard(open, "UAT"), /Succeeded/);
    const icons = await stageCard(open, "UAT")
      .locator("svg")
      .evaluateAll((all) => all.map((icon) => icon.getBoundingClientRect().width));
    assert.ok(icons.length > 0 && icons.every((width) => width > 0));
  });
});
