import assert from "node:assert/strict";
import fc from "fast-check";
import {
  flag,
  hexadecimal,
  list,
  map,
  moment,
  object,
  oneOf,
  optional,
} from "../../../core/model/read-shape.ts";
import { readJson, repeated, text, wholeNumber, type Shape } from "../../../core/model/read-shape.ts";

type Sample = Readonly<{
  schema: 1;
  name: string;
  when?: string;
  count?: number;
  hash?: string;
  yes?: boolean;
  words?: Readonly<Record<string, "a" | "b">>;
  items?: readonly Readonly<{ id: number }>[];
}>;

const shape: Shape<Sample> = object<Sample>({
  schema: oneOf(1),
  name: text(5, (value) => (value === "bad" ? "is bad" : undefined)),
  when: optional(moment),
  count: optional(wholeNumber),
  hash: optional(hexadecimal(4)),
  yes: optional(flag),
  words: optional(map(oneOf("a", "b"), 2)),
  items: optional(list(object<{ readonly id: number }>({ id: wholeNumber }), 2)),
});

function read(json: string): unknown {
  return readJson(json, { what: "sample", maxCharacters: 1000, schema: 1 }, shape);
}

function faults(changes: object): unknown {
  return read(JSON.stringify({ schema: 1, name: "x", ...changes }));
}

const rows: [string, object, string][] = [
  ["a text that is too long", { name: "longer" }, "name is longer than 5 characters"],
  ["a text that its rule refuses", { name: "bad" }, "name is bad"],
  ["no text", { name: 1 }, "name is no text"],
  ["a missing field", { name: undefined }, "name is missing"],
  ["an unknown field", { "##vso[x]": 1 }, 'the whole has the unknown field "# #vso[x]"'],
  ["a date that is none", { when: "2022-13-41T00:00:00Z" }, "when is no date and time in UTC"],
  ["a local time", { when: "2022-06-16T22:36:00" }, "when is no date and time in UTC"],
  ["a fraction", { count: 1.5 }, "count is no whole number"],
  ["a negative number", { count: -1 }, "count is no whole number"],
  ["a number too large to count", { count: 2 ** 53 }, "count is no whole number"],
  ["too few digits", { hash: "abc" }, "hash is not 4 hexadecimal digits"],
  ["capital digits", { hash: "ABCD" }, "hash is not 4 hexadecimal digits"],
  ["a flag that is none", { yes: "true" }, "yes is neither true nor false"],
  ["a word that is none", { words: { x: "c" } }, 'words."x" is none of a, b'],
  ["too many words", { words: { x: "a", y: "a", z: "a" } }, "words has more than 2 names"],
  ["no map", { words: [] }, "words is no object"],
  ["no list", { items: {} }, "items is no list"],
  ["too many items", { items: [{}, {}, {}] }, "items has more than 2 items"],
  ["a bad item", { items: [{ id: 1 }, { id: "2" }] }, "items[1].id is no whole number"],
  ["an item that is none", { items: [null] }, "items[0] is no object"],
  ["null where something may be absent", { when: null }, "when is no text"],
];

const whole: [string, string, string][] = [
  ["what is no JSON", "{", "The sample is no JSON."],
  ["nothing", "", "The sample is no JSON."],
  ["a text that is too long", `"${"x".repeat(1000)}"`, "The sample is longer than 1000 characters."],
  ["a list", "[]", "The sample: the whole is no object."],
  ["null", "null", "The sample: the whole is no object."],
  ["another schema", '{"schema":0,"name":"x"}', "The sample: schema is none of 1."],
  [
    "a newer schema",
    '{"schema":2,"other":1}',
    "The sample has schema 2; this Release Manager knows 1. Update the extension.",
  ],
  [
    "a field that would change every object",
    '{"schema":1,"name":"x","__proto__":{}}',
    'The sample: the whole has the unknown field "__proto__".',
  ],
];

describe("readJson", () => {
  it("gives the value in its type", () => {
    const whole = {
      schema: 1,
      name: "äöü%;",
      when: "2022-06-16T22:36:00.5Z",
      count: 0,
      hash: "0aF".toLowerCase() + "9",
      yes: false,
      words: { "x y": "a", __proto: "b" },
      items: [{ id: 1 }, { id: 2 }],
    };
    assert.deepEqual(read(JSON.stringify(whole)), whole);
    assert.deepEqual(faults({}), { schema: 1, name: "x" });
  });

  for (const [name, changes, fault] of rows) {
    it(`bad input: names ${name}`, () =>
      assert.deepEqual(faults(changes), { faults: [`The sample: ${fault}.`] }));
  }

  it("names every fault, twenty of them at most", () => {
    assert.deepEqual(faults({ name: 1, count: -1 }), {
      faults: ["The sample: name is no text.", "The sample: count is no whole number."],
    });
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`f${at}`, at]));
    const found = faults(many);
    assert.ok(
      typeof found === "object" && found !== null && "faults" in found && Array.isArray(found.faults),
    );
    assert.equal(found.faults.length, 20);
  });

  for (const [name, json, fault] of whole) {
    it(`bad input: refuses ${name}`, () => assert.deepEqual(read(json), { faults: [fault] }));
  }

  it("never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (json) => {
        const result = read(json);
        assert.ok(typeof result === "object" && result !== null);
      }),
    );
  });
});

describe("repeated", () => {
  it("gives what occurs again", () => assert.deepEqual(repeated(["a", "b", "a", "a"]), ["a", "a"]));
});
