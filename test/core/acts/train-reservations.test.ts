import assert from "node:assert/strict";
import { withTrainReservations } from "../../../core/acts/train-reservations.ts";
import { refusal } from "../../../core/failure.ts";
import { stops, type CalendarEntry } from "../../../core/model/calendar.ts";
import { read, type Reading } from "../../../core/model/reading.ts";
import { id, june, release, reservation } from "../model/train/builders.ts";
import { keptDocuments } from "./kept-documents.ts";

const shop = { id: "classic:57", name: "Release-57" } as const;

async function seen(
  releases: readonly ("classic:57" | "classic:58")[],
  entry: CalendarEntry,
  phase: "construction" | "cancelled" = "construction",
): Promise<Reading<readonly CalendarEntry[]>> {
  const kept = keptDocuments();
  kept.put(`train-${id(1)}`, `release-${id(10)}`, { ...release, releases, phase });
  return withTrainReservations(read([entry]), shop, kept.documents, june(10));
}

function isStopped(calendar: Reading<readonly CalendarEntry[]>): boolean {
  const place = { names: ["UAT"], class: "test", of: [{ kind: "release", id: shop.id }] } as const;
  return calendar.kind === "failed" || calendar.value.some((entry) => stops(entry, place, false));
}

describe("what is reserved for a train", () => {
  const junes = reservation("UAT", id(50));

  it("S1-04: does not stop a release that travels on it, and stops every other", async () => {
    assert.equal(isStopped(await seen(["classic:57"], junes)), false);
    assert.equal(isStopped(await seen(["classic:58"], junes)), true);
  });

  it("S1-04: stops a release that was taken off it", async () => {
    assert.equal(isStopped(await seen(["classic:57"], junes, "cancelled")), true);
  });

  it("asks for no train while nothing is in force", async () => {
    const entry = reservation("UAT", id(50), { from: june(20) });
    const none = { list: () => assert.fail("asked") };
    const calendar = await withTrainReservations(read([entry]), shop, none, june(10));
    assert.deepEqual(calendar, read([entry]));
  });

  it("N11: makes the calendar unread where it is not known what travels on the train", async () => {
    const lost = {
      list: () => Promise.reject(refusal({ code: "RM040", what: "x", where: "y", cause: "No", next: "z" })),
    };
    assert.deepEqual(await withTrainReservations(read([junes]), shop, lost, june(10)), {
      kind: "failed",
      why: 'what travels on the train "June" is not known: No.',
    });
  });
});
