import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { deploy, stageCard, waitForStage, type OpenHub } from "../../scripts/hub-driver.ts";
import { deleteRun, queueRun, runOf, visitRun, type WireRun } from "../support/runs.ts";
import { retried } from "../support/says.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

let world: World;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
});

const deleting = ({ hub }: OpenHub): Locator => hub.getByRole("button", { name: "Delete…" });

/** Opens the question. */
async function askToDelete(open: OpenHub): Promise<Locator> {
  await deleting(open).click();
  return open.hub.getByRole("dialog", { name: /^Delete / });
}

async function confirm(question: Locator): Promise<void> {
  await question.getByRole("button", { name: /^Delete / }).click();
}

describe("a release that went onward", () => {
  let run: WireRun;
  let because = "";

  before(async () => {
    run = await queueRun(world, { pipeline: "Contoso Shop" });
  });

  it("N8: a page that is stale is refused with the reason, once Production was deployed from another tab", async () => {
    const [stale, other] = await Promise.all([
      visitRun(world, "administrator", run.id),
      visitRun(world, "releaseManager", run.id),
    ]);
    const question = await askToDelete(stale);
    await deploy(other, "Production", { reason: "Accepted", type: "PROD" });
    await waitForStage(other, "Production", /^Succeeded/);
    await confirm(question);
    const refusal = question.getByText(/deployed onward to/);
    await refusal.first().waitFor();
    because = /It was deployed onward to [^.]*/i.exec(await question.innerText())?.[0] ?? "";
    assert.match(because, /Production/);
    assert.equal((await runOf(world, run.id)).result, "succeeded", "it is still there");
  });

  it("N8 S3-12 S3-15: two tabs, each of another person, say the same before any click", async () => {
    for (const who of ["administrator", "releaseManager"] as const) {
      const open = await visitRun(world, who, run.id);
      await retried(async () => {
        const why = await deleting(open).getAttribute("title");
        assert.ok(why?.includes(because), `${who}: ${why}`);
      });
      assert.equal(await deleting(open).getAttribute("aria-disabled"), "true");
      if (who === "administrator") await shoot(open, "yaml-protected-light");
    }
  });

  it("N8: Azure DevOps itself does not delete it: the tasks hold the run", async () => {
    await assert.rejects(deleteRun(world, run.id), /retained by one or more leases/);
  });
});

describe("a release that went nowhere", () => {
  it("N8 S3-07: is deleted after one question; the tab that was open beside it says that it is gone", async () => {
    const run = await queueRun(world, { pipeline: "Contoso Shop", skip: ["UAT"] });
    const [one, other] = await Promise.all([
      visitRun(world, "administrator", run.id),
      visitRun(world, "administrator", run.id),
    ]);
    await stageCard(other, "UAT").waitFor();
    await confirm(await askToDelete(one));
    await one.page.waitForURL(/view=releases/);
    await assert.rejects(runOf(world, run.id), /404/);
    const question = await askToDelete(other);
    await confirm(question);
    await question
      .getByText(/gone|no longer|deleted/i)
      .first()
      .waitFor();
  });
});
