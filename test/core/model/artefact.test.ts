import assert from "node:assert/strict";
import fc from "fast-check";
import { inDeploymentOrder, isDeployable, sequenceOf, slotClashes } from "../../../core/model/artefact.ts";
import type { ArtefactKind, Ordered } from "../../../core/model/artefact.ts";

const kinds: ArtefactKind[] = ["solution", "configurationData", "portal", "files", "logs"];

function artefact(name: string, kind: ArtefactKind): Ordered {
  return { name, kind, sequence: sequenceOf(name) };
}

function names(list: readonly Ordered[]): string[] {
  return list.map((one) => one.name);
}

const picture6 = [
  artefact("Data2", "configurationData"),
  artefact("Portal", "portal"),
  artefact("Sln", "solution"),
  artefact("Sln3", "solution"),
  artefact("SolutionAnalysisLogs", "logs"),
];

describe("sequenceOf", () => {
  const table: [string, number][] = [
    ["Sln", 1],
    ["Sln1", 1],
    ["Sln2", 2],
    ["Data10", 10],
    ["Sln0", 0],
    ["Sln007", 7],
    ["App-1.0.3", 3],
    ["3rdParty", 1],
    ["Drop_20220616", 20_220_616],
    ["Drop_202206161230", 1],
    ["", 1],
    ["漢字4", 4],
  ];
  for (const [name, sequence] of table) {
    it(`S0-39: gives ${sequence} for ${JSON.stringify(name)}`, () =>
      assert.equal(sequenceOf(name), sequence));
  }
});

describe("inDeploymentOrder", () => {
  it("S0-39: deploys Sln, Data2, Sln3, Portal in that order, logs named at the end", () => {
    const ordered = inDeploymentOrder(picture6);
    assert.deepEqual(names(ordered), ["Sln", "Data2", "Sln3", "Portal", "SolutionAnalysisLogs"]);
    assert.deepEqual(names(ordered.filter((one) => isDeployable(one.kind))), [
      "Sln",
      "Data2",
      "Sln3",
      "Portal",
    ]);
  });

  it("D4: keeps the fourth artefact, and every other one", () => {
    const four = ["Sln4", "Sln3", "Sln2", "Sln"].map((name) => artefact(name, "solution"));
    assert.deepEqual(names(inDeploymentOrder(four)), ["Sln", "Sln2", "Sln3", "Sln4"]);
  });

  it("orders ten after two, gaps or not", () => {
    const gaps = ["Sln10", "Data2", "Sln"].map((name) => artefact(name, "files"));
    assert.deepEqual(names(inDeploymentOrder(gaps)), ["Sln", "Data2", "Sln10"]);
  });

  it("puts every portal last, whatever its number", () => {
    const list = [artefact("Portal", "portal"), artefact("Portal0", "portal"), artefact("Sln9", "solution")];
    assert.deepEqual(names(inDeploymentOrder(list)), ["Sln9", "Portal0", "Portal"]);
  });

  it("orders by name where numbers are equal, by code point and not by language", () => {
    const ties = ["b", "a", "B", "ä"].map((name) => artefact(name, "files"));
    assert.deepEqual(names(inDeploymentOrder(ties)), ["B", "a", "b", "ä"]);
  });

  it("never loses an artefact, never doubles one, and does not touch its argument", () => {
    const one = fc.record({ name: fc.string(), kind: fc.constantFrom(...kinds), sequence: fc.nat() });
    fc.assert(
      fc.property(fc.array(one), (list) => {
        const before = [...list];
        const ordered = inDeploymentOrder(list);
        assert.equal(ordered.length, list.length);
        assert.ok(list.every((each) => ordered.filter((other) => other === each).length === 1));
        assert.deepEqual(list, before);
        assert.deepEqual(names(inDeploymentOrder([...list].reverse())), names(ordered));
      }),
    );
  });
});

describe("slotClashes", () => {
  it("names a solution and data in one slot", () => {
    assert.deepEqual(slotClashes([artefact("Sln2", "solution"), artefact("Data2", "configurationData")]), [
      ["Data2", "Sln2"],
    ]);
  });

  it("takes the missing suffix for 1", () => {
    const list = [
      artefact("Sln1", "solution"),
      artefact("Data", "configurationData"),
      artefact("Sln2", "solution"),
    ];
    assert.deepEqual(slotClashes(list), [["Data", "Sln1"]]);
  });

  it("lets other artefacts share a number", () => {
    const list = [
      artefact("A", "solution"),
      artefact("B", "solution"),
      artefact("C", "portal"),
      artefact("D", "logs"),
    ];
    assert.deepEqual(slotClashes([...list, ...picture6]), []);
  });
});

describe("isDeployable", () => {
  it("is no for logs only", () =>
    assert.deepEqual(
      kinds.filter((kind) => !isDeployable(kind)),
      ["logs"],
    ));
});
