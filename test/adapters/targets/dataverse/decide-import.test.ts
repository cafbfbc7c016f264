import assert from "node:assert/strict";
import { compareVersions, decideImport } from "../../../../adapters/targets/dataverse/decide-import.ts";
import type { Decision, InstalledState } from "../../../../adapters/targets/dataverse/decide-import.ts";
import type { StageClass } from "../../../../core/model/stage.ts";

const core = (version: string, managed = true): Parameters<typeof decideImport>[0] => ({
  uniqueName: "Core",
  version,
  managed,
});
const there = (version: string, managed = true): InstalledState => ({ solution: { version, managed } });
const staged = (version: string, holding: string): InstalledState => ({
  ...there(version),
  holding: { version: holding, managed: true },
});

describe("decideImport", () => {
  const table: readonly [string, ReturnType<typeof core>, InstalledState, StageClass, Decision][] = [
    ["installs what is not there", core("1.0.0.0"), {}, "test", { do: "install" }],
    [
      "upgrades a lower version",
      core("1.10.0.0"),
      there("1.9.0.0"),
      "test",
      { do: "upgrade", from: "1.9.0.0" },
    ],
    ["skips the same version", core("1.2.0.0"), there("1.2.0.0"), "production", { do: "skip" }],
    ["takes 1.2 and 1.2.0.0 for the same", core("1.2"), there("1.2.0.0"), "test", { do: "skip" }],
    ["installs an unmanaged one in development", core("1.0", false), {}, "development", { do: "install" }],
    [
      "updates an unmanaged one although the version is the same",
      core("1.0", false),
      there("1.0", false),
      "development",
      { do: "update", from: "1.0" },
    ],
    [
      "applies an upgrade that was staged earlier",
      core("1.2.0.0"),
      staged("1.1.0.0", "1.2.0.0"),
      "test",
      { do: "promote", from: "1.1.0.0" },
    ],
  ];
  for (const [title, zip, installed, stageClass, expected] of table) {
    it(title, () => assert.deepEqual(decideImport(zip, installed, stageClass), expected));
  }
});

describe("decideImport's refusals", () => {
  const refusals: readonly [string, ReturnType<typeof core>, InstalledState, StageClass, RegExp][] = [
    [
      "a downgrade",
      core("2.0.0.1"),
      there("2.0.0.3"),
      "test",
      /2\.0\.0\.3 .* 2\.0\.0\.1: Dataverse does not downgrade/,
    ],
    [
      "a downgrade of an unmanaged one",
      core("1.0", false),
      there("2.0", false),
      "development",
      /does not downgrade/,
    ],
    ["managed over unmanaged", core("2.0"), there("1.0", false), "test", /installed there as unmanaged/],
    ["unmanaged over managed", core("2.0", false), there("1.0"), "development", /installed there as managed/],
    [
      "an upgrade to another version that was not finished",
      core("1.3"),
      staged("1.1", "1.2"),
      "test",
      /'Core_Upgrade'/,
    ],
  ];
  for (const [title, zip, installed, stageClass, because] of refusals) {
    it(`refuses ${title}`, () => {
      const decision = decideImport(zip, installed, stageClass);
      assert.ok(decision.do === "refuse");
      assert.match(decision.because, because);
    });
  }

  for (const stageClass of ["test", "staging", "production"] as const) {
    it(`S0-49: refuses an unmanaged solution for a ${stageClass} stage, whatever is installed`, () => {
      for (const installed of [{}, there("1.0", false), there("1.0")]) {
        assert.deepEqual(decideImport(core("1.1", false), installed, stageClass), {
          do: "refuse",
          because: `'Core' 1.1 is unmanaged, and only managed solutions go to a ${stageClass} stage`,
          next: "Export the solution as managed in the build, or declare the stage as development.",
        });
      }
    });
  }
});

describe("compareVersions", () => {
  it("compares numbers, not texts, and takes a missing part for 0", () => {
    assert.deepEqual(
      [
        compareVersions("1.10", "1.9"),
        compareVersions("1.2", "1.2.0.0"),
        compareVersions("1.0.0.1", "1.0.1"),
      ],
      [1, 0, -1],
    );
  });
});
