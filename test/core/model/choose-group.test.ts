import assert from "node:assert/strict";
import type { VariableGroup } from "../../../core/model/connection.ts";
import { chooseGroup } from "../../../core/model/resolve-connection.ts";
import { group } from "./builders.ts";

function named(id: number, name: string): VariableGroup {
  return group([], { id, name });
}

const groups = [
  named(5, "Connection-Parameters"),
  named(6, "Connection Parameters [EU]; 100%"),
  named(7, "customer b"),
  named(8, "Customer B"),
  named(9, "12"),
];

const repair =
  "Correct the name, create the group, or let this pipeline use it (Library, the group, Pipeline permissions).";

describe("chooseGroup", () => {
  const found: [string, number][] = [
    ["5", 5],
    ["Connection-Parameters", 5],
    [" connection-parameters ", 5],
    ["Connection Parameters [EU]; 100%", 6],
    ["Customer B", 8],
    ["customer b", 7],
  ];
  for (const [text, id] of found) {
    it(`S0-33: finds group ${id} for ${JSON.stringify(text)}`, () => {
      assert.equal((chooseGroup(text, groups) as VariableGroup).id, id);
    });
  }

  const refused: [string, string, string][] = [
    ["", "No connection is named.", "Give the input connection a variable group's name or id."],
    [
      "$(Variable-Group)",
      'The connection is named by "$(Variable-Group)", which has no value here.',
      "Define the variable on the pipeline, or name the group itself.",
    ],
    ["12", 'There is no variable group "12" that can be read here.', repair],
    [
      "Connection-Paramters",
      'There is no variable group "Connection-Paramters" that can be read here. Did you mean "Connection-Parameters"?',
      repair,
    ],
    ["##vso[x]\ny", 'There is no variable group "# #vso[x] y" that can be read here.', repair],
    [
      "CUSTOMER B",
      'More than one variable group fits "CUSTOMER B": "customer b" (id 7) and "Customer B" (id 8).',
      "Name it by its id.",
    ],
  ];
  for (const [text, fault, fix] of refused) {
    it(`bad input: refuses ${JSON.stringify(text)}`, () =>
      assert.deepEqual(chooseGroup(text, groups), { fault, fix }));
  }

  it("bad input: refuses one name that two groups bear", () => {
    const chosen = chooseGroup("A", [named(1, "A"), named(2, "A")]);
    assert.deepEqual(chosen, {
      fault: 'More than one variable group fits "A": "A" (id 1) and "A" (id 2).',
      fix: "Name it by its id.",
    });
  });
});
