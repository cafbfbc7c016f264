import assert from "node:assert/strict";
import fc from "fast-check";
import type { SealedFile } from "../../../core/model/artefact.ts";
import { compareFiles, compareSeals, readSeal, sealText, type Seal } from "../../../core/model/seal.ts";
import { digits, sampleSeal } from "./builders.ts";

type Changes = Record<string, unknown>;

function faultsOf(changes: Changes): unknown {
  return readSeal(JSON.stringify({ ...sampleSeal, ...changes }));
}

function artefact(changes: Changes): Changes {
  return { artefacts: [{ ...sampleSeal.artefacts[0], ...changes }] };
}

function file(changes: Changes): Changes {
  return artefact({ files: [{ path: "a", bytes: 1, sha256: digits("1"), ...changes }] });
}

const rows: [string, Changes, string][] = [
  ["a newer schema", { schema: 2 }, "has schema 2; this Release Manager knows 1. Update the extension."],
  [
    "a path that leaves its root",
    file({ path: "../x" }),
    "artefacts[0].files[0].path leaves its root or has an empty part.",
  ],
  ["an absolute path", file({ path: "/x" }), "artefacts[0].files[0].path is not relative."],
  ["a drive", file({ path: "C:/x" }), "artefacts[0].files[0].path is not relative."],
  ["a backslash", file({ path: "a\\b" }), "artefacts[0].files[0].path has a backslash in it."],
  [
    "a line break",
    file({ path: "a\nb" }),
    "artefacts[0].files[0].path has a control character or half a character in it.",
  ],
  ["a short hash", file({ sha256: "abc" }), "artefacts[0].files[0].sha256 is not 64 hexadecimal digits."],
  ["bytes that are no number", file({ bytes: "1" }), "artefacts[0].files[0].bytes is no whole number."],
  [
    "a kind that is none",
    artefact({ kind: "container" }),
    "artefacts[0].kind is none of solution, configurationData, portal, files, logs.",
  ],
  ["a name with a slash", artefact({ name: "a/b" }), "artefacts[0].name has a slash in it."],
  ["a root that is none", { root: "" }, "root is not 64 hexadecimal digits."],
  ["a moment that is none", { sealedOn: "yesterday" }, "sealedOn is no date and time in UTC."],
  ["no build", { build: undefined }, "build is missing."],
  ["a field that we do not know", { extra: 1 }, 'the whole has the unknown field "extra".'],
];

describe("readSeal", () => {
  it("reads what sealText wrote", () => {
    assert.deepEqual(readSeal(sealText(sampleSeal)), sampleSeal);
    assert.equal(sealText(sampleSeal).slice(0, 24), '{"artefacts":[{"digest":');
  });

  it("reads a seal without what may be absent", () => {
    const { connection: _, ...rest } = sampleSeal;
    const { commit: __, ...build } = sampleSeal.build;
    const bare = { ...rest, build, artefacts: [] };
    assert.deepEqual(readSeal(JSON.stringify(bare)), bare);
  });

  for (const [name, changes, fault] of rows) {
    it(`bad input: names ${name}`, () => {
      const colon = name === "a newer schema" ? "" : ":";
      assert.deepEqual(faultsOf(changes), { faults: [`The seal${colon} ${fault}`] });
    });
  }

  it("bad input: names artefacts and files that stand twice", () => {
    const [one] = sampleSeal.artefacts;
    assert.deepEqual(faultsOf({ artefacts: [one, { ...one, name: "sLN" }] }), {
      faults: ['The seal: names the artefact "sln" more than once.'],
    });
    assert.deepEqual(faultsOf(artefact({ files: [one?.files[0], one?.files[0]] })), {
      faults: ['The seal: "Sln" holds "CanExport.zip" more than once.'],
    });
  });

  it("bad input: refuses more than ten thousand files, in one artefact or in all", () => {
    const many = (count: number): SealedFile[] =>
      Array.from({ length: count }, (_, at) => ({ path: `f${at}`, bytes: 1, sha256: digits("1") }));
    assert.deepEqual(faultsOf(artefact({ files: many(10_001) })), {
      faults: ["The seal: artefacts[0].files has more than 10000 items."],
    });
    const two = ["A", "B"].map((name) => ({ ...sampleSeal.artefacts[0], name, files: many(5001) }));
    assert.deepEqual(faultsOf({ artefacts: two }), { faults: ["The seal: has more than 10000 files."] });
    assert.ok(
      !("faults" in readSeal(JSON.stringify({ ...sampleSeal, ...artefact({ files: many(10_000) }) }))),
    );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.ok("faults" in readSeal(text));
      }),
    );
  });
});

describe("compareFiles", () => {
  const sealed = [
    { path: "b", bytes: 1, sha256: digits("1") },
    { path: "a", bytes: 2, sha256: digits("2") },
  ];

  it("N2: names an altered, a missing and an added file", () => {
    const found = [
      { path: "c", bytes: 1, sha256: digits("1") },
      { path: "b", bytes: 1, sha256: digits("3") },
    ];
    assert.deepEqual(compareFiles(sealed, found), [
      { kind: "missing", path: "a" },
      { kind: "altered", path: "b" },
      { kind: "added", path: "c" },
    ]);
  });

  it("finds none in the same files in another order, and one where only the length differs", () => {
    assert.deepEqual(compareFiles(sealed, [...sealed].reverse()), []);
    const longer = sealed.map((one) => ({ ...one, bytes: one.bytes + (one.path === "a" ? 1 : 0) }));
    assert.deepEqual(compareFiles(sealed, longer), [{ kind: "altered", path: "a" }]);
  });
});

describe("compareSeals", () => {
  const [sln, logs] = sampleSeal.artefacts;
  const rows: [string, Partial<Seal>, string[]][] = [
    ["nothing", {}, []],
    [
      "another root and build",
      { root: digits("0"), build: { ...sampleSeal.build, id: 1 } },
      ["The field build differs.", "The field root differs."],
    ],
    [
      "an artefact that only one has",
      { artefacts: sampleSeal.artefacts.slice(0, 1) },
      ['Only one of the two has the artefact "SolutionAnalysisLogs".'],
    ],
  ];
  for (const [name, changes, expected] of rows) {
    it(`names ${name}`, () =>
      assert.deepEqual(compareSeals(sampleSeal, { ...sampleSeal, ...changes }), expected));
  }

  it("names the files of an artefact that differs, and a kind that was changed under the same digest", () => {
    assert.ok(sln !== undefined && logs !== undefined);
    const altered = { ...sln, files: sln.files.slice(1) };
    assert.deepEqual(compareSeals(sampleSeal, { ...sampleSeal, artefacts: [altered, logs] }), [
      'The artefact "Sln" differs in "CanExport.zip".',
    ]);
    assert.deepEqual(
      compareSeals(sampleSeal, { ...sampleSeal, artefacts: [{ ...sln, kind: "logs" }, logs] }),
      ['The artefact "Sln" differs.'],
    );
  });

  it("names a field that only one has", () => {
    const { connection: _, ...without } = sampleSeal;
    assert.deepEqual(compareSeals(without, sampleSeal), ["The field connection differs."]);
  });
});
