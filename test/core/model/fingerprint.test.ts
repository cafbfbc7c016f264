import assert from "node:assert/strict";
import type { Fingerprint } from "../../../core/model/connection.ts";
import { compareFingerprints, fingerprintText } from "../../../core/model/fingerprint.ts";
import { digits } from "./builders.ts";

type Variable = Fingerprint["variables"][number];

const clientId: Variable = { name: "ClientID", secret: false, digest: digits("1", 16) };
const url: Variable = { name: "TargetURL-PROD", secret: false, digest: digits("2", 16) };
const hidden: Variable = { name: "Secret", secret: true };

const then: Fingerprint = {
  group: { id: 5, name: "Connection-Parameters" },
  modifiedOn: "2022-06-16T00:00:00.000Z",
  variables: [clientId, hidden, url],
  digest: digits("a"),
};

function now(changes: Partial<Fingerprint>): Fingerprint {
  return { ...then, digest: digits("b"), modifiedOn: "2022-06-17T00:00:00.000Z", ...changes };
}

function drift(changes: Partial<Fingerprint>): string[] {
  return compareFingerprints(then, now(changes)).map(
    ({ kind, variable = "", text }) => `${kind} ${variable}: ${text}`,
  );
}

const both = '"Connection-Parameters" (id 5) then';

const rows: [string, Partial<Fingerprint>, string[]][] = [
  [
    "a changed value",
    { variables: [clientId, hidden, { ...url, digest: digits("3", 16) }] },
    ['changed TargetURL-PROD: "TargetURL-PROD" has another value.'],
  ],
  [
    "an added variable",
    { variables: [...then.variables, { name: "A ]%", secret: true }] },
    ['added A ]%: "A ]%" was added.'],
  ],
  [
    "a removed variable",
    { variables: [clientId, hidden] },
    ['removed TargetURL-PROD: "TargetURL-PROD" was removed.'],
  ],
  [
    "a secret made plain",
    { variables: [clientId, { ...hidden, secret: false, digest: digits("4", 16) }, url] },
    ['typeChanged Secret: "Secret" was a secret and is a plain text now.'],
  ],
  [
    "a text made secret",
    { variables: [{ name: "ClientID", secret: true }, hidden, url] },
    ['typeChanged ClientID: "ClientID" was a plain text and is a secret now.'],
  ],
  [
    "a renamed group",
    { group: { id: 5, name: "C2" } },
    [`renamed : The group was renamed: ${both}, "C2" (id 5) now.`],
  ],
  [
    "another vault",
    { group: { ...then.group, vault: "v" } },
    ['changed : The key vault changed: none then, "v" now.'],
  ],
  [
    "another group with the same values",
    { group: { id: 6, name: "Clone" } },
    [`otherGroup : It is another group: ${both}, "Clone" (id 6) now.`],
  ],
  [
    "a group that was saved again",
    {},
    [
      'savedAgain : "Connection-Parameters" was saved again and nothing visible changed: a secret may have been saved again.',
    ],
  ],
  [
    "nothing where only the case of a name changed",
    {
      variables: [clientId, { ...hidden, name: "SECRET" }, url],
      ...(then.modifiedOn === undefined ? {} : { modifiedOn: then.modifiedOn }),
    },
    [],
  ],
];

const shortened = { ...then, variables: [] };
const unsaid = ["changed Variables of the group changed; the record does not say which."];
const short: [string, Fingerprint, string[]][] = [
  ["the same digest", { ...then }, []],
  ["another digest", { ...then, digest: digits("b") }, unsaid],
  ["another digest in a second short one", { ...shortened, digest: digits("b") }, unsaid],
  [
    "another name in a second short one",
    { ...shortened, digest: digits("b"), group: { id: 5, name: "C2" } },
    [`renamed The group was renamed: ${both}, "C2" (id 5) now.`],
  ],
  [
    "another group",
    { ...shortened, digest: digits("b"), group: { id: 6, name: "C2" } },
    [`otherGroup It is another group: ${both}, "C2" (id 6) now.`],
  ],
];

describe("compareFingerprints", () => {
  for (const [name, changes, expected] of rows)
    it(`N1: names ${name}`, () => assert.deepEqual(drift(changes), expected));

  it("N1: names nothing where nothing changed", () => assert.deepEqual(compareFingerprints(then, then), []));

  it("N1: names every difference, the group's first and variables by name", () => {
    const kinds = drift({
      group: { id: 6, name: "Clone" },
      variables: [{ ...clientId, digest: digits("9", 16) }, { name: "B", secret: true }, url],
    });
    assert.deepEqual(
      kinds.map((one) => one.split(":")[0]),
      ["otherGroup ", "added B", "changed ClientID", "removed Secret"],
    );
  });

  for (const [name, other, expected] of short) {
    it(`compares a record without room for the variables with ${name}`, () => {
      const found = compareFingerprints(shortened, other).map((one) => `${one.kind} ${one.text}`);
      assert.deepEqual(found, expected);
    });
  }
});

describe("fingerprintText", () => {
  it("is canonical, sorted by name, and without the moment", () => {
    const turned = { ...then, variables: [...then.variables].reverse() };
    assert.equal(fingerprintText(turned), fingerprintText(then));
    assert.equal(
      fingerprintText({ group: then.group, variables: [hidden] }),
      '{"group":{"id":5,"name":"Connection-Parameters"},"variables":[{"name":"Secret","secret":true}]}',
    );
  });
});
