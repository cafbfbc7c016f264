import assert from "node:assert/strict";
import {
  comparable,
  literal,
  matchable,
  wireOf,
} from "../../../../../adapters/targets/dataverse/data/values.ts";
import type { PlainType, Wire } from "../../../../../adapters/targets/dataverse/data/values.ts";

describe("wireOf", () => {
  const good: readonly (readonly [PlainType, string, Wire])[] = [
    ["string", " keeps its spaces ", " keeps its spaces "],
    ["string", "", null],
    ["number", "-12", -12],
    ["bigint", "12", 12],
    ["bigint", "9007199254740993", "9007199254740993"],
    ["decimal", "1.50", 1.5],
    ["float", "1E-3", 0.001],
    ["bool", "True", true],
    ["bool", "0", false],
    ["datetime", "2016-06-01T10:11:12.3456789Z", "2016-06-01T10:11:12Z"],
    ["datetime", "2016-06-01T10:11:12+02:00", "2016-06-01T08:11:12Z"],
    ["optionsetvalue", "100000000", 100000000],
    ["optionsetvaluecollection", "[-1,3,1,-1]", "3,1"],
    ["guid", "{3EB16A9F-43DB-E611-80D9-3863BB34CDB0}", "3eb16a9f-43db-e611-80d9-3863bb34cdb0"],
  ];
  for (const [type, text, wire] of good)
    it(`reads ${type} ${JSON.stringify(text)}`, () => assert.deepEqual(wireOf(type, text, false), wire));

  for (const [type, text] of [
    ["number", "1.5"],
    ["number", "0x10"],
    ["decimal", "1,5"],
    ["bool", "yes"],
    ["datetime", "01/02/2020"],
    ["datetime", "2020-13-01T00:00:00Z"],
    ["guid", "1"],
    ["optionsetvaluecollection", "[a]"],
  ] as const)
    it(`does not take ${JSON.stringify(text)} for a ${type}`, () =>
      assert.deepEqual(wireOf(type, text, false), { because: `'${text}' is no ${type}` }));

  it("gives a day where the column holds days", () => {
    assert.equal(wireOf("datetime", "2016-06-01T00:00:00.0000000Z", true), "2016-06-01");
  });
});

describe("comparable", () => {
  for (const [type, one, other] of [
    ["string", "a\r\nb", "a\nb"],
    ["string", null, ""],
    ["money", 10.1, "10.1000"],
    ["datetime", "2016-06-01T10:11:12.000Z", "2016-06-01T10:11:12Z"],
    ["optionsetvaluecollection", "10,9", "9,10"],
    ["entityreference", "ABC", "abc"],
    ["bool", true, "true"],
  ] as const)
    it(`takes ${JSON.stringify(one)} and ${JSON.stringify(other)} for the same ${type}`, () =>
      assert.equal(comparable(type, one), comparable(type, other)));

  it("tells texts apart that differ in case only, unless rows are looked for", () => {
    assert.notEqual(comparable("string", "a"), comparable("string", "A"));
    assert.equal(matchable("string", "a "), matchable("string", "A"));
  });
});

describe("literal", () => {
  it("quotes a text so that it cannot end early", () => {
    assert.equal(literal("string", "x' or 1 eq 1"), "'x'' or 1 eq 1'");
    assert.equal(literal("number", 5), "5");
    assert.equal(literal("string", null), "null");
  });
});
