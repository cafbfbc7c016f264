import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stageCard } from "../../scripts/hub-driver.ts";
import { makeRelease, runBuild } from "../support/releases.ts";
import { checkOn, pipelineIn, pushed, queueRun, runOf, visitRun } from "../support/runs.ts";
import { aQuietWorld, shoot, type World } from "../support/world.ts";

let world: World;
// What is locked, left waiting or disabled here would be so for every other test.
before(async function () {
  this.timeout(300_000);
  world = await aQuietWorld();
});

const shop = "Contoso Shop";
const exclusiveLock = {
  type: { id: "2ef31ad6-baa0-403a-8b45-2cbc9b4e5563", name: "ExclusiveLock" },
  settings: {},
};

/** A stage of one deployment job, which goes on until the file is there. */
const deploying = (environment: string, script: string): string => `trigger: none
stages:
  - stage: Ship
    jobs:
      - deployment: Ship
        environment: ${environment}
        strategy:
          runOnce:
            deploy:
              steps:
                - script: ${script}
`;

/** Queues a run and does not wait for it. */
async function begun(pipeline: string): Promise<number> {
  const { definitions } = world.standIn.organisation.state.build;
  const id = definitions.find(({ name }) => name === pipeline)?.id ?? 0;
  const path = `/contoso/Contoso/_apis/pipelines/${id}/runs?api-version=7.0-preview.1`;
  return ((await world.rest("contributor", "POST", path, {})) as { id: number }).id;
}

/** The card of a run's stage says so, the state first. */
async function says(run: number, stage: string, sentence: string): Promise<void> {
  const open = await visitRun(world, "reader", run);
  await stageCard(open, stage).getByText(sentence, { exact: true }).first().waitFor({ timeout: 30_000 });
}

function until(condition: () => boolean): Promise<void> {
  return new Promise((done) => {
    const look = (): unknown => (condition() ? done() : setTimeout(look, 50));
    look();
  });
}

/** While it is not there, jobs go on. */
let file = "";
let script = "";
const state = (): World["standIn"]["organisation"]["state"] => world.standIn.organisation.state;

before(() => {
  file = join(world.folder, "go-on");
  rmSync(file, { force: true });
  script = `until [ -f "${file}" ]; do sleep 0.1; done`;
});

async function goOn(): Promise<void> {
  writeFileSync(file, "");
  await world.control("POST", "idle");
}

describe("why a stage waits for its checks, for everybody who looks", () => {
  after(goOn);

  it("N17: for an approval, by whom, and what they were told", async () => {
    const build = await pushed(world, "web-build", "release");
    const carry = { web: build.id };
    const { id } = await queueRun(world, { pipeline: "Space Game release", branch: "release", carry });
    await says(
      id,
      "Staging",
      `It waits for approval, asked: Robin Vale; you may not decide it; the instructions say "Approve this change when it's ready for staging".`,
    );
  });

  it("N17: for a permission to use an environment, and which one", async () => {
    const pipeline = pipelineIn(world, {
      name: "Not permitted",
      text: deploying("Dev", "echo on"),
      like: shop,
    });
    const { id } = await queueRun(world, { pipeline });
    await says(id, "Ship", 'It may not use the environment "Dev" until somebody permits it in Azure DevOps.');
  });

  it("N17: for an environment that was deleted meanwhile", async () => {
    const name = `Closed ${state().environments.environments.length}`;
    const pipeline = pipelineIn(world, { name, text: deploying(name, "echo on"), like: shop });
    const { id } = await queueRun(world, { pipeline });
    const closed = state().environments.environments.find((one) => one.name === name);
    assert.ok(closed);
    await checkOn(world, name, hours);
    const again = await begun(pipeline);
    assert.notEqual(again, id);
    await says(again, "Ship", 'It waits for the business hours of the check "Office hours".');
    closed.deleted = true;
    await says(again, "Ship", `Azure DevOps no longer has its environment "${name}".`);
  });

  it("N17: for the exclusive lock, and which run holds it", async () => {
    const pipeline = pipelineIn(world, {
      name: "One at a time",
      text: deploying("Narrow", script),
      like: shop,
    });
    await begun(pipeline);
    await until(() => state().environments.environments.some(({ name }) => name === "Narrow"));
    // The first run made the environment without a lock, and ends; the next two meet it.
    await goOn();
    await checkOn(world, "Narrow", exclusiveLock);
    rmSync(file, { force: true });
    const holder = await begun(pipeline);
    await until(() =>
      state().environments.deployments.some(({ buildId, finishTime }) => buildId === holder && !finishTime),
    );
    const next = await begun(pipeline);
    const { name } = await runOf(world, holder);
    await says(next, "Ship", `It waits for the exclusive lock, which "${name}" holds.`);
  });
});

describe("why a stage waits, in the matrix of what is where", () => {
  it("N17: is one sentence in the cell, for a run that no environment has seen yet", async () => {
    const { hub, page } = await world.visit("reader", { query: "?view=environments" });
    const row = hub.getByRole("row", { name: /^Space Game release/ });
    const why = row.getByText(/^It waits for approval, asked: Robin Vale; you may not decide it/);
    await why.waitFor({ timeout: 30_000 });
    assert.equal(await why.getAttribute("title"), await why.textContent());
    const { width = 0, height = 0 } = (await why.boundingBox()) ?? {};
    assert.ok(width > 100 && height > 10, `the sentence has ${width} × ${height}`);
    await shoot({ hub, page }, "environments-why");
    await row.getByRole("button", { name: "Space Game release in Staging: details" }).click();
    const panel = hub.getByRole("dialog");
    await panel
      .getByText(/Waiting for approval/)
      .first()
      .waitFor();
  });
});

describe("why a stage waits that no check keeps, for everybody who looks", () => {
  after(goOn);

  it("N17: for an agent, while others have all of them", async () => {
    rmSync(file, { force: true });
    const text = deploying("Wide", script);
    const pipeline = pipelineIn(world, { name: "Many at a time", text, like: shop });
    const runs = [await begun(pipeline), await begun(pipeline), await begun(pipeline)];
    const open = await visitRun(world, "reader", runs.at(-1) ?? 0);
    await stageCard(open, "Ship")
      .getByText("It waits for an agent, which is to take its job.", { exact: true })
      .waitFor({ timeout: 30_000 });
    await shoot(open, "waits-for-agent-light");
  });

  it("N17: for nothing any more, because its pipeline is disabled", async () => {
    await goOn();
    const { id } = await queueRun(world, { pipeline: shop });
    const definition = state().build.definitions.find(({ name }) => name === shop);
    assert.ok(definition);
    definition.queueStatus = "disabled";
    try {
      await says(id, "Production", "Its pipeline is disabled.");
    } finally {
      definition.queueStatus = "enabled";
    }
  });

  it("N17: for a key that the connection lacks, of a classic release", async () => {
    const build = await runBuild(world, "Contoso Web");
    const { id } = await makeRelease(world, "Contoso Web", build);
    const group = state().groups.find(({ name }) => name === "Connection-Parameters");
    // A target has an address or a path: without both it has neither.
    const kept = Object.entries(group?.variables ?? {}).filter(([name]) =>
      /^Target(URL|Path)-PROD$/.test(name),
    );
    const set = (variables: unknown): Promise<unknown> =>
      world.control("POST", "group", { group: "Connection-Parameters", variables });
    await set(Object.fromEntries(kept.map(([name]) => [name, null])));
    try {
      const open = await world.visit("reader", { query: `?view=release&id=classic:${id}` });
      await stageCard(open, "Production")
        .getByText(/The connection "Connection-Parameters" lacks TargetURL-PROD/)
        .waitFor({ timeout: 30_000 });
    } finally {
      await set(Object.fromEntries(kept));
    }
  });
});

const hours = {
  type: { id: "fe1de3ee-a436-41b4-bb20-f6eb4cb879a7", name: "Task Check" },
  settings: {
    displayName: "Office hours",
    definitionRef: {
      id: "445fde2f-6c39-441c-807f-8a59ff2e075f",
      name: "evaluateBusinessHours",
      version: "0.0.1",
    },
    inputs: {
      businessDays: ["Monday", "Thursday"][new Date().getUTCDay() === 1 ? 1 : 0],
      timeZone: "UTC",
      startTime: "08:00",
      endTime: "09:00",
    },
  },
  timeout: 1440,
};
