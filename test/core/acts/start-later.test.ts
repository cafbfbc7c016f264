import assert from "node:assert/strict";
import { startStage, type StartOrder } from "../../../core/acts/start-stage.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Stored } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import { entryWith, guid } from "../model/entries.ts";
import {
  day,
  now,
  organisation,
  production,
  release,
  sha256,
  uat,
  type Parts,
} from "./sample-organisation.ts";

const order = {
  release: "classic:57",
  stage: "Production",
  reason: "UAT passed",
  typedName: "PROD",
} as const;

async function started(over: Partial<StartOrder>, given: Parts = {}): Promise<readonly unknown[]> {
  const calls: unknown[] = [];
  const start = (...call: readonly unknown[]): Promise<void> => Promise.resolve(void calls.push(call));
  const azure = organisation({ ...given, releases: { ...given.releases, start } });
  await startStage({ ...order, ...over }, azure, { now, sha256, wait: () => Promise.resolve() });
  return calls;
}

describe("Giving a stage its time", () => {
  const at = instant(now + 3 * day);

  it("S1-34: hands the time over with the reason", async () => {
    assert.deepEqual(await started({ at }), [[57, "Production", "UAT passed", { at }]]);
  });

  it("N11: is judged for that moment, not for the one at which it is planned", async () => {
    const frozen = (from: number, to: number): Parts => {
      const entry = entryWith({ id: guid(1), from: instant(from), to: instant(to) });
      const list = (collection: string): Promise<readonly Stored<unknown>[]> =>
        collection.startsWith("calendar-")
          ? Promise.resolve([{ id: entry.id, etag: 1, value: entry }])
          : Promise.resolve([]);
      return { documents: { list } };
    };
    assert.equal((await started({ at }, frozen(now - day, now + day))).length, 1);
    await assert.rejects(started({}, frozen(now - day, now + day)), refusing("RM002", /Frozen until/));
    await assert.rejects(started({ at }, frozen(at - 1, at + day)), refusing("RM002", /Frozen until/));
  });

  it("S0-05: is refused while the stage before has not succeeded", async () => {
    const failed = { ...uat, status: { state: "failed", wire: "failed" } as const };
    const get = (): Promise<typeof release> => Promise.resolve({ ...release, stages: [failed, production] });
    await assert.rejects(
      started({ at }, { releases: { get } }),
      refusing("RM002", /"UAT" has not succeeded/),
    );
  });

  it("D10: is refused in production where the stage has a schedule of its own, as the task would", async () => {
    const stages = [uat, { ...production, trigger: "scheduled" as const }];
    const get = (): Promise<typeof release> => Promise.resolve({ ...release, stages });
    await assert.rejects(
      started({ at }, { releases: { get } }),
      refusing("RM002", /Production was started automatically: The stage has a schedule of its own/),
    );
    assert.equal((await started({}, { releases: { get } })).length, 1, "who starts it by hand starts it");
  });

  it("is refused for a moment that is over, and for a stage of a run", async () => {
    await assert.rejects(started({ at: now }), refusing("RM001", /The time 2.* is over/));
    await assert.rejects(started({ at, release: "run:345" }), refusing("RM001", /keeps no time at which/));
  });
});
