import assert from "node:assert/strict";
import { gatherEvidence } from "../../../core/acts/gather-evidence.ts";
import { inspectRelease } from "../../../core/acts/inspect-release.ts";
import { startStage } from "../../../core/acts/start-stage.ts";
import type { CalendarEntry } from "../../../core/model/calendar.ts";
import { defaultSettings } from "../../../core/model/settings.ts";
import type { Approval } from "../../../core/model/stage.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Stored } from "../../../core/ports.ts";
import { deploy, ended, production, recordOf, type Scene } from "../../support/deploying.ts";
import { refusing } from "../../support/refusing.ts";
import { entryWith, guid } from "../model/entries.ts";
import { id, release as onTrain } from "../model/train/builders.ts";
import { noRight, now, organisation, sha256 } from "./sample-organisation.ts";

// The task's moment is the beginning of 1970.
const freeze = entryWith({ from: instant(0), to: instant(3_600_000) });

const holding =
  (entry: CalendarEntry): (() => Promise<readonly Stored<unknown>[]>) =>
  () =>
    Promise.resolve([{ id: entry.id, etag: 1, value: entry }]);

async function frozen(over: Partial<Scene> = {}): Promise<Scene> {
  const records = { UAT: await recordOf({}) };
  return { ...production, records, calendar: holding(freeze), ...over };
}

const settings = (): Promise<unknown> => Promise.resolve({ ...defaultSettings, breakGlass: "secondPerson" });
const morgan = { id: "morgan", name: "Morgan" };
const person = { startedBy: "person", requestedBy: morgan } as const;
const approved = (by: string, comment = ""): Approval => ({
  id: "1",
  when: "before",
  attempt: 1,
  status: "approved",
  automatic: false,
  decidedBy: { id: by, name: by },
  comment,
});

describe("A task that deploys, and the calendar", () => {
  it("N11: refuses in a freeze, before anything is written, whoever started it", async () => {
    for (const startedBy of ["person", "trigger", "schedule"] as const) {
      const order = { floors: floors("allow") };
      const { events, end } = deploy(await frozen({ attempt: { startedBy, reason: "go" }, order }));
      await assert.rejects(end, refusing("RM002", /Frozen until 1970-01-01 01:00 UTC: "Year's end"/));
      assert.ok(!events.some((event) => event.startsWith("note")), "no artefact was touched");
    }
  });

  it("N11: deploys where the reason breaks the glass, and records what it went past, why and who", async () => {
    const reason = "Break-glass: the tills are down";
    const { record } = await ended(await frozen({ attempt: { ...person, reason } }));
    assert.deepEqual(record.breakGlass, {
      entries: [{ id: freeze.id, kind: "freeze", title: "Year's end" }],
      reason: "the tills are down",
      by: "morgan",
    });
    assert.equal(record.reason, reason);
    const usual = await ended({
      ...(await frozen({ attempt: { ...person, reason } })),
      calendar: holding(later()),
    });
    assert.equal(usual.record.breakGlass, undefined, "nothing stood in the way");
  });

  it("N11: takes the variable Break-Glass of what a person started, and of nothing else", async () => {
    const order = { breakGlass: "the tills are down", floors: floors("allow") };
    const { record } = await ended(await frozen({ attempt: person, order }));
    assert.deepEqual([record.breakGlass?.by, record.reason], ["morgan", "the tills are down"]);
    const scheduled = deploy(await frozen({ attempt: { startedBy: "schedule" }, order }));
    await assert.rejects(scheduled.end, refusing("RM002", /Frozen/));
  });

  it("N11: takes an approver's word, too", async () => {
    const attempt = { ...person, approvals: [approved("avery", "Break-glass: the tills are down")] };
    assert.equal((await ended(await frozen({ attempt }))).record.breakGlass?.by, "avery");
  });

  it("N11: takes two where the settings say so: nobody is their own second person", async () => {
    const reason = "Break-glass: the tills are down";
    const alone = [[], [approved("morgan")]];
    for (const approvals of alone) {
      const attempt = { ...person, reason, approvals };
      await assert.rejects(
        deploy(await frozen({ settings, attempt })).end,
        refusing("RM002", /it takes two: nobody else approved the stage/),
      );
    }
    const attempt = { ...person, reason, approvals: [approved("avery")] };
    const { breakGlass } = (await ended(await frozen({ settings, attempt }))).record;
    assert.deepEqual([breakGlass?.by, breakGlass?.second], ["morgan", "avery"]);
  });

  it("N11: refuses production where the calendar cannot be read, unless the step says warn", async () => {
    const calendar = (): Promise<never> => Promise.reject(noRight());
    await assert.rejects(
      deploy(await frozen({ calendar })).end,
      refusing("RM002", /Not known: what the calendar says/),
    );
    const order = { floors: { ...floors("refuse"), unreadable: "warn" } } as const;
    assert.equal((await ended(await frozen({ calendar, order }))).failure, undefined);
  });
});

describe("A task that deploys what travels on a train", () => {
  it("S1-04: is not stopped by what is reserved for the train, and stopped by what is for another", async () => {
    const train = { kind: "train", id: id(1), name: "June" } as const;
    const entry: CalendarEntry = { ...freeze, kind: "reservation", for: [train] };
    const carrying =
      (release: "classic:57" | "classic:58") =>
      (collection: string): Promise<readonly Stored<unknown>[]> =>
        collection === `train-${id(1)}`
          ? Promise.resolve([
              { id: `release-${id(10)}`, etag: 1, value: { ...onTrain, releases: [release] } },
            ])
          : holding(entry)();
    const attempt = { ...person, reason: "go" };
    const own = await frozen({ attempt, calendar: carrying("classic:57") });
    assert.equal((await ended(own)).failure, undefined);
    await assert.rejects(
      deploy(await frozen({ attempt, calendar: carrying("classic:58") })).end,
      refusing("RM002", /Reserved until .* for "June"/),
    );
  });
});

function later(): CalendarEntry {
  return { ...freeze, from: instant(7_200_000), to: instant(9_000_000) };
}

function floors(automaticProduction: "allow" | "refuse") {
  return { order: "block", drift: "reason", automaticProduction, unreadable: "refuse" } as const;
}

describe("A start from the hub or from the task that starts, and the calendar", () => {
  const here = entryWith({ id: guid(1), from: now, to: instant(now + 3_600_000) });
  const started: string[] = [];
  const azure = organisation({
    documents: {
      list: (collection) => (collection.startsWith("calendar-") ? holding(here)() : Promise.resolve([])),
    },
    releases: { start: (...[, , reason]) => Promise.resolve(void started.push(reason)) },
  });
  const world = { now, sha256, wait: () => Promise.resolve() };
  const order = { release: "classic:57", stage: "Production", typedName: "PROD" } as const;

  it("N11: shows the freeze on the sheet, and what holds for who goes past it", async () => {
    const sheet = await gatherEvidence(await inspectRelease("classic:57", azure), "Production", azure, world);
    assert.equal(sheet.verdict, "blocked");
    assert.equal(sheet.inSpite?.verdict, "allowedWithReason");
  });

  it("N11: refuses it with the same words, and starts it for a reason that breaks the glass", async () => {
    await assert.rejects(
      startStage({ ...order, reason: "go-live" }, azure, world),
      refusing("RM002", /Frozen until .*: "Year's end"/),
    );
    await startStage({ ...order, reason: "Break-glass: the tills are down" }, azure, world);
    assert.deepEqual(started, ["Break-glass: the tills are down"]);
  });
});
