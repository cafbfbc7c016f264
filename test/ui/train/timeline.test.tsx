import assert from "node:assert/strict";
import { act } from "preact/test-utils";
import type { ApplicationRelease } from "../../../core/model/train/application-release.ts";
import type { Train } from "../../../core/model/train/train.ts";
import { followCulture } from "../../../ui/shared/time.ts";
import { type Row, timelineOf } from "../../../ui/train/timeline.ts";
import { TimelineView } from "../../../ui/train/timeline-view.tsx";
import { id, june, release, train } from "../../core/model/train/builders.ts";
import { clear, draw, type Drawn, openPage } from "../dom.ts";

const passed = { by: "mia", on: june(6) };
const gates = train.gates.map((gate) => (gate.name === "scoping" ? { ...gate, passed } : gate));
const freeze = {
  id: id(60),
  name: "Code freeze",
  date: june(12),
  owner: "olga",
  gate: "development",
} as const;
const building: Train = {
  ...train,
  phase: "construction",
  gates,
  milestones: [{ ...freeze, inherit: true }],
};
const shop: ApplicationRelease = { ...release, phase: "construction" };

function rowOf(key: string, at = june(10), of = building, releases = [shop]): Row {
  const row = timelineOf(of, releases, at).rows.find((one) => one.key === key);
  assert.ok(row, key);
  return row;
}

describe("the timeline of a train", () => {
  it("S1-18: tells each phase of the train between its gates, and how it stands", () => {
    const bars = rowOf(train.id).bars.map(({ name, from, to, state }) => [name, from, to, state]);
    assert.deepEqual(bars, [
      ["Scoping", june(1), june(5), "done"],
      ["Construction", june(5), june(15), "now"],
      ["Verification", june(15), june(20), "coming"],
      ["Production", june(20), june(30), "coming"],
    ]);
  });

  it("S1-18: covers the whole width without a gap", () => {
    const { bars } = rowOf(train.id);
    const width = bars.reduce((sum, bar) => sum + bar.width, 0);
    assert.equal(Math.round(width), 100);
    for (const [at, bar] of bars.entries()) {
      const before = bars[at - 1];
      if (before) assert.ok(Math.abs(before.place + before.width - bar.place) < 0.001, bar.name);
    }
  });

  it("S1-18: cuts the phases to an application release's own dates, and says where those are odd", () => {
    const early = { ...shop, from: june(8), to: june(18) };
    const row = rowOf(shop.id, june(10), building, [early]);
    assert.deepEqual(
      row.bars.map(({ name, from, to }) => [name, from, to]),
      [
        ["Construction", june(8), june(15)],
        ["Verification", june(15), june(18)],
      ],
    );
    const outside = rowOf(shop.id, june(10), building, [{ ...shop, from: june(1, -48) }]);
    assert.match(outside.words, /^Construction\. It begins before the train does\./);
  });

  it("S1-18: marks what is late in words, and what was passed late", () => {
    const row = rowOf(train.id, june(17));
    const construction = row.bars.find(({ name }) => name === "Construction");
    assert.deepEqual([construction?.state, construction?.words.split(", ")[1]], ["late", "late by 2 d"]);
    const words = Object.fromEntries(row.marks.map(({ name, words }) => [name, words]));
    assert.match(words["Scoping gate"] ?? "", /^passed \d Jun 2026, 1 d late$/);
    assert.equal(words["Development gate"], "late by 2 d, not passed yet");
    assert.equal(words["QA gate"], "to be passed");
  });

  it("S1-15 S1-18: shows an inherited milestone with each application release, on its overridden date", () => {
    const override = { date: june(13), owner: "mia", reason: "Holiday" };
    const other = { ...shop, inherited: [{ milestone: id(60), override }] };
    assert.deepEqual(
      rowOf(shop.id).marks.map(({ name, at }) => [name, at]),
      [["Code freeze (inherited)", june(12)]],
    );
    assert.deepEqual(
      rowOf(shop.id, june(10), building, [other]).marks.map(({ name, at }) => [name, at]),
      [["Code freeze (overridden)", june(13)]],
    );
    assert.ok(!rowOf(train.id).marks.some(({ name }) => name.startsWith("Code freeze")));
  });
});

describe("the timeline of a long or crowded train", () => {
  it("S1-18: gives names that would lie upon each other lanes of their own", () => {
    const near = gates.map((gate) => ({ ...gate, date: june(5) }));
    const { marks, lanes } = rowOf(train.id, june(10), { ...building, gates: near });
    assert.equal(lanes, 4);
    assert.deepEqual(
      marks.map(({ lane }) => lane),
      [0, 1, 2, 3],
    );
  });

  it("S1-18: draws today, also where the train should have ended, and not before it begins", () => {
    assert.ok(Math.abs((timelineOf(building, [], june(1, 29 * 12)).today ?? 0) - 50) < 0.001);
    assert.equal(timelineOf(building, [], june(40)).today, 100);
    assert.equal(timelineOf(building, [], june(1, -99)).today, undefined);
    assert.equal(timelineOf({ ...building, phase: "closed" }, [], june(40)).today, undefined);
  });

  it("S1-18: names the days of one year without it, as the host's culture writes them", () => {
    const named = (culture: string): string | undefined => {
      followCulture(culture);
      return timelineOf(building, [], june(10)).ticks[0]?.words;
    };
    const words = ["en-GB", "en-US", "pt-BR"].map(named);
    followCulture();
    assert.deepEqual(words, ["1 Jun", "Jun 1", "1 de jun."]);
  });

  it("S1-18: has few ticks over a long time, and none where a date is a typing error", () => {
    const over = (to: number) => timelineOf({ ...building, to: june(to) }, [], june(10)).ticks.length;
    assert.ok(over(30) >= 4 && over(30) <= 5, "Mondays");
    assert.ok(over(2000) <= 24, "months");
    assert.equal(over(2_000_000), 0);
  });

  it("S1-11 S1-18: leaves out what was taken off the train", () => {
    const gone = { ...shop, id: id(11), phase: "cancelled" as const };
    assert.deepEqual(
      timelineOf(building, [shop, gone], june(10)).rows.map(({ key }) => key),
      [train.id, shop.id],
    );
  });
});

function press(key: string): void {
  const pressed = new KeyboardEvent("keydown", { key, bubbles: true });
  void act(() => void document.activeElement?.dispatchEvent(pressed));
}

describe("the timeline on the page", () => {
  before(openPage);
  afterEach(clear);

  const open = (): Drawn =>
    draw(<TimelineView timeline={timelineOf(building, [shop], june(17))} now={june(17)} />);

  it("S1-18: says of every bar and mark in words what others see", () => {
    const page = open();
    page.one("button.mark", "Development gate, late by 2 d, not passed yet");
    page.one("button.mark", "Milestone Code freeze (inherited), late by 5 d, not reached yet");
    assert.match(page.all(".bar.late")[0]?.textContent ?? "", /^Late: Construction, .*late by 2 d$/);
    assert.match(page.all(".bar.done")[0]?.textContent ?? "", /^✓ Scoping/);
  });

  it("S1-18: is one stop of the keyboard, and the arrows lead from mark to mark", () => {
    const page = open();
    assert.equal(page.all("button.mark[tabindex='0']").length, 1);
    const first = page.one("button.mark[tabindex='0']");
    act(() => first.focus());
    const leads = (key: string, to: RegExp): void => {
      press(key);
      assert.match(document.activeElement?.getAttribute("aria-label") ?? "", to);
    };
    leads("ArrowRight", /^Development gate/);
    assert.match(page.text(), /June: Development gate, late by 2 d, not passed yet\./);
    leads("End", /^Milestone Code freeze/);
    leads("ArrowRight", /^Milestone Code freeze/);
    leads("Home", /^Scoping gate/);
  });

  it("S1-18: is the same as a table", () => {
    const page = open();
    page.click("Table");
    const rows = page.all("tbody tr").map(({ textContent }) => textContent);
    assert.equal(page.one("button", "Table").getAttribute("aria-pressed"), "true");
    assert.equal(rows.length, 2 + 4 + 4 + 4 + 1);
    assert.ok(rows.some((row) => /Development gate Gate.*Late.*late by 2 d, not passed yet/.test(row)));
    assert.ok(rows.some((row) => /Construction Phase.*Late/.test(row)));
  });
});
