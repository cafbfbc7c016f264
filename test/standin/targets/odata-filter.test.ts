import assert from "node:assert/strict";
import { parseFilter } from "../../../standin/targets/odata-filter.ts";

const columns = ["name", "type", "on", "done"];
const rows = [
  { name: "O'Hara", type: 1, on: "2026-01-01T00:00:00Z", done: null },
  { name: "Core", type: 2, on: "2026-02-01T00:00:00Z", done: true },
];

function found(filter: string): unknown[] {
  const test = parseFilter(filter, columns);
  return rows.filter(test).map(({ type }) => type);
}

describe("parseFilter", () => {
  const table: readonly [string, number[]][] = [
    ["name eq 'core'", [2]],
    ["name eq 'O''Hara'", [1]],
    ["type ne 1 and done eq true", [2]],
    ["(type eq 1 or type eq 2) and done eq null", [1]],
    ["type eq 2 or type eq 1 and done eq true", [2]],
    ["not (type eq 1)", [2]],
    ["on ge 2026-01-15T00:00:00Z", [2]],
    ["on lt 2026-01-01T00:00:00Z", []],
  ];
  for (const [filter, types] of table) it(`reads ${filter}`, () => assert.deepEqual(found(filter), types));

  for (const filter of [
    "colour eq 1",
    "name startswith 'a'",
    "(type eq 1",
    "type eq",
    "type eq 1 type eq 2",
    "",
  ]) {
    it(`refuses '${filter}' instead of finding nothing`, () => assert.throws(() => found(filter)));
  }
});
