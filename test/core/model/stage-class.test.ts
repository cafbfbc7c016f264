import assert from "node:assert/strict";
import { defaultSettings } from "../../../core/model/settings.ts";
import { guessClass, strictest, withSettings } from "../../../core/model/stage-class.ts";
import type { Stage, StageClass } from "../../../core/model/stage.ts";
import { release, stage as guarded } from "./guarded.ts";

function stage(name: string, stageClass: StageClass, environment = name): Stage {
  return { ...guarded(name, stageClass, []), environment };
}

describe("guessClass", () => {
  const rows: [string, StageClass][] = [
    ["Production Deployment Stage", "production"],
    ["PROD-EU", "production"],
    ["prd", "production"],
    ["Go-Live", "production"],
    ["Pre-Production", "staging"],
    ["PreProd", "staging"],
    ["PPE", "staging"],
    ["Non-Prod", "test"],
    ["Staging", "staging"],
    ["STG2", "staging"],
    ["UAT", "test"],
    ["User Acceptance", "test"],
    ["Test", "test"],
    ["QA", "test"],
    ["Integration", "test"],
    ["DEV", "development"],
    ["Deploy to dev", "development"],
    ["Delivery", "staging"],
    ["Contoso", "staging"],
    ["", "staging"],
  ];
  for (const [name, expected] of rows) {
    it(`takes ${JSON.stringify(name)} for ${expected}`, () => assert.equal(guessClass(name), expected));
  }
});

describe("strictest", () => {
  it("never gives the weaker one", () => {
    assert.deepEqual(
      [strictest("test", "production"), strictest("production", "development"), strictest("staging", "test")],
      ["production", "production", "staging"],
    );
  });
});

describe("withSettings", () => {
  const settings = {
    ...defaultSettings,
    stageClasses: { uat: "production", production: "development" },
    environments: { "go live": "PROD", uat: "ACC" },
  } as const;

  it("only tightens classes, whatever the settings say", () => {
    const changed = withSettings(release(stage("UAT", "test"), stage("Production", "production")), settings);
    assert.deepEqual(
      changed.stages.map((one) => one.class),
      ["production", "production"],
    );
  });

  it("gives a stage the environment of its alias, but not one that names its own", () => {
    const stages = [
      stage("Go live", "production"),
      stage("UAT", "test", "UAT2"),
      stage("DEV", "development"),
    ];
    const changed = withSettings(release(...stages), settings);
    assert.deepEqual(
      changed.stages.map((one) => one.environment),
      ["PROD", "UAT2", "DEV"],
    );
  });

  it("takes nothing from names that every object has", () => {
    const odd = release(stage("constructor", "test"), stage("__proto__", "test"));
    assert.deepEqual(withSettings(odd, settings), odd);
  });
});
