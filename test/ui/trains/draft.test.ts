import assert from "node:assert/strict";
import { instant } from "../../../core/model/instant.ts";
import { read } from "../../../core/model/reading.ts";
import { templateOf } from "../../../core/model/train/template.ts";
import { type Draft, gateText, newDraft, weighed, type Weighed } from "../../../ui/trains/draft.ts";
import { fieldText } from "../../../ui/shared/time.ts";
import { done, id, june, roles, train } from "../../core/model/train/builders.ts";

const doing = { by: "mia", now: june(1) };
const template = done(templateOf(train, { id: id(90), name: "Monthly" }, doing, roles));
const draft: Draft = {
  ...newDraft(june(1), "mia", ""),
  title: " July ",
  purpose: "What July brings",
  to: fieldText(june(29)),
};

function weigh(part: Partial<Draft>, by = "mia"): Weighed {
  const given = {
    id: id(91),
    templates: read({ kept: [{ value: template }] }),
    doing: { ...doing, by },
    roles,
  };
  return weighed({ ...draft, ...part }, given);
}

describe("the form of a new train", () => {
  it("S1-02: begins now, is led by who makes it, and asks for a title and a purpose", () => {
    const fresh = newDraft(june(1), "mia", "");
    assert.deepEqual([fresh.from, fresh.manager], [fieldText(june(1)), "mia"]);
    assert.equal(weigh({ title: " " }).because, "Give the title, the manager and the purpose.");
    assert.equal(weigh({ purpose: "" }).because, "Give the title, the manager and the purpose.");
  });

  it("S1-01: makes a train in scoping of what was typed", () => {
    const { because, train: made } = weigh({ type: "emergency" });
    assert.equal(because, undefined);
    assert.deepEqual(
      [made?.title, made?.type, made?.phase, made?.from, made?.to],
      ["July", "emergency", "scoping", june(1), june(29)],
    );
  });

  it("S1-05: proposes gates that end phases of one length, and leaves those that were moved where they are", () => {
    const dates = (one: Draft): readonly string[] =>
      (["scoping", "development", "qa", "production"] as const).map((name) => gateText(one, name));
    assert.deepEqual(
      dates(draft),
      [8, 15, 22, 29].map((day) => fieldText(june(day))),
    );
    const moved = {
      ...draft,
      gates: { qa: fieldText(june(20)) },
      to: fieldText(instant(june(29) + 86_400_000)),
    };
    assert.equal(gateText(moved, "qa"), fieldText(june(20)));
    assert.notEqual(gateText(moved, "scoping"), fieldText(june(8)), "the others follow");
    assert.deepEqual(dates({ ...draft, to: "" }), ["", "", "", ""]);
  });
});

describe("what is wrong with a new train", () => {
  for (const [what, part, because] of [
    ["no beginning", { from: "" }, "Say when the train begins."],
    ["no end", { to: "" }, "Say when the train ends."],
    ["a gate without a date", { gates: { qa: "" } }, "Give every gate a date."],
    ["an end before its beginning", { to: fieldText(june(0)) }, "The train ends before it begins."],
    [
      "a gate out of its order",
      { gates: { qa: fieldText(june(9)) } },
      "The QA gate comes before the gate ahead of it.",
    ],
    [
      "a gate outside the train",
      { gates: { production: fieldText(june(30)) } },
      "The production gate lies outside the train's dates.",
    ],
    [
      "a template that is gone",
      { template: id(99) },
      "The template is not there any more: choose another one.",
    ],
  ] as const) {
    it(`S1-02: says before saving what is wrong with ${what}`, () => {
      assert.equal(weigh(part).because, because);
    });
  }

  it("S1-38: refuses somebody who is no release manager, with the sentence of the rules", () => {
    assert.equal(weigh({}, "nik").because, "Only a release manager may create a train.");
  });

  it("S1-10: takes type, purpose, end and gates from the template, and its own beginning", () => {
    const { train: made } = weigh({ template: id(90), from: fieldText(june(2)), purpose: "" });
    assert.deepEqual(
      [made?.type, made?.purpose, made?.to, made?.gates.map(({ date }) => date)],
      [
        train.type,
        train.purpose,
        instant(june(2) + (train.to - train.from)),
        [6, 16, 21, 29].map((day) => june(day)),
      ],
    );
  });
});
