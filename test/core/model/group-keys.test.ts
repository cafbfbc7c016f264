import assert from "node:assert/strict";
import type { Contract } from "../../../core/model/connection.ts";
import { environmentsOf, isUsualEnvironment, keyIn } from "../../../core/model/group-keys.ts";
import { matchEnvironment, variableNamed } from "../../../core/model/group-keys.ts";
import { valueInGroup } from "../../../core/model/group-values.ts";
import { secret } from "../../../core/model/secret.ts";
import { group, sampleVariables } from "./builders.ts";

const ownContract: Contract = [{ key: "SiteUrl", type: "url", perEnvironment: true, required: true }];

describe("environmentsOf", () => {
  const rows: [string, string[], string[], string[]][] = [
    ["the sample's own keys, in the usual order", [...sampleVariables], [], ["UAT", "PROD"]],
    [
      "nothing for a group without targets",
      ["ClientID=a", "SourceURL-DEV=b", "DeploymentProfile-TEST=c"],
      [],
      [],
    ],
    ["a misspelled key, too", ["TargetURI-UAT=a"], [], ["UAT"]],
    ["one environment whatever its case", ["TargetURL-UAT=a", "TargetSPN-uat=b"], [], ["UAT"]],
    ["a suffix with a hyphen in it", ["TargetURL-PRE-PROD=a"], [], ["PRE-PROD"]],
    [
      "unusual names between the usual ones and production",
      ["TargetURL-PROD=", "TargetURL-EU=", "TargetURL-DEV="],
      [],
      ["DEV", "EU", "PROD"],
    ],
    ["no suffix without hyphen that no stage bears", ["TargetURLUAT=a", "TargetURLs=b"], ["Production"], []],
    ["a suffix without hyphen that a stage bears", ["TargetURLUAT=a"], ["UAT"], ["UAT"]],
    ["a suffix without hyphen that a stage means", ["TargetURLPROD=a"], ["Production"], ["PROD"]],
    [
      "no key of other things",
      ["Variable-Group=a", "Connection-Secret!", "Artefact1-Target-Solution=b", "TargetURL-=c", "-UAT=d"],
      [],
      [],
    ],
  ];
  for (const [name, variables, stages, expected] of rows) {
    it(`finds ${name}`, () => assert.deepEqual(environmentsOf(group(variables), stages), expected));
  }

  it("finds those of a project's own contract", () => {
    assert.deepEqual(environmentsOf(group(["SiteUrl-QA=a", "Other-UAT=b"]), [], ownContract), ["QA"]);
  });
});

describe("keyIn", () => {
  const rows: [string, string[], string, string | undefined][] = [
    ["the hyphenated key", ["TargetURL=x", "TargetURLUAT=y", "TargetURL-UAT=z"], "UAT", "TargetURL-UAT"],
    [
      "the key without hyphen in a known environment",
      ["TargetURL=x", "TargetURLUAT=y"],
      "UAT",
      "TargetURLUAT",
    ],
    ["the key alone", ["TargetURL=x", "TargetURLQA=y"], "QA", "TargetURL"],
    ["a key in another case", ["targeturl-uat=x"], "UAT", "targeturl-uat"],
    ["nothing", ["TargetSPN-UAT=x"], "UAT", undefined],
  ];
  for (const [name, variables, environment, expected] of rows) {
    it(`gives ${name}`, () => {
      assert.equal(keyIn(group(variables), "TargetURL", environment, ["UAT", "PROD"])?.name, expected);
    });
  }
});

describe("matchEnvironment", () => {
  const rows: [string, string[], string | undefined][] = [
    ["UAT", ["UAT", "PROD"], "UAT"],
    ["uat", ["UAT", "PROD"], "UAT"],
    [" Production ", ["UAT", "PROD"], "PROD"],
    ["Development", ["DEV"], "DEV"],
    ["Test", ["TEST"], "TEST"],
    ["staging", ["STG"], "STG"],
    ["PROD", ["Production"], "Production"],
    ["Production", ["PROD", "Production"], "Production"],
    ["PRD", ["PROD", "Production"], undefined],
    ["Pre-Production", ["PROD"], undefined],
    ["PRDO", ["PROD"], undefined],
    ["Prod 2", ["PROD"], undefined],
    ["", ["PROD"], undefined],
    ["UAT", [], undefined],
  ];
  for (const [stage, environments, expected] of rows) {
    it(`gives ${expected ?? "nothing"} for ${JSON.stringify(stage)} among ${environments.join(", ") || "none"}`, () => {
      assert.equal(matchEnvironment(stage, environments), expected);
    });
  }
});

describe("names in a group", () => {
  const one = group(["A=1", "S!"]);

  it("are found in any case", () => assert.equal(variableNamed(one, "a")?.name, "A"));

  it("are usual environments or not", () => {
    assert.deepEqual([isUsualEnvironment("production"), isUsualEnvironment("UTA")], [true, false]);
  });

  it("give a text, what is known of a secret, or nothing", () => {
    const hidden = secret("x");
    const values = ["a", "s", "z"].map((name) => valueInGroup(one, name, () => hidden));
    assert.deepEqual(values, ["1", hidden, undefined]);
  });
});
