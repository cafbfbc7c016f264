import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/extension.ts";
import type { OpenHub } from "../../scripts/hub-driver.ts";
import { logsOf, pipelineIn, pushed, queueRun } from "../support/runs.ts";
import { retried, says } from "../support/says.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

let world: World;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
  await pushed(world, "web-build", "release");
});

/** Whether this was in the last 30 days. */
function within(time = ""): boolean {
  const age = Date.now() - Date.parse(time);
  return age >= 0 && age < 30 * 86_400_000;
}

async function environments(): Promise<OpenHub> {
  const open = await world.visit("reader", { query: "?view=environments" });
  await open.hub.getByRole("row", { name: /^Space Game release/ }).waitFor();
  await open.hub.getByText(/The history is being read/).waitFor({ state: "detached" });
  return open;
}

describe("environments of the web sample", () => {
  it("S2-06 S2-17: are columns of their own, with their class, in the order of the way to production", async () => {
    const open = await environments();
    await retried(async () => {
      const heads = await open.hub.getByRole("columnheader").allInnerTexts();
      const at = ["Dev", "Test", "Staging", "Production"].map((name) =>
        heads.findIndex((text) => text.startsWith(`${name}\n`)),
      );
      assert.ok(!at.includes(-1), heads.join(" | "));
      assert.deepEqual(
        [...at].sort((one, other) => one - other),
        at,
      );
      assert.match(heads[at[0] ?? 0] ?? "", /Development/);
    });
    await shoot(open, "environments-light");
  });

  it("S2-16: a deployment leads to its build, its commit, and what was there before", async () => {
    const open = await environments();
    await open.hub.getByRole("button", { name: "Space Game release in Dev: details" }).click();
    const panel = open.hub.getByRole("dialog");
    await panel.getByText("Commit", { exact: true }).waitFor();
    await says(panel, /Release\s+Release-\d+[\s\S]*Build, with commits and work items\s+(?!Release-)\S+/);
    await says(panel, /Commit\s+[0-9a-f]{6}/);
    await says(panel, /Before and after it in Dev\s[\s\S]*Release-\d+ Succeeded[\s\S]*Release-\d+ Succeeded/);
  });

  it("S2-04: an environment tells how often it is deployed to, and how often that failed", async () => {
    const open = await environments();
    await open.hub.getByRole("columnheader", { name: /^Dev/ }).getByRole("link").click();
    const panel = open.hub.getByRole("dialog");
    await panel
      .getByText(/a week/)
      .first()
      .waitFor();
    const { environments: places, deployments } = world.standIn.organisation.state.environments;
    const dev = places.find(({ name }) => name === "Dev")?.id;
    // Other files of this run move the clock: what ended then is not in these 30 days.
    const results = deployments.flatMap(({ environmentId, result, finishTime }) =>
      environmentId === dev && within(finishTime) ? [result] : [],
    );
    const failed = results.filter((result) => result === "failed").length;
    const all = failed + results.filter((result) => /^succeeded/.test(result ?? "")).length;
    assert.ok(all > 0, "the sample deployed to Dev");
    const rate = `${Math.round((100 * failed) / all)}\\s+%\\s+\\(${failed} of ${all}\\)`;
    await says(panel, new RegExp(`30\\s+days\\s+\\d+\\.\\d\\s+${rate}`));
  });
});

const apps = `
parameters:
  - name: environments
    type: object
    default: [Dev, Test, Staging]
trigger: none
stages:
  - \${{ each environment in parameters.environments }}:
      - stage: \${{ environment }}
        variables:
          - group: Web-Connection
        jobs:
          - job: Name
            steps:
              - checkout: none
              - script: echo The app of this stage is $(WebAppName\${{ environment }})
`;

describe("one group with the values of all stages", () => {
  it("S2-07: gives each stage its own app, though its names have no hyphen before the environment", async () => {
    const pipeline = pipelineIn(world, { name: "Space Game apps", text: apps, like: "Space Game release" });
    const run = await queueRun(world, { pipeline });
    const text = await logsOf(world, run.id);
    assert.equal(run.result, "succeeded", text);
    for (const environment of ["dev", "test", "staging"]) {
      assert.match(text, new RegExp(`The app of this stage is space-game-${environment}\\b`));
    }
  });
});

/** What a document says has to be there first. */
async function beforeYouBegin(path: string): Promise<string> {
  const text = await readFile(join(root, path), "utf8");
  return /## Before you begin\n([\s\S]*?)\n## /.exec(text)?.[1] ?? "";
}

describe("what must be there first", () => {
  const check = "docs/pipelines/check-this-organisation.yml";

  it("S2-18: is said where a team begins, and there is a pipeline that checks it", async () => {
    const readme = await beforeYouBegin("README.md");
    for (const said of [/organisation/, /subscription/, /agent with Node/, /variable group/])
      assert.match(readme, said);
    assert.match(readme, /Check this organisation_[\s\S]*check-this-organisation\.yml/);
    const yaml = await beforeYouBegin("docs/yaml.md");
    for (const said of [/organisation with the extension/, /variable group/, /environments/, /agent/])
      assert.match(yaml, said);
    assert.match(yaml, /check-this-organisation/);
    assert.match(await readFile(join(root, check), "utf8"), /Read variable groups[\s\S]*Read environments/);
  });
});
