import assert from "node:assert/strict";
import fc from "fast-check";
import { bounded, defuse, quoted } from "../../../core/model/defuse.ts";

const commands: [string, string][] = [
  ["##vso[task.setvariable variable=a]b", "# #vso[task.setvariable variable=a]b"],
  ["x ##VSO[task.complete result=Succeeded;]", "x # #VSO[task.complete result=Succeeded;]"],
  ["##[error]no", "# #[error]no"],
  ["###vso[a]", "## #vso[a]"],
  ["a\n##vso[b]\r\n##[section]c", "a\n# #vso[b]\n# #[section]c"],
  ["#\u0000#vso[a]", "# #vso[a]"],
  ["##vs\u0007o[a]", "# #vso[a]"],
  ["#\u202E#vso[a]", "# #vso[a]"],
  ["##\u001B[31mred", "# #[31mred"],
  ["50%\rdone", "50% done"],
];

const untouched = [
  "Contoso Sales (EU)",
  "100%; done] [x]",
  "50%25 and %3B",
  "Müller & Söhne, 株式会社, Ελλάδα 😀",
  "a\tb\nc",
  "## a heading, #1 and ##",
  "vso[no command]",
  "C:\\drop\\$(x)",
];

describe("defuse", () => {
  for (const [text, safe] of commands) {
    it(`turns ${JSON.stringify(text)} into ${JSON.stringify(safe)}`, () => assert.equal(defuse(text), safe));
  }

  for (const text of untouched) {
    it(`bad input: leaves ${JSON.stringify(text)} as it is`, () => assert.equal(defuse(text), text));
  }

  it("leaves no logging command in any text, and nothing to do the second time", () => {
    const parts = fc.constantFrom(
      "#",
      "##",
      "vso[",
      "VSO[",
      "[",
      "\r",
      "\n",
      "\u0000",
      "\u2028",
      "a",
      "]",
      "\u202E",
    );
    fc.assert(
      fc.property(fc.array(parts), (chosen) => {
        const safe = defuse(chosen.join(""));
        assert.doesNotMatch(safe, /##(vso)?\[/i);
        assert.equal(defuse(safe), safe);
      }),
    );
  });
});

describe("bounded", () => {
  const table: [string, number, string][] = [
    ["short", 5, "short"],
    ["longer", 5, "long…"],
    ["abc😀", 5, "abc😀"],
    ["abc😀x", 5, "abc…"],
    ["anything", 0, "…"],
  ];
  for (const [text, max, cut] of table)
    it(`cuts ${text} to ${max}`, () => assert.equal(bounded(text, max), cut));
});

describe("quoted", () => {
  it("gives a remote name on one line, defused and bounded", () => {
    assert.equal(quoted("a\n##vso[b]  c"), '"a # #vso[b] c"');
    assert.equal(quoted("x".repeat(200)).length, 122);
  });
});
