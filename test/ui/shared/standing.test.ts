import assert from "node:assert/strict";
import type { AboutTrain, FormOf } from "../../../ui/shared/form.ts";
import { decided, looked, orderIn, type Standing } from "../../../ui/shared/standing.ts";
import { now } from "../../core/model/train/builders.ts";

const form: FormOf<AboutTrain, string> = {
  title: "Cancel the train",
  fields: () => [],
  typed: { reason: "Nobody needs it" },
  button: "Cancel it",
  asSeen: true,
  said: "It is cancelled.",
  order: ({ reason = "" }) => reason,
};
const clash = { name: "reason", was: "Nobody needs it", theirs: "No money" };
const both: Standing<AboutTrain, string> = {
  ...{ form, about: { now } as AboutTrain, typed: { reason: "Too late" } },
  ...{ told: ["Mia changed it"], clashes: [clash], halt: "look" },
};

describe("a form that is to be looked at first, and of which both changed a field", () => {
  it("N10: shows what the other did until the reader has looked and has decided, in either order", () => {
    const weighed = (standing: typeof both) => [
      standing.told,
      orderIn(standing, { refusal: () => undefined }, now),
    ];
    const [told, choose] = [both.told, "Choose first what becomes of each field that both of you changed."];
    assert.deepEqual(weighed(looked(both)), [told, choose]);
    const first = decided(both, clash, "mine");
    assert.deepEqual(weighed(first), [told, "Reload first, and look at what it is now."]);
    assert.deepEqual(weighed(looked(first))[0], undefined);
    assert.deepEqual(weighed(decided(looked(both), clash, "theirs"))[0], undefined);
  });
});
