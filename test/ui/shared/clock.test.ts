import assert from "node:assert/strict";
import { instant } from "../../../core/model/instant.ts";
import { clockNow, setClock } from "../../../ui/shared/clock.ts";

const minute = 60_000;

/** What is told about a clock of Azure DevOps that differs by so much, and by how much the hub's own is set. */
async function set(by: number | undefined): Promise<readonly [string | undefined, number]> {
  const there = (): Promise<ReturnType<typeof instant> | undefined> =>
    Promise.resolve(by === undefined ? undefined : instant(Date.now() + by));
  const told = await setClock(there);
  return [told, Math.round((clockNow() - Date.now()) / minute) * minute];
}

describe("the hub's clock", () => {
  afterEach(() => set(0));

  for (const [by, way] of [
    [180 * minute, "behind"],
    [-180 * minute, "ahead of"],
  ] as const)
    it(`bad input: goes by Azure DevOps's where the computer's is hours ${way} it, and says so`, async () => {
      const told = `This computer's clock is 3 h ${way} Azure DevOps's: ages and due times are counted by Azure DevOps's clock.`;
      assert.deepEqual(await set(by), [told, by]);
    });

  it("tells whole milliseconds, whatever the difference is: no other moment can be stored", async () => {
    const there = instant(Date.now() + 180 * minute);
    await setClock(() => Promise.resolve(instant(there + 0.25)));
    assert.equal(clockNow() % 1, 0);
  });

  it("stays the computer's where they differ by little, or nobody knows", async () => {
    await set(180 * minute);
    for (const by of [minute, -minute, undefined]) assert.deepEqual(await set(by), [undefined, 0]);
  });

  it("keeps what it has where Azure DevOps refuses", async () => {
    await assert.rejects(
      setClock(() => Promise.reject(new Error("no right"))),
      /no right/,
    );
    assert.ok(Math.abs(clockNow() - Date.now()) < minute);
  });
});
