import assert from "node:assert/strict";
import { openDeployPanel, stageCard } from "../../scripts/hub-driver.ts";
import { checkOn, pipelineIn, queueRun, recordsOf, runOf, visitRun } from "../support/runs.ts";
import { retried } from "../support/says.ts";
import { theWorld, type World } from "../support/world.ts";

const shop = "Contoso Shop";
let world: World;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
});

/** Waits until the hub says so, in one line, on the card of a stage. */
async function cardSays(run: number, stage: string, words: RegExp): Promise<void> {
  const card = stageCard(await visitRun(world, "reader", run), stage);
  await retried(async () => assert.match((await card.innerText()).replaceAll(/\s+/g, " "), words));
}

const plain = (stages: string): string => `trigger: none\nstages:\n${stages}`;
const job = (script: string): string =>
  `    jobs:\n      - job: One\n        steps:\n          - script: ${script}\n`;

describe("why a stage does not run", () => {
  it("N17: it is started by hand, and nobody has started it", async () => {
    const { id } = await queueRun(world, { pipeline: shop });
    await cardSays(id, "Production", /It is started by hand, and nobody has started it/);
  });

  it("N17: it was left out when the run was queued, and the one after it waits for that", async () => {
    const { id } = await queueRun(world, { pipeline: shop, skip: ["UAT"] });
    await cardSays(
      id,
      "UAT",
      /Skipped It was left out when the run was queued, or by a person: no condition decided it\./,
    );
    await cardSays(id, "Production", /[“"]UAT[”"] has not succeeded yet: skipped/);
  });

  it("N17: the stage before it failed, and where", async () => {
    const text = plain(`  - stage: UAT\n${job("exit 3")}  - stage: Production\n${job("echo on")}`);
    const pipeline = pipelineIn(world, { name: "Fails", text, like: shop });
    const { id } = await queueRun(world, { pipeline });
    await cardSays(id, "UAT", /Failed.*exited with code '3'/);
    await cardSays(
      id,
      "Production",
      /its condition asks that the stages before it succeeded, and they did not/,
    );
  });

  it("N17: it waits for a check, here of business hours", async () => {
    const today = new Date().toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
    await checkOn(world, "PR", hoursOn(today === "Monday" ? "Thursday" : "Monday"));
    const { value } = (await world.control("POST", "pull-request", {
      definition: "Space Game pull request",
      source: "feature/lasers",
      target: "release",
      wait: true,
    })) as { value: readonly { id: number }[] };
    const id = value[0]?.id ?? 0;
    await cardSays(
      id,
      "PullRequest",
      /Waiting for a check (?:just now |\d+ min ago )?It waits for the business hours of the check [“"]Office hours[”"]\./,
    );
  });

  it("N17: its condition is false, and which part of it", async () => {
    const { id } = await queueRun(world, { pipeline: "Space Game release", branch: "main" });
    await cardSays(id, "Dev", /Build\.SourceBranch .*refs\/heads\/release.*refs\/heads\/main/);
  });
});

function hoursOn(day: string): Readonly<Record<string, unknown>> {
  return {
    type: { id: "fe1de3ee-a436-41b4-bb20-f6eb4cb879a7", name: "Task Check" },
    settings: {
      displayName: "Office hours",
      definitionRef: {
        id: "445fde2f-6c39-441c-807f-8a59ff2e075f",
        name: "evaluateBusinessHours",
        version: "0.0.1",
      },
      inputs: { businessDays: day, timeZone: "UTC", startTime: "08:00", endTime: "09:00" },
    },
    timeout: 1440,
  };
}

describe("a start that Azure DevOps says yes to", () => {
  it("N8: and does not carry out is told as what it is, and nothing was deployed", async function () {
    this.timeout(120_000);
    const { id } = await queueRun(world, { pipeline: shop });
    await world.control("POST", "misbehave", { kind: "lie", match: "/stages/Production", method: "PATCH" });
    const open = await visitRun(world, "releaseManager", id);
    const panel = await openDeployPanel(open, "Production");
    await open.page.clock.install();
    await panel.getByLabel(/^Reason/).fill("Accepted");
    await panel.getByLabel(/^Type /).fill("PROD");
    await panel.getByRole("button", { name: /^Deploy .* to Production/ }).click();
    // It looks again for half a minute, by a clock that is in a hurry here.
    const told = panel.getByText(/Azure DevOps answered yes/);
    while (!(await told.isVisible())) await open.page.clock.runFor(2_000);
    assert.equal((await runOf(world, id)).stages["Production"], "manuallyQueued");
    assert.ok((await recordsOf(world, id)).every(({ environment }) => environment !== "PROD"));
  });
});
