import assert from "node:assert/strict";
import fc from "fast-check";
import { coming, concerns, conflictsOf, entryFault, inForce } from "../../../core/model/calendar.ts";
import { nextOpening, overlap, spanAt, stops } from "../../../core/model/calendar.ts";
import type { CalendarEntry, Span } from "../../../core/model/calendar.ts";
import { instant, iso, type Instant } from "../../../core/model/instant.ts";
import { readEntry } from "../../../core/model/read-calendar.ts";
import { endless, entryWith, guid, hours } from "./entries.ts";
import { now } from "./judging.ts";

const at = (text: string): Instant => instant(Date.parse(text));
const told = (span: Span | undefined): (string | undefined)[] =>
  span === undefined ? [] : [iso(span.from), span.to === undefined ? undefined : iso(span.to)];

/** Fridays 16:00 to Mondays 06:00 in Berlin, first in the middle of March 2026. */
const weekend = entryWith({
  from: at("2026-03-13T15:00:00Z"),
  to: at("2026-03-16T05:00:00Z"),
  weekly: { zone: "Europe/Berlin" },
});

describe("the time of an entry of the calendar", () => {
  it("N11: is what was said, up to its end and not any more at its end", () => {
    const { from, to = now } = entryWith();
    assert.deepEqual(spanAt(entryWith(), hours(-5)), { from, to });
    assert.deepEqual(spanAt(entryWith(), instant(to - 1)), { from, to });
    assert.equal(spanAt(entryWith(), to), undefined);
    assert.deepEqual(spanAt(endless(), hours(10_000)), { from: hours(-1) });
  });

  it("N11: that comes every week keeps the clocks of its zone when those change", () => {
    const rows = [
      ["2026-03-01T00:00:00Z", ["2026-03-13T15:00:00.000Z", "2026-03-16T05:00:00.000Z"]],
      ["2026-03-16T05:00:00Z", ["2026-03-20T15:00:00.000Z", "2026-03-23T05:00:00.000Z"]],
      ["2026-03-28T00:00:00Z", ["2026-03-27T15:00:00.000Z", "2026-03-30T04:00:00.000Z"]],
      ["2026-10-24T00:00:00Z", ["2026-10-23T14:00:00.000Z", "2026-10-26T05:00:00.000Z"]],
    ] as const;
    for (const [moment, span] of rows) assert.deepEqual(told(spanAt(weekend, at(moment))), span, moment);
  });

  it("N11: that comes every week ends when it was ended, in its middle too", () => {
    const until = at("2026-03-21T12:00:00Z");
    const ended = { ...weekend, weekly: { zone: "Europe/Berlin", until } };
    assert.deepEqual(told(spanAt(ended, at("2026-03-20T16:00:00Z"))), [
      "2026-03-20T15:00:00.000Z",
      iso(until),
    ]);
    assert.equal(spanAt(ended, until), undefined);
  });
});

describe("what the calendar says of a place", () => {
  const place = { names: ["PROD", "Production"], class: "production", of: [] } as const;

  it("N11: is about the environments that it names by any of their names, else about a class, else about all", () => {
    const rows: readonly (readonly [Partial<CalendarEntry>, boolean])[] = [
      [{ environments: ["prod"] }, true],
      [{ environments: ["Production"] }, true],
      [{ environments: ["UAT"], classes: ["production"] }, false],
      [{ environments: [], classes: ["production"] }, true],
      [{ environments: [], classes: ["test"] }, false],
      [{ environments: [], classes: [] }, true],
    ];
    for (const [entry, expected] of rows)
      assert.equal(concerns(entryWith(entry), place), expected, JSON.stringify(entry));
  });

  it("N11 N13: stops all but those that it is for, and a hold only what starts by itself", () => {
    const pipeline = { kind: "pipeline", id: "classic:3" } as const;
    const mine = { ...place, of: [pipeline] };
    const reserved = entryWith({ kind: "reservation", for: [{ ...pipeline, name: "Shop" }] });
    assert.deepEqual(
      [stops(reserved, place, false), stops(reserved, mine, false)],
      [true, false],
      "the one that reserved may deploy",
    );
    assert.deepEqual([stops(endless(), place, false), stops(endless(), place, true)], [false, true]);
  });

  it("N11: opens when nothing follows on, and nobody knows when while something has no end", () => {
    const next = entryWith({ id: guid(2), from: hours(2), to: hours(5) });
    const later = entryWith({ id: guid(3), from: hours(6), to: hours(7) });
    assert.equal(nextOpening([later, entryWith(), next], now), hours(5));
    assert.equal(nextOpening([later], now), now);
    assert.equal(nextOpening([entryWith(), endless()], now), undefined);
    assert.deepEqual(
      [inForce([later, entryWith()], now), coming([later, entryWith()], now)].map((all) => all.length),
      [1, 1],
    );
  });

  it("N11: opens at a moment at which nothing is in force, whatever stands in the calendar", () => {
    const span = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 30 }));
    const property = fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
      const entries = spans.map(([from, long], index) =>
        entryWith({ id: guid(index), from: hours(from), to: hours(from + long) }),
      );
      const opening = nextOpening(entries, now);
      assert.ok(opening !== undefined && opening >= now);
      assert.deepEqual(inForce(entries, opening), []);
      const before = instant(opening - 1);
      assert.ok(opening === now || inForce(entries, before).length > 0, "and at none before");
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe("a calendar that is full", () => {
  const lasting = (work: () => void): number => {
    const { user, system } = process.cpuUsage();
    work();
    const spent = process.cpuUsage({ user, system });
    return (spent.user + spent.system) / 1000;
  };
  // Each begins before the one before it ends, half a year ago for the first time: together they fill four days.
  const chain = Array.from({ length: 300 }, (_, at) =>
    entryWith({
      id: guid(at),
      kind: "reservation",
      from: hours(-24 * 7 * 26 - 1 + at * 0.3),
      to: hours(-24 * 7 * 26 - 1 + at * 0.3 + 0.31),
      weekly: { zone: "Asia/Tokyo" },
    }),
  );

  it("N11: is looked through in a moment, so that nobody can keep a deployment waiting by what is in it", () => {
    const spent = lasting(() => {
      assert.equal(nextOpening(chain, now), hours(-1 + 299 * 0.3 + 0.31));
      assert.equal(conflictsOf(entryWith({ kind: "reservation" }), chain, now).length, 7);
    });
    assert.ok(spent < 1500, `${spent} ms`);
  });

  it("N11: opens nowhere within a year where what comes every week leaves no gap", () => {
    const always = [0, 1, 2, 3, 4, 5, 6].map((day) =>
      entryWith({ id: guid(day), from: hours(24 * day), to: hours(24 * day + 24), weekly: { zone: "UTC" } }),
    );
    assert.equal(nextOpening(always, now), undefined);
    const until = hours(24 * 7 * 40);
    const ending = always.map((entry) => ({ ...entry, weekly: { zone: "UTC", until } }));
    assert.equal(nextOpening(ending, now), until);
  });
});

describe("reservations that meet", () => {
  const mine = entryWith({ kind: "reservation" });
  const other = (changes: Partial<CalendarEntry>): CalendarEntry =>
    entryWith({ id: guid(9), kind: "reservation", ...changes });

  it("N11 S1-04: have an environment and a moment in common; one that ends when the other begins does not", () => {
    const rows: readonly (readonly [Partial<CalendarEntry>, number])[] = [
      [{}, 1],
      [{ environments: ["Production"] }, 1],
      [{ environments: ["UAT"] }, 0],
      [{ environments: [], classes: ["production"] }, 1],
      [{ from: hours(2), to: hours(3) }, 0],
      [{ from: hours(1), to: hours(3) }, 1],
      [{ kind: "freeze" }, 0],
      [{ from: hours(-9), to: hours(-1) }, 0],
      [{ from: hours(-7 * 24 - 3), to: hours(-7 * 24 - 1), weekly: { zone: "UTC" } }, 0],
      [{ from: hours(-7 * 24), to: hours(-7 * 24 + 2), weekly: { zone: "UTC" } }, 1],
    ];
    for (const [changes, count] of rows)
      assert.equal(conflictsOf(mine, [mine, other(changes)], now).length, count, JSON.stringify(changes));
  });

  it("N11: meet whichever of them is asked, and exactly where some moment lies in both", () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 20 }))
      .map(([from, long]) => ({ from: hours(from), to: hours(from + long) }));
    const property = fc.property(span, span, (a, b) => {
      const moments = Array.from({ length: 64 }, (_, hour) => hours(hour));
      const inside = (one: Span, moment: Instant): boolean =>
        one.from <= moment && moment < (one.to ?? Number.POSITIVE_INFINITY);
      const shared = moments.some((moment) => inside(a, moment) && inside(b, moment));
      assert.equal(overlap(a, b), shared);
      assert.equal(overlap(b, a), shared);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe("an entry that cannot be", () => {
  it("N11: is told what it lacks, in one sentence", () => {
    const rows: readonly (readonly [CalendarEntry, string | undefined])[] = [
      [entryWith(), undefined],
      [endless(), undefined],
      [entryWith({ title: " " }), "Give it a title."],
      [entryWith({ reason: "" }), "Give the reason: who is stopped by it reads it."],
      [endless({ kind: "freeze" }), "Say when it ends."],
      [entryWith({ to: hours(-2) }), "It ends before it begins."],
      [entryWith({ to: now }), "It would be over already."],
      [
        entryWith({ to: hours(7 * 24), weekly: { zone: "UTC" } }),
        "What comes again every week must be shorter than a week.",
      ],
      [entryWith({ weekly: { zone: "UTC", until: now } }), "It would be over already."],
    ];
    for (const [entry, fault] of rows) assert.equal(entryFault(entry, now), fault);
  });
});

describe("an entry that is read", () => {
  const faults = (changes: Readonly<Record<string, unknown>>): string => {
    const read = readEntry(JSON.stringify({ ...entryWith(), ...changes }));
    return "faults" in read ? read.faults.join(" ") : "";
  };

  it("N11: is what was written", () => {
    for (const entry of [entryWith(), endless(), weekend])
      assert.deepEqual(readEntry(JSON.stringify(entry)), entry);
  });

  it("N11: is believed only as a whole, and a newer one says that it is newer", () => {
    assert.match(faults({ schema: 2 }), /schema 2; this Release Manager knows 1\. Update the extension/);
    assert.match(faults({ kind: "siesta" }), /kind is none of reservation, freeze, hold/);
    assert.match(faults({ to: undefined }), /a freeze has no end/);
    assert.match(faults({ to: hours(-3) }), /to is before from/);
    assert.match(faults({ weekly: { zone: "Atlantis/Poseidonis" } }), /weekly\.zone is no time zone/);
    assert.match(faults({ id: "../x" }), /id is no GUID/);
    assert.match(faults({ from: 1e300 }), /from is no whole number/);
    assert.match(faults({ more: 1 }), /unknown field "more"/);
    assert.match(faults({ environments: Array.from({ length: 101 }, String) }), /more than 100 items/);
  });
});
