import assert from "node:assert/strict";
import fc from "fast-check";
import { expand, type Lookup } from "../../../core/model/expand.ts";
import { secret } from "../../../core/model/secret.ts";

const values: Readonly<Record<string, string>> = {
  host: "contoso",
  url: "https://$(host).example",
  "a b-c.d": "odd",
  empty: "",
  self: "x$(self)",
  ping: "$(pong)",
  pong: "$(ping)",
  dangling: "$(nowhere)",
};

const lookup: Lookup = (name) => {
  if (name.toLowerCase() === "secret") return secret("p$(host)$&");
  return Object.entries(values).find(([key]) => key === name.toLowerCase())?.[1];
};

describe("expand", () => {
  const rows: [string, string, string[], boolean][] = [
    ["plain", "plain", [], false],
    ["$(url)/x", "https://contoso.example/x", [], false],
    ["$(URL) and $(Host)", "https://contoso.example and contoso", [], false],
    ["$(a b-c.d)", "odd", [], false],
    ["$( host )", "contoso", [], false],
    ["[$(empty)]", "[]", [], false],
    ["$(nowhere)", "$(nowhere)", ["nowhere"], false],
    ["$(dangling)/$(nowhere)", "$(nowhere)/$(nowhere)", ["nowhere"], false],
    ["$(self)", "x$(self)", ["self"], false],
    ["$(ping)", "$(ping)", ["ping"], false],
    ["Secret=$(Secret);", "Secret=p$(host)$&;", [], true],
    ["$()", "$()", [], false],
    ["$(unclosed", "$(unclosed", [], false],
    ["${{ x }} $[y] 100%", "${{ x }} $[y] 100%", [], false],
    ["$($(host))", "$(contoso)", [], false],
  ];
  for (const [text, expanded, unresolved, isSecret] of rows) {
    it(`turns ${text} into ${expanded}`, () => {
      assert.deepEqual(expand(text, lookup), { text: expanded, unresolved, secret: isSecret });
    });
  }

  it("goes fifty deep and no deeper", () => {
    const chain =
      (length: number): Lookup =>
      (name) =>
        Number(name) < length ? `$(${Number(name) + 1})` : "end";
    assert.deepEqual(expand("$(1)", chain(50)), { text: "end", unresolved: [], secret: false });
    assert.deepEqual(expand("$(1)", chain(51)), { text: "$(51)", unresolved: ["51"], secret: false });
    assert.deepEqual(expand("$(1)", chain(3), 2), { text: "$(3)", unresolved: ["3"], secret: false });
  });

  it("does not grow without end where values double each other", () => {
    const doubling: Lookup = (name) => `$(${Number(name) + 1})$(${Number(name) + 1})`;
    const { text, unresolved } = expand("$(1)", doubling);
    assert.ok(text.length < 100_000 && unresolved.length > 0);
  });

  it("always ends, and says each name once", () => {
    const name = fc.constantFrom("a", "b", "c", "d", "Secret");
    const value = fc
      .array(
        fc.oneof(
          name.map((each) => `$(${each})`),
          fc.constantFrom("$", "(", ")", "x"),
        ),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(value, fc.dictionary(name, value), (text, group) => {
        const expanded = expand(text, (each) => (Object.hasOwn(group, each) ? group[each] : undefined));
        assert.equal(new Set(expanded.unresolved).size, expanded.unresolved.length);
      }),
    );
  });
});
