import assert from "node:assert/strict";
import { readEntry } from "../../../core/model/read-calendar.ts";
import { rollBack, type RollbackOrder } from "../../../core/acts/roll-back.ts";
import { refusing } from "../../support/refusing.ts";
import { noRight, now, organisation, type Parts, project, sha256 } from "./sample-organisation.ts";

type Done = { events: string[]; entries: unknown[] };

const hold = {
  id: "0f8b5a3e-6c1d-4e2f-9a7b-1c2d3e4f5a6b",
  by: "rita",
  environment: "PROD",
  from: "Release-58",
  to: "Release-57",
};

async function rolledBack(over: Partial<RollbackOrder>, parts: Parts = {}): Promise<Done> {
  const done: Done = { events: [], entries: [] };
  const azure = organisation({
    ...parts,
    releases: { start: () => Promise.resolve(void done.events.push("start")), ...parts.releases },
    documents: {
      write: (collection, _, value) => {
        done.events.push(`write ${collection}`);
        done.entries.push(value);
        return Promise.resolve(1);
      },
      ...parts.documents,
    },
  });
  const order = {
    release: "classic:57",
    stage: "Production",
    reason: "58 loses orders",
    typedName: "PROD",
  } as const;
  await rollBack({ ...order, ...over }, azure, { now, sha256, wait: () => Promise.resolve() });
  return done;
}

describe("Rolling a stage back", () => {
  it("N13: starts the earlier release first, then holds the environment with the reason until somebody ends it", async () => {
    const { events, entries } = await rolledBack({ hold });
    assert.deepEqual(events, ["start", `write calendar-${project.id}`]);
    assert.deepEqual(entries, [
      {
        schema: 1,
        id: hold.id,
        kind: "hold",
        title: "Rolled back from Release-58",
        from: now,
        environments: ["PROD"],
        classes: [],
        for: [{ kind: "release", id: "classic:57", name: "Release-57" }],
        reason: "58 loses orders",
        by: "rita",
        on: now,
      },
    ]);
  });

  it("N13: holds the environment whatever the lengths of names and of the reason, so that the calendar can be read", async () => {
    const long = { from: "f".repeat(400), to: "t".repeat(500) };
    const { entries } = await rolledBack({ hold: { ...hold, ...long }, reason: "r".repeat(4000) });
    const entry = readEntry(JSON.stringify(entries[0]));
    assert.ok(!("faults" in entry), JSON.stringify(entry));
    const { title, reason, for: holders } = entry;
    assert.deepEqual([title.length, reason.length, holders[0]?.name.length], [200, 2000, 400]);
    assert.match(title, /^Rolled back from f+…$/);
  });

  it("N13: holds nothing where that is not wanted", async () => {
    assert.deepEqual((await rolledBack({})).events, ["start"]);
  });

  it("holds nothing where the start was refused", async () => {
    const entries: unknown[] = [];
    const write = (_: string, __: string, value: unknown): Promise<number> =>
      Promise.resolve(entries.push(value));
    const start = (): Promise<never> => Promise.reject(noRight());
    const refused = rolledBack({ hold }, { releases: { start }, documents: { write } });
    await assert.rejects(refused, refusing("RM040", /do not have the right/));
    assert.deepEqual(entries, []);
  });

  it("says that the stage was started where the hold could not be set, so that nobody starts it again", async () => {
    const write = (): Promise<never> => Promise.reject(noRight());
    await assert.rejects(
      rolledBack({ hold }, { documents: { write } }),
      /Production was started, but PROD is not held .* Running again is not safe\. Do not start it again\. Set a hold on PROD/,
    );
  });
});
