import assert from "node:assert/strict";
import { asBreakGlass, brokenGlass, secondToCome } from "../../../core/model/break-glass.ts";
import type { CalendarEntry } from "../../../core/model/calendar.ts";
import { brokenCalendar, stoppedBy } from "../../../core/model/judge-calendar.ts";
import type { CalendarFact, StartFacts } from "../../../core/model/start-facts.ts";
import { whyNot } from "../../../core/model/why-waiting.ts";
import { endless, entryWith, guid, hours } from "./entries.ts";
import { bare, failed, levels, only } from "./judging.ts";

const read = <T>(value: T) => ({ kind: "read", value }) as const;

function facts(entries: readonly CalendarEntry[], more: Partial<CalendarFact> = {}): StartFacts {
  return bare({ calendar: read({ entries, of: [], secondPerson: false, ...more }) });
}

const byItself = (yes: boolean) =>
  ({ automatic: read({ byItself: yes, how: "x", allowed: true }) }) satisfies Partial<StartFacts>;
const mine = { kind: "release", id: "classic:57", name: "Release-57" } as const;

describe("a start that the calendar stands against", () => {
  it("N11: is blocked in a freeze, with until when, when it is free next, and what to do", () => {
    const next = entryWith({ id: guid(2), from: hours(2), to: hours(18) });
    const first = only(facts([entryWith()]));
    const withNext = only(facts([entryWith(), next]));
    assert.deepEqual(
      [first?.level, first?.title],
      ["block", 'Frozen until 2022-06-28 14:00 UTC: "Year\'s end"'],
    );
    assert.match(first?.fix ?? "", /a reason that begins “Break-glass:”\.$/);
    assert.equal(first?.detail, "The books are closed. Next free: 2022-06-28 14:00 UTC.");
    assert.match(withNext?.detail ?? "", /Next free: 2022-06-29 06:00 UTC\./);
  });

  it("N11: is blocked in somebody else's reservation, which names whose it is, and not in its own", () => {
    const reserved = entryWith({ kind: "reservation", title: "Regression", for: [mine] });
    assert.equal(
      only(facts([reserved]))?.title,
      'Reserved until 2022-06-28 14:00 UTC for "Release-57": "Regression"',
    );
    assert.deepEqual(levels(facts([reserved], { of: [mine] })), ["calendar ok"]);
  });

  it("N11: is free in other environments and at other times, and told what comes next", () => {
    assert.deepEqual(levels(facts([entryWith({ environments: ["UAT"] })])), ["calendar ok"]);
    const coming = only(facts([entryWith({ from: hours(4), to: hours(5) })]));
    assert.equal(coming?.detail, 'Next: frozen from 2022-06-28 16:00 UTC, "Year\'s end".');
    assert.deepEqual(levels(facts([entryWith({ to: hours(-0.5) })])), ["calendar ok"]);
  });

  it("N13: is held where it starts by itself, and a person is only told", () => {
    const held = facts([endless()]);
    assert.deepEqual(levels({ ...held, ...byItself(true) }), ["automaticProduction note", "calendar block"]);
    assert.deepEqual(levels({ ...held, ...byItself(false) }), [
      "automaticProduction ok",
      "calendar note",
      "calendar ok",
    ]);
    const unknown = { ...held, automatic: failed };
    assert.deepEqual(
      levels(unknown),
      ["automaticProduction block", "calendar block"],
      "who is not known is nobody",
    );
  });

  it("N11: is refused in production where the calendar cannot be read, unless the task's input says warn", () => {
    const unread = bare({ calendar: failed });
    const warn = { ...unread, policies: { ...unread.policies, settingsUnread: "warn" } } as const;
    const elsewhere = bare({ calendar: failed }, "test");
    assert.deepEqual(
      [unread, warn, elsewhere].map((one) => levels(one)),
      [["calendar block"], ["calendar warning"], ["calendar note"]],
    );
  });
});

describe("a start that breaks the glass", () => {
  const glass = { reason: "The tills are down", by: "morgan" };

  it("N11: asks for a reason instead of being blocked", () => {
    assert.deepEqual(levels(facts([entryWith()], { breakGlass: glass })), ["calendar warning"]);
  });

  it("N11: takes two where the settings say so", () => {
    const alone = facts([entryWith()], { breakGlass: glass, secondPerson: true });
    assert.match(only(alone)?.detail ?? "", /it takes two: nobody else approved the stage/);
    const both = { ...glass, second: "avery" };
    assert.deepEqual(levels(facts([entryWith()], { breakGlass: both, secondPerson: true })), [
      "calendar warning",
    ]);
    const before = { reason: "", second: secondToCome };
    const ahead = only(facts([entryWith()], { breakGlass: before, secondPerson: true }));
    assert.match(ahead?.detail ?? "", /Somebody else must approve the stage, else the task refuses it/);
  });

  it("N11: is recorded with what it went past, why, and who; and not where nothing stood in the way", () => {
    const both = { ...glass, second: "avery" };
    assert.deepEqual(brokenCalendar(facts([entryWith()], { breakGlass: both })), {
      entries: [{ id: entryWith().id, kind: "freeze", title: "Year's end" }],
      reason: "The tills are down",
      by: "morgan",
      second: "avery",
    });
    assert.equal(brokenCalendar(facts([], { breakGlass: both })), undefined);
    assert.equal(brokenCalendar(facts([entryWith()])), undefined);
  });

  it("N11: is known by how its reason begins, and by nothing else", () => {
    const rows = [
      ["Break-glass: the tills are down", "the tills are down"],
      ["  BREAK GLASS :\n the tills", "the tills"],
      ["Break-glass:   ", undefined],
      ["No Break-glass: please", undefined],
      [undefined, undefined],
    ] as const;
    for (const [text, reason] of rows) assert.equal(brokenGlass(text), reason, text);
    assert.equal(asBreakGlass("Break-glass: twice"), "Break-glass: twice");
    assert.equal(brokenGlass(asBreakGlass(" once ")), "once");
  });
});

describe("why a stage does not run, by the calendar", () => {
  const stage = {
    id: "2",
    name: "Production",
    environment: "PROD",
    class: "production",
    trigger: "manual",
    after: [],
    status: { state: "notDeployed", wire: "notStarted" },
    attempts: [],
    linkedGroups: [],
  } as const;

  it("N17: it is frozen, reserved or held, and until when", () => {
    const reserved = entryWith({ kind: "reservation", title: "Regression", for: [mine] });
    const rows = [
      [facts([entryWith()]), 'It is frozen: "Year\'s end".', hours(2)],
      [facts([reserved]), 'It is reserved for "Release-57": "Regression".', hours(2)],
      [
        { ...facts([endless()]), ...byItself(true) },
        'A hold keeps it from starting by itself: "After the rollback".',
        undefined,
      ],
    ] as const;
    for (const [given, text, until] of rows) {
      const stopped = stoppedBy(given);
      const why = whyNot({ stage: read(stage), ...(stopped === undefined ? {} : { stopped }) });
      const expected = { text, ...(until === undefined ? {} : { until }) };
      assert.deepEqual([stopped, why], [expected, expected]);
    }
    assert.equal(stoppedBy(facts([endless()])), undefined);
  });
});
