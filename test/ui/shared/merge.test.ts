import assert from "node:assert/strict";
import { merged } from "../../../ui/shared/merge.ts";

describe("what two people typed in one form", () => {
  const cases: readonly (readonly [
    string,
    string | undefined,
    string | undefined,
    string | undefined,
    string,
    boolean,
  ])[] = [
    ["nobody changed it", "a", "a", "a", "a", false],
    ["only the other did", "a", "b", "a", "b", false],
    ["only the reader did", "a", "a", "b", "b", false],
    ["both made it the same", "a", "b", "b", "b", false],
    ["both made it something else", "a", "b", "c", "c", true],
    ["the other emptied what the reader changed", "a", "", "c", "c", true],
    ["the reader emptied what the other changed", "a", "b", "", "", true],
    ["the reader filled what was empty", undefined, undefined, "c", "c", false],
    ["the other filled what was empty", undefined, "b", undefined, "b", false],
    ["both filled it", undefined, "b", "c", "c", true],
    ["both ticked it", "", "yes", "yes", "yes", false],
    ["the field is new", undefined, "b", "b", "b", false],
  ];
  for (const [what, was, theirs, mine, value, isClash] of cases) {
    it(`N10: is one where ${what}${isClash ? ", with a question" : ""}`, () => {
      const typed = (text: string | undefined) => (text === undefined ? {} : { field: text });
      const both = merged(typed(was), typed(theirs), typed(mine));
      assert.equal(both.typed["field"] ?? "", value);
      const clash = { name: "field", was: was ?? "", theirs: theirs ?? "" };
      assert.deepEqual(both.clashes, isClash ? [clash] : []);
    });
  }

  it("N10: is decided for each field by itself", () => {
    const was = { title: "June", purpose: "Changes", type: "minor" };
    const both = merged(
      was,
      { ...was, title: "July", type: "patch" },
      { ...was, title: "May", purpose: "Fixes" },
    );
    assert.deepEqual(both.typed, { title: "May", purpose: "Fixes", type: "patch" });
    assert.deepEqual(both.clashes, [{ name: "title", was: "June", theirs: "July" }]);
  });
});
