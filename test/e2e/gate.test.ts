import assert from "node:assert/strict";
import { stageCard } from "../../scripts/hub-driver.ts";
import { logsOf, pipelineIn, runOf, stageChange, visitRun, type WireRun } from "../support/runs.ts";
import * as train from "../support/train-driver.ts";
import { aQuietWorld, shoot, type World } from "../support/world.ts";

// Who holds which office would count for every other test.
let world: World;
before(async function () {
  this.timeout(300_000);
  world = await aQuietWorld();
  await train.nameOffices(world, { "Release manager": "Morgan Reed" });
  const plan = { Title: "Autumn", Purpose: "Shop and portal for the autumn" };
  const open = await train.makeTrain(world, plan);
  const criterion = { "What must be so": "The scope is agreed" };
  await train.submit(open, "Add exit criterion… to the Scoping gate", criterion, "Add the criterion");
  await open.hub.getByText(/"The scope is agreed" is not met/).waitFor();
});

const text = `
name: Gated-$(Rev:r)
trigger: none
pr: none
pool:
  name: Default
parameters:
  - name: minutes
    type: string
    default: "0"
stages:
  - stage: Gate
    jobs:
      - job: Wait
        steps:
          - checkout: none
          - task: ReleaseManagerGate@1
            inputs:
              train: 1
              gate: scoping
              timeoutMinutes: \${{ parameters.minutes }}
              pollMinutes: 1
  - stage: Production
    jobs:
      - deployment: Production
        environment: Production
        strategy:
          runOnce:
            deploy:
              steps:
                - script: echo The shop is there
`;

/** Begins a run that waits so many minutes for the gate. Gives its number at once. */
async function begun(minutes: number): Promise<number> {
  const name = pipelineIn(world, { name: "Gated", text, like: "Space Game release" });
  const { definitions } = world.standIn.organisation.state.build;
  const id = definitions.find((one) => one.name === name)?.id;
  const path = `/contoso/Contoso/_apis/pipelines/${id}/runs?api-version=7.2-preview.1`;
  const order = { templateParameters: { minutes: String(minutes) } };
  return ((await world.rest("contributor", "POST", path, order)) as { id: number }).id;
}

/** The run once it is over. */
async function over(id: number): Promise<WireRun> {
  for (;;) {
    const run = await runOf(world, id);
    if (run.status === "completed") return run;
    await new Promise((done) => setTimeout(done, 250));
  }
}

describe("a pipeline with ReleaseManagerGate@1 before its deployment", function () {
  // The task looks once a minute, and not more often.
  this.timeout(120_000);

  it("N10: is refused with the criteria while the gate is open, waits, and goes on once the gate is completed in the hub", async () => {
    const waiting = await begun(10);
    const refused = await over(await begun(0));
    assert.deepEqual(refused.stages, { Gate: "failed", Production: "skipped" });
    const log = await logsOf(world, refused.id);
    assert.match(
      log,
      /The scoping gate has not passed[^]*The scope is agreed[^]*Nobody has ticked it[^]*\[RM002/,
    );
    const told = await visitRun(world, "contributor", refused.id);
    const card = stageCard(told, "Gate");
    await card
      .getByText(/The scoping gate has not passed/)
      .first()
      .waitFor();
    await shoot(told, "gate-refused-light");
    assert.equal((await runOf(world, waiting)).stages["Gate"], "inProgress", "it waits");

    const manager = await train.openTrain(world, "releaseManager");
    const evidence = { Evidence: "The minutes of Monday" };
    await train.submit(manager, "Tick… The scope is agreed", evidence, "Tick the criterion");
    await manager.hub.getByText("The minutes of Monday").waitFor();
    await manager.hub.getByRole("button", { name: "Complete the Scoping gate" }).click();
    await manager.hub.locator("[aria-current=step]", { hasText: "Construction" }).waitFor();

    const passed = await over(waiting);
    assert.deepEqual(passed.stages, { Gate: "succeeded", Production: "succeeded" });
    assert.match(await logsOf(world, waiting), /The scoping gate of release train 1, "Autumn", has passed\./);
    await stageChange(world, refused.id, "Gate", "retry");
    assert.deepEqual((await over(refused.id)).stages, { Gate: "succeeded", Production: "succeeded" });
  });
});
