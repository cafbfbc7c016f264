import assert from "node:assert/strict";
import { matrixAt } from "../../../core/model/where-what.ts";
import {
  type Cell,
  columnsOf,
  filtered,
  rowHeight,
  rowsOf,
  targetWords,
} from "../../../ui/environments/environments.ts";
import { at, aYear } from "../../core/model/a-year.ts";
import { entryWith } from "../../core/model/entries.ts";
import { group } from "../../core/model/builders.ts";

const settings = { environments: { "go live": "PROD" }, stageClasses: {} };
const matrix = matrixAt(aYear, { at: at("04-15 21:00"), settings });
const rows = rowsOf(matrix);

describe("the rows of the environments", () => {
  it("N9: one pipeline is one row, and a classic and a YAML one of the same number are two", () => {
    const told = rows.map(({ key, name, kind }) => `${key} ${name} ${kind}`);
    assert.deepEqual(told, [
      "classic:6 Billing Classic",
      "yaml:9 Jobs YAML",
      "classic:7 Portal Classic",
      "classic:5 Shop Classic",
      "yaml:5 Shop API YAML",
      "yaml:8 Web YAML",
    ]);
  });

  const cellsOf = (some: typeof rows, name: string): readonly Cell[] =>
    some.find((row) => row.name === name)?.cells.map((cell) => cell ?? {}) ?? [];

  it("N9: a failed attempt stands below what still runs there, and what runs there is told once", () => {
    const [uat = {}, production = {}] = cellsOf(rows, "Shop");
    assert.equal(production.current?.name, "Shop 2026-03");
    assert.deepEqual([production.last?.name, production.last?.words], ["Shop 2026-04", "Failed"]);
    assert.deepEqual([uat.current?.name, uat.last], ["Shop 2026-04", undefined]);
  });

  it("N9: what waits is told beside what runs", () => {
    const [, web] = cellsOf(rowsOf(matrixAt(aYear, { at: at("09-15 12:00"), settings })), "Web");
    assert.deepEqual([web?.current?.name, web?.waiting?.name], ["Web 2026-08", "Web 2026-09"]);
  });

  it("every row is as high as the fullest cell needs it", () => {
    assert.equal(rowHeight([]), 56);
    assert.equal(rowHeight(rows), 72);
  });

  const filters: readonly (readonly [string, string, readonly string[]])[] = [
    ["shop", "", ["Shop", "Shop API"]],
    ["", "YAML", ["Jobs", "Shop API", "Web"]],
    ["SHOP", "Classic", ["Shop"]],
    ["billing 2026-04", "", ["Billing"]],
    ["no such thing", "", []],
  ];
  for (const [text, kind, names] of filters) {
    it(`N9: finds ${names.join(" and ") || "nothing"} by “${text}” among ${kind || "both worlds"}`, () => {
      assert.deepEqual(
        filtered(rows, { text, kind }).map(({ name }) => name),
        names,
      );
    });
  }
});

describe("the columns of the environments", () => {
  const one = group(["TargetURL-UAT=https://uat.example/a", "TargetURL-PROD=$(Url)", "Secret!"]);
  const other = group(["TargetURL-UAT=https://uat2.example", "TargetPath-PROD=/srv/shop"], { id: 6 });

  const nothing = { entries: [], moment: at("04-15 21:00") };

  it("N11: an environment says what the calendar has in force there, at the moment that is shown", () => {
    const freeze = entryWith({ environments: ["Prod"], from: at("04-15 20:00"), to: at("04-15 22:00") });
    const told = (moment: ReturnType<typeof at>) =>
      columnsOf(matrix, [], { entries: [freeze], moment }).map(({ standing }) => standing.length);
    assert.deepEqual(
      [told(at("04-15 21:00")), told(at("04-15 22:00"))],
      [
        [0, 1],
        [0, 0],
      ],
    );
  });

  it("S2-06: an environment has its class, its place in the order and its target", () => {
    const [uat, production] = columnsOf(matrix, [one], nothing);
    assert.deepEqual([uat?.name, uat?.words, uat?.targets], ["UAT", "Test", ["https://uat.example/a"]]);
    assert.deepEqual([production?.name, production?.words], ["PROD", "Production"]);
    assert.deepEqual(production?.targets, [], "what only a run can fill in is not known");
  });

  it("S2-06: two connections may send an environment to two targets", () => {
    const [uat, production] = columnsOf(matrix, [one, other], nothing);
    assert.deepEqual(
      [uat, production].map((column) => targetWords(column?.targets ?? [])),
      ["2 targets", "/srv/shop"],
    );
    assert.equal(targetWords(["https://uat.example/a"]), "uat.example");
    assert.equal(targetWords([]), "");
  });
});
