import assert from "node:assert/strict";
import { defaultContract } from "../../../core/model/connection.ts";
import {
  changesOf,
  differences,
  fieldsOf,
  groupRows,
  keyRows,
  verdictWords,
} from "../../../ui/connections/connections.ts";
import { group, sampleVariables } from "../../core/model/builders.ts";

const whole = group(sampleVariables);
const clone = group(
  [
    ...sampleVariables.filter((one) => !one.startsWith("TargetURL-UAT")),
    "TargetURL-UAT=https://other",
    "Extra=1",
  ],
  { id: 6, name: "Clone" },
);

describe("the groups of a project", () => {
  it("S0-43: stand with what is to be repaired, the best first", () => {
    const broken = group(
      sampleVariables.filter((one) => !one.startsWith("ClientID")),
      { id: 7, name: "A broken one" },
    );
    const flags = group(["Debug=1"], { id: 8, name: "A flag" });
    const rows = groupRows([flags, broken, whole], defaultContract, { stages: ["UAT", "Production"] });
    assert.deepEqual(
      rows.map((row) => [row.name, verdictWords(row)]),
      [
        ["Connection-Parameters", "Follows the contract"],
        ["A broken one", "1 to repair"],
        ["A flag", "Not a connection"],
      ],
    );
    assert.match(rows[1]?.faults[0]?.variable ?? "", /ClientID/);
  });

  it("derive their environments from their own keys", () => {
    const [row] = groupRows([whole], defaultContract, { stages: [] });
    assert.deepEqual(row?.environments, ["UAT", "PROD"]);
  });

  it("never show a secret, and say what is empty", () => {
    const rows = keyRows(group(["Secret!", "ClientID=", "A=1"]));
    assert.deepEqual(
      rows.map((row) => [row.variable, row.shown, row.present]),
      [
        ["A", "1", true],
        ["ClientID", "empty", false],
        ["Secret", "secret", true],
      ],
    );
  });
});

describe("two groups side by side", () => {
  it("differ by name, value and type, in any case", () => {
    const other = group(["clientid=x", "Secret=now plain", "New=1"], { id: 6 });
    const rows = differences(group(["ClientID=x", "Secret!", "Old=1"]), other);
    assert.deepEqual(rows, [
      { variable: "New", left: "missing", right: "1", same: false },
      { variable: "Old", left: "1", right: "missing", same: false },
      { variable: "Secret", left: "secret", right: "now plain", same: false },
      { variable: "ClientID", left: "x", right: "x", same: true },
    ]);
  });

  it("S0-31: name exactly what a clone changed", () => {
    const changed = differences(whole, clone).filter((row) => !row.same);
    assert.deepEqual(
      changed.map((row) => row.variable),
      ["Extra", "TargetURL-UAT"],
    );
  });
});

describe("editing in place", () => {
  const small = group(["Secret!", "URL=https://a"]);

  it("S0-27: changes only what was changed", () => {
    assert.deepEqual(changesOf(small, { URL: "https://b", Secret: "" }), { URL: "https://b" });
    assert.deepEqual(changesOf(small, { URL: "https://a" }), {});
    assert.deepEqual(changesOf(small, { Secret: "new", Unknown: "x" }), { Secret: "new" });
  });

  it("can empty a plain value, and never fills a secret's field", () => {
    assert.deepEqual(changesOf(small, { URL: "" }), { URL: "" });
    assert.deepEqual(fieldsOf(small), [
      { variable: "Secret", secret: true, value: "" },
      { variable: "URL", secret: false, value: "https://a" },
    ]);
  });
});
