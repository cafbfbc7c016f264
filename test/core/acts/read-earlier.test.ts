import assert from "node:assert/strict";
import { readEarlier } from "../../../core/acts/read-earlier.ts";
import { currentIn } from "../../../core/acts/start-current.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Release, ReleaseId } from "../../../core/model/release.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import { attempt, day, noRight, now, organisation, recorded, release, uat } from "./sample-organisation.ts";

const failed = {
  kind: "failed",
  why: "What the run was queued with could not be read: You do not have the right.",
};

function came(id: ReleaseId, days: number): Release {
  const attempts = [{ ...attempt, finishedOn: instant(now - days * day) }];
  return { ...release, id, name: id, kind: "yaml", stages: [{ ...uat, attempts }] };
}

function runsWith(queuedWith: AzureDevOps["runs"]["queuedWith"]): AzureDevOps {
  const all = [came("run:401", 1), came("run:400", 3)];
  return organisation({
    builds: {
      run: (number) => Promise.resolve(all.find(({ id }) => id === `run:${number}`) ?? release),
      runs: () => Promise.resolve({ items: all }),
    },
    runs: { queuedWith },
    evidences: { record: () => Promise.resolve({ kind: "absent" }) },
  });
}

describe("What a stage runs now", () => {
  const own = came("run:400", 3);

  it("N13: is not known where it is not told which builds that run carries", async () => {
    const azure = runsWith(() => Promise.reject(noRight()));
    assert.deepEqual((await readEarlier(own, uat, 2, azure)).current, failed);
    assert.deepEqual(await currentIn(own, uat, azure), failed);
  });

  it("N13: is the run that came there last, with the builds that it carries", async () => {
    const resource = { alias: "shop", pipeline: { id: 7, name: "Integration" }, runId: 345, version: "1" };
    const azure = runsWith(() => Promise.resolve({ parameters: {}, resources: [resource] }));
    const { current } = await readEarlier(own, uat, 2, azure);
    assert.ok(current.kind === "read" && current.value && "id" in current.value);
    assert.equal(current.value.id, "run:401");
    assert.equal(current.value.artefacts.find(({ primary }) => primary)?.alias, "shop");
  });
});

describe("The record of a stage in earlier releases", () => {
  it("bad input: is found where the stage had another name then", async () => {
    const named = { ...came("run:401", 1), stages: [{ ...uat, name: "Test", attempts: [attempt] }] };
    const value = await recorded();
    const azure = organisation({
      builds: { runs: () => Promise.resolve({ items: [named] }), run: () => Promise.resolve(named) },
      runs: { queuedWith: () => Promise.resolve({ parameters: {}, resources: [] }) },
      evidences: {
        record: ({ id }) =>
          Promise.resolve(id === "run:401" ? { kind: "found", value, text: "" } : { kind: "absent" }),
      },
    });
    const { here } = await readEarlier(came("run:400", 3), uat, 1, azure);
    assert.deepEqual(here, { kind: "read", value });
  });

  it("is looked for in twenty of them at most", async () => {
    const asked: number[] = [];
    const items = Array.from({ length: 60 }, (_, at): Release => ({ ...release, id: `classic:${60 - at}` }));
    const azure = organisation({
      releases: {
        list: () => Promise.resolve({ items }),
        get: (number) => {
          asked.push(number);
          return Promise.resolve({ ...release, id: `classic:${number}` });
        },
      },
      evidences: { record: () => Promise.resolve({ kind: "absent" }) },
    });
    const { here } = await readEarlier({ ...release, id: "classic:61" }, uat, 1, azure);
    assert.deepEqual(here, { kind: "read", value: undefined });
    assert.deepEqual([asked.length, asked[0]], [20, 60]);
  });
});
