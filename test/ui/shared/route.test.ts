import assert from "node:assert/strict";
import { instant } from "../../../core/model/instant.ts";
import { placeKey, readRoute, type Route, routeQuery } from "../../../ui/shared/route.ts";

const guid = "0b5f7f0a-3c52-4d1b-9d55-7b6f3ed1a001";

const routes: readonly (readonly [string, Route])[] = [
  ["view=releases", { place: { view: "releases" } }],
  ["view=release&id=classic%3A57", { place: { view: "release", id: "classic:57", tab: "pipeline" } }],
  ["view=release&id=run%3A345&tab=history", { place: { view: "release", id: "run:345", tab: "history" } }],
  ["view=connections", { place: { view: "connections" } }],
  ["view=connections&group=5", { place: { view: "connections", group: 5 } }],
  ["view=calendar", { place: { view: "calendar" } }],
  ["view=environments", { place: { view: "environments" } }],
  [
    "view=environments&at=2026-05-07T14%3A12%3A00.000Z",
    { place: { view: "environments", at: instant(Date.parse("2026-05-07T14:12:00Z")) } },
  ],
  [
    "view=environments&panel=environment&environment=Go+live&row=classic%3A5",
    {
      place: { view: "environments" },
      over: { panel: "environment", environment: "Go live", row: "classic:5" },
    },
  ],
  [
    "view=releases&panel=deploy&of=classic%3A57&stage=Go+live",
    { place: { view: "releases" }, over: { panel: "deploy", id: "classic:57", stage: "Go live" } },
  ],
  [
    "view=releases&panel=deploy&of=classic%3A57&stage=UAT&back=1",
    {
      place: { view: "releases" },
      over: { panel: "deploy", id: "classic:57", stage: "UAT", back: true },
    },
  ],
  [
    "view=releases&panel=new&pipeline=classic%3A3&build=345",
    { place: { view: "releases" }, over: { panel: "new", pipeline: "classic:3", build: 345 } },
  ],
  ["view=trains", { place: { view: "trains" } }],
  ["view=train&train=3", { place: { view: "train", train: 3, tab: "plan" } }],
  ["view=train&train=3&tab=ledger", { place: { view: "train", train: 3, tab: "ledger" } }],
  [`view=turnover&train=3&turnover=${guid}`, { place: { view: "turnover", train: 3, turnover: guid } }],
  [
    `view=turnover&train=3&turnover=${guid}&panel=deploy&of=classic%3A57&stage=UAT&task=${guid}&at=2026-06-10T00%3A00%3A00.000Z`,
    {
      place: { view: "turnover", train: 3, turnover: guid },
      over: {
        ...{ panel: "deploy", id: "classic:57", stage: "UAT" },
        task: { train: 3, turnover: guid, task: guid, at: instant(Date.UTC(2026, 5, 10)) },
      },
    },
  ],
  ["view=trains&panel=new-train", { place: { view: "trains" }, over: { panel: "new-train" } }],
  [
    `view=trains&panel=new-train&template=${guid}`,
    { place: { view: "trains" }, over: { panel: "new-train", template: guid } },
  ],
  [
    "view=release&id=run%3A7&panel=new&pipeline=yaml%3A3&build=345&from=run%3A7",
    {
      place: { view: "release", id: "run:7", tab: "pipeline" },
      over: { panel: "new", pipeline: "yaml:3", build: 345, from: "run:7" },
    },
  ],
];

describe("a route", () => {
  for (const [address, route] of routes) {
    it(`is written to and read from “${address}”`, () => {
      assert.equal(new URLSearchParams(routeQuery(route)).toString(), address);
      assert.deepEqual(readRoute(Object.fromEntries(new URLSearchParams(address))), route);
    });
  }

  for (const address of [
    "",
    "view=release&id=57",
    "view=release&id=classic:x",
    "view=nothing&group=5",
    "view=constructor",
    "view=train&train=three",
    "view=turnover&train=3&turnover=nothing",
    "panel=deploy&stage=UAT",
    "panel=deploy&of=classic:57",
    "panel=environment&row=classic:5",
  ]) {
    it(`leads from “${address}”, which is not understood, to the list`, () => {
      const read = readRoute(Object.fromEntries(new URLSearchParams(address)));
      assert.deepEqual(read, { place: { view: "releases" } });
    });
  }

  it("takes the release of the page for the panel that names none", () => {
    const query = { view: "release", id: "classic:57", panel: "deploy", stage: "UAT" };
    assert.deepEqual(readRoute(query).over, { panel: "deploy", id: "classic:57", stage: "UAT" });
  });

  it("N9: takes a moment that cannot be read for now", () => {
    const read = readRoute({ view: "environments", at: "last Tuesday" });
    assert.deepEqual(read, { place: { view: "environments" } });
  });

  it("counts the moments of the environments as one page", () => {
    const at = instant(Date.parse("2026-05-07T14:12:00Z"));
    assert.equal(placeKey({ view: "environments", at }), placeKey({ view: "environments" }));
  });

  it("counts the tabs of a train as one page, and no two trains", () => {
    const key = (train: number, tab: "plan" | "ledger"): string => placeKey({ view: "train", train, tab });
    assert.equal(key(3, "plan"), key(3, "ledger"));
    assert.notEqual(key(3, "plan"), key(4, "plan"));
  });

  it("counts the tabs of a release as one page", () => {
    const key = (tab: "history" | "record"): string => placeKey({ view: "release", id: "classic:57", tab });
    assert.equal(key("history"), key("record"));
    assert.notEqual(key("history"), placeKey({ view: "release", id: "classic:58", tab: "history" }));
  });
});
