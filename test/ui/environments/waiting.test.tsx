import assert from "node:assert/strict";
import type { Deployment } from "../../../core/model/deployment.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Page } from "../../../core/ports.ts";
import {
  attempt,
  noRight,
  type Parts,
  production,
  release,
  uat,
} from "../../core/acts/sample-organisation.ts";
import { at } from "../../core/model/a-year.ts";
import { ann, approval, check } from "../../core/model/waiting.ts";
import { clear, openPage, settled } from "../dom.ts";
import { gives } from "../hub.ts";
import { asOf, cells, classic, open, paged, today, yaml } from "./open-page.tsx";

const status = { state: "waitingForCheck", wire: "pending" } as const;
const last = { ...attempt, status, checks: [check("exclusiveLock", "LOCK")], checkpoint: "suite" };
const stage = { ...production, id: "PROD", name: "PROD", environment: "PROD", status, attempts: [last] };
const run: Release = {
  ...release,
  id: "run:900",
  name: "Web 2026-12",
  kind: "yaml",
  pipeline: { id: 8, name: "Web" },
  stages: [uat, stage],
};
const builds: Parts["builds"] = {
  runs: gives({ items: [{ ...run, stages: [] }], next: "more" }),
  withStages: gives({ items: [run] }),
  run: gives(run),
};
const held = { ...(yaml.find(({ status: { state } }) => state === "inProgress") ?? yaml[0]) } as Deployment;
const holder = { ...held, release: "run:899", releaseName: "Web 2026-11b", environment: "PROD" } as const;
const runs: Parts["runs"] = {
  queuedWith: gives({ parameters: {}, resources: [] }),
  checks: gives([{ id: "lock", resource: { type: "environment", id: "2", name: "PROD" } }]),
};
const environments: Parts["environments"] = {
  deployments: ({ name }, next) =>
    Promise.resolve(
      paged(
        [...(name === "PROD" ? [holder] : []), ...yaml.filter(({ environment }) => environment === name)],
        next,
      ),
    ),
};

describe("what waits in the environments", () => {
  before(openPage);
  afterEach(clear);

  it("N17: a run that waits is in its cell, with one sentence why, and how many were looked at is said", async () => {
    const { page } = await open(today, { builds, environments });
    const cell = cells(page, "WebYAML")["PROD"] ?? "";
    assert.match(
      cell,
      /Web 2026-11.*Waiting for a check: Web 2026-12.*It waits for the exclusive lock, which/,
    );
    assert.match(page.one(".banner").textContent, /^More than 20 runs have not ended/);
    const why = page.one(".places .why");
    assert.equal(why.getAttribute("title"), why.textContent);
  });

  it("N17: a classic deployment that waits says whom it waits for, now and not of an earlier moment", async () => {
    const waiting: Deployment = {
      ...held,
      ...{ release: "classic:901", releaseName: "Shop 2026-12", attempt: 1 },
      pipeline: { id: 5, name: "Shop", kind: "classic" },
      environment: "UAT",
      queuedOn: at("11-20 12:00"),
      status: { state: "waitingForApproval", wire: "pending" },
      awaits: { approvals: [approval({ approver: ann })] },
    };
    const { startedOn: _, finishedOn: __, ...fresh } = waiting;
    const deployments = (): Promise<Page<Deployment>> => Promise.resolve({ items: [fresh, ...classic] });
    const { page, go } = await open(today, { releases: { deployments } });
    assert.match(
      cells(page, "ShopClassic")["UAT"] ?? "",
      /Shop 2026-12.*It waits for approval, asked: Ann\.$/,
    );
    await go(asOf(at("11-20 18:00")));
    assert.match(cells(page, "ShopClassic")["UAT"] ?? "", /Shop 2026-12/);
    assert.doesNotMatch(cells(page, "ShopClassic")["UAT"] ?? "", /asked: Ann/);
  });

  it("N17: the first rows do not wait for the runs", async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const { page } = await open(today, { builds: { runs: never } });
    assert.match(cells(page, "ShopClassic")["PROD"] ?? "", /Shop 2026-11/);
  });
});

describe("a closer look at what waits", () => {
  before(openPage);
  afterEach(clear);

  it("N17: the closer look asks which check a run waits for, and says what could not be read", async () => {
    const over = { panel: "environment", environment: "PROD", row: "yaml:8" } as const;
    const checked = {
      ...runs,
      checks: gives([{ id: "lock", name: "Office hours", kind: "businessHours" as const }]),
    };
    const shown = await open({ ...today, over }, { builds, environments, runs: checked });
    shown.page.click("Show Web 2026-12, attempt 1");
    await settled();
    assert.match(shown.page.one("dialog").textContent, /business hours of the check "Office hours"/);
    shown.page.click("Close");
    clear();
    const refused = { ...runs, checks: () => Promise.reject(noRight()) };
    const { page } = await open({ ...today, over }, { builds, environments, runs: refused });
    page.click("Show Web 2026-12, attempt 1");
    await settled();
    const banners = page.all("dialog .banner").map(({ textContent }) => textContent);
    assert.deepEqual(banners, ["The checks of its stages could not be read: You do not have the right."]);
  });
});
