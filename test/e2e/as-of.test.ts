import assert from "node:assert/strict";
import type { OpenHub } from "../../scripts/hub-driver.ts";
import { retried } from "../support/says.ts";
import { shoot, theWorld, type World } from "../support/world.ts";

const day = 24 * 3_600_000;
let world: World;
before(async function () {
  this.timeout(300_000);
  world = await theWorld();
});

/** A moment as the field takes it: local time, to the minute. */
function inField(moment: number): string {
  const local = new Date(moment - new Date(moment).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** What the field's minute means. */
const minuteOf = (moment: number): number => Math.floor(moment / 60_000) * 60_000;

type Ended = Readonly<{ name: string; on: number }>;

/** What had succeeded last until then, as Azure DevOps itself tells it: the name of the run or release, or none. */
function lastUntil(all: readonly Ended[], moment: number): string | undefined {
  return all.filter(({ on }) => on <= moment).sort((one, other) => other.on - one.on)[0]?.name;
}

function runsIn(environment: string, pipeline: string): readonly Ended[] {
  const { build, environments } = world.standIn.organisation.state;
  const definition = build.definitions.find(({ name }) => name === pipeline)?.id;
  const place = environments.environments.find(({ name }) => name === environment)?.id;
  return environments.deployments.flatMap(({ environmentId, buildId, result, finishTime }) => {
    const run = build.builds.find(({ id }) => id === buildId);
    const counts = environmentId === place && run?.definitionId === definition && result === "succeeded";
    return counts && run && finishTime ? [{ name: run.buildNumber, on: Date.parse(finishTime) }] : [];
  });
}

async function asOf(open: OpenHub, moment: number): Promise<void> {
  await open.hub.getByLabel(/^As of/).fill(inField(moment));
  await open.hub.getByRole("button", { name: "Show", exact: true }).click();
  await historyRead(open);
}

async function historyRead({ hub }: OpenHub): Promise<void> {
  await hub.getByText(/^How everything stood on /).waitFor();
  await hub.getByText(/The history is being read/).waitFor({ state: "detached" });
}

/** What the matrix says of a pipeline in an environment: the name that is current there, or none. */
async function current({ hub }: OpenHub, pipeline: string, environment: string): Promise<string | undefined> {
  const heads = await hub.getByRole("columnheader").allInnerTexts();
  const at = heads.findIndex((text) => text.startsWith(`${environment}\n`));
  assert.ok(at > 0, `${environment} is none of ${heads.join(" | ")}`);
  const row = hub.getByRole("row", { name: new RegExp(`^${pipeline} `) });
  const link = row
    .getByRole("cell")
    .nth(at - 1)
    .locator("b a");
  return (await link.count()) === 0 ? undefined : ((await link.textContent()) ?? "").trim();
}

/** Waits until the matrix says so. */
function runs(open: OpenHub, pipeline: string, environment: string, name: string | undefined): Promise<void> {
  return retried(async () => assert.equal(await current(open, pipeline, environment), name, environment));
}

describe("what was where on a certain day", () => {
  it("N9: is answered for each day that is asked about, for runs and for classic releases", async () => {
    const open = await world.visit("reader", { query: "?view=environments" });
    await open.hub.getByRole("row", { name: /^Space Game release/ }).waitFor();
    const now = Date.now();
    const answers: string[] = [];
    for (const days of [20, 12, 5]) {
      const moment = minuteOf(now - days * day);
      await asOf(open, moment);
      for (const environment of ["Dev", "Test", "Production"]) {
        const expected = lastUntil(runsIn(environment, "Space Game release"), moment);
        await runs(open, "Space Game release", environment, expected);
        answers.push(String(expected));
      }
      await runs(open, "Contoso Web", "Production", days === 20 ? undefined : "Release-12");
    }
    assert.equal(new Set(answers).size > 3, true, `the days differ: ${answers.join(", ")}`);
    await shoot(open, "as-of-light");
  });

  it("N9: is part of the address, and a day to come is refused in words", async () => {
    const moment = minuteOf(Date.now() - 5 * day);
    const open = await world.visit("reader", { query: "?view=environments" });
    await open.hub.getByRole("row", { name: /^Space Game release/ }).waitFor();
    await asOf(open, moment);
    const told = await current(open, "Space Game release", "Test");
    await open.page.reload();
    await historyRead(open);
    await open.hub.getByRole("row", { name: /^Space Game release/ }).waitFor();
    await runs(open, "Space Game release", "Test", told);
    await open.hub.getByLabel(/^As of/).fill(inField(Date.now() + day));
    await open.hub.getByRole("button", { name: "Show", exact: true }).click();
    await open.hub
      .getByRole("alert")
      .filter({ hasText: /future|to come|not come/ })
      .waitFor();
  });
});
