import assert from "node:assert/strict";
import { instant } from "../../../core/model/instant.ts";
import type { Release } from "../../../core/model/release.ts";
import { defaultSettings } from "../../../core/model/settings.ts";
import { guessClass, strictest, withSettings } from "../../../core/model/stage-class.ts";
import type { Stage, StageClass } from "../../../core/model/stage.ts";

function stage(name: string, stageClass: StageClass, environment = name): Stage {
  return {
    id: "1",
    name,
    environment,
    class: stageClass,
    trigger: "manual",
    after: [],
    status: { state: "notDeployed", wire: "notStarted" },
    attempts: [],
    linkedGroups: [],
  };
}

function release(...stages: Stage[]): Release {
  return {
    id: "classic:57",
    name: "Release-57",
    kind: "classic",
    pipeline: { id: 3, name: "Deployment" },
    project: { id: "p", name: "Contoso" },
    status: "active",
    description: "",
    reason: "manual",
    createdOn: instant(0),
    artefacts: [],
    stages,
    variables: [],
    protection: { keptForever: false },
    webUrl: "",
  };
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
