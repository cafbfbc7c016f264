import assert from "node:assert/strict";
import { newTurnover } from "../../../../core/model/train/act-on-turnover.ts";
import type { Turnover, TurnoverFacts } from "../../../../core/model/train/turnover.ts";
import { id, release, roles, sentence, train, turnover } from "./builders.ts";
import { producing, production, till, world } from "./turnovers.ts";

const makings: readonly (readonly [string, Partial<Turnover>, Partial<TurnoverFacts>, string])[] = [
  [
    "S1-19: before the construction",
    {},
    { train },
    "An application's turnover is made while the train is in construction or verification.",
  ],
  ["S1-19: of one that is in scoping", {}, { releases: [release, till] }, '"Shop" is in scoping still.'],
  [
    "S1-20: for a place that is not reserved",
    { environment: "QA" },
    {},
    '"QA" is not reserved for the train.',
  ],
  [
    "S1-20: for production",
    { environment: "PROD" },
    {},
    '"PROD" is production: that takes the train\'s own turnover.',
  ],
  ["S1-19: of nothing", { included: [] }, {}, "Say which application releases it deploys."],
  [
    "S1-19: of one that is not on the train",
    { included: [{ id: id(12), releases: [] }] },
    {},
    "It names an application release that is not on the train.",
  ],
  [
    "S1-19: with a release that is not carried",
    { included: [{ id: id(10), releases: ["run:1"] }] },
    {},
    "It names a release that its application release does not carry.",
  ],
  ["S1-19: without a title", { title: "" }, {}, "Give the title."],
  [
    "S1-29: before the train is in production",
    production,
    {},
    "A production turnover is made when the train is in production.",
  ],
  [
    "S1-29: of the train to a test place",
    { ...production, environment: "UAT" },
    producing,
    '"UAT" is no production environment.',
  ],
  [
    "S1-29: a second one",
    production,
    { ...producing, turnovers: [{ ...production, id: id(22) }] },
    'The train has a production turnover already: "Shop to UAT".',
  ],
  [
    "S1-30: of which one is forgotten",
    { ...production, leftOut: [] },
    producing,
    'Include "Till", or leave it out and say why.',
  ],
  [
    "S1-30: that leaves one out without a reason",
    { ...production, leftOut: [{ id: id(11), reason: "" }] },
    producing,
    "Say why an application release is left out.",
  ],
  [
    "S1-30: that names one twice",
    { ...production, leftOut: [...production.leftOut, { id: id(10), reason: "x" }] },
    producing,
    "An application release is named twice.",
  ],
];

describe("a turnover that cannot be made", () => {
  for (const [title, changes, given, expected] of makings) {
    it(`${title}: refused`, () => {
      assert.equal(
        sentence(newTurnover({ ...turnover, ...changes }, { ...world, ...given }, roles)),
        expected,
      );
    });
  }
});
