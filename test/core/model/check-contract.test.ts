import assert from "node:assert/strict";
import { defaultContract, type Contract } from "../../../core/model/connection.ts";
import { checkContract, sameTargets } from "../../../core/model/resolve-connection.ts";
import { environmentsOf } from "../../../core/model/group-keys.ts";
import { group, sampleVariables } from "./builders.ts";

const stages = ["UAT", "Production"];

function check(variables: readonly string[], contract: Contract = defaultContract): string[] {
  return checkContract(group(variables), contract, stages).map((fault) => `${fault.kind} ${fault.variable}`);
}

function without(name: string, ...more: string[]): string[] {
  return [...sampleVariables.filter((one) => !one.startsWith(name)), ...more];
}

describe("defaultContract", () => {
  it("has every key of the reference, and TargetSPN and TargetConnection for production, too", () => {
    const keys = defaultContract.filter((key) => key.perEnvironment).map((key) => key.key);
    assert.deepEqual(keys, [
      "TargetURL",
      "TargetSPN",
      "TargetConnection",
      "TargetPath",
      "TargetHostKey",
      "TargetResource",
      "SourceURL",
      "SourceSPN",
      "SourceConnection",
      "DeploymentProfile",
    ]);
    assert.deepEqual(check(sampleVariables), []);
  });
});

const rows: [string, string[], string[]][] = [
  ["a key that is missing", without("ClientID"), ["missing ClientID"]],
  ["a key that one environment lacks", without("TargetURL-PROD"), ["missing TargetURL-PROD"]],
  ["a look-alike", without("TargetSPN-PROD", "TargetSNP-PROD=x"), ["lookAlike TargetSNP-PROD"]],
  ["a misspelled key", without("TenantID", "TenatID=x"), ["missing TenantID"]],
  ["a secret in plain text", without("Secret!", "Secret=abc"), ["wrongType Secret"]],
  [
    "a connection string in plain text",
    without("TargetConnection-UAT", "TargetConnection-UAT=Secret=abc"),
    ["wrongType TargetConnection-UAT"],
  ],
  ["a text that is a secret", without("TargetURL-UAT", "TargetURL-UAT!"), ["wrongType TargetURL-UAT"]],
  ["a key that is empty", without("TargetURL-UAT", "TargetURL-UAT="), ["empty TargetURL-UAT"]],
  ["an address that is none", without("TargetURL-UAT", "TargetURL-UAT=uat"), ["notUrl TargetURL-UAT"]],
  [
    "values that refer to each other",
    without("TenantID", "TenantID=$(Other)", "Other=$(TenantID)"),
    ["unresolved TenantID"],
  ],
  [
    "a group without any environment",
    ["ClientID=a", "TenantID=b", "Secret!"],
    ["unknownEnvironment TargetURL-"],
  ],
];

const fine: [string, string[]][] = [
  ["a composed connection string", without("TargetConnection-UAT", "TargetConnection-UAT=Secret=$(Secret)")],
  ["a text that the job's variables may fill in", without("TargetURL-UAT", "TargetURL-UAT=$(FromTheJob)")],
  ["an empty key that nobody asks for", without("TargetSPN-UAT", "TargetSPN-UAT=")],
  ["keys of other things", [...sampleVariables, "Comments=x", "Artefact1=y"]],
  [
    "a group of one environment without suffix",
    ["ClientID=a", "TenantID=b", "Secret!", "TargetURL=https://x.example"],
  ],
  ["a group of folders", ["TargetPath-UAT=/srv/uat", "TargetPath-PROD=/srv/prod"]],
  [
    "a group of servers",
    [
      "TargetPath-UAT=ssh://deploy@uat.example/srv/app",
      "TargetHostKey-UAT=SHA256:a",
      "TargetPath-PROD=ssh://deploy@prod.example/srv/app",
      "TargetHostKey-PROD=SHA256:b",
      "Secret!",
    ],
  ],
];

describe("checkContract", () => {
  for (const [name, variables, expected] of rows) {
    it(`S0-43: names ${name}`, () => assert.deepEqual(check(variables), expected));
  }

  for (const [name, variables] of fine) it(`lets ${name} pass`, () => assert.deepEqual(check(variables), []));

  it("asks for everything where one environment is no folder", () => {
    const mixed = [
      "TargetPath-UAT=/srv/uat",
      "TargetURL-PROD=https://x.example",
      "TargetPath-PROD=/srv/prod",
    ];
    assert.deepEqual(check(mixed), ["missing ClientID", "missing Secret", "missing TenantID"]);
  });

  it("says one fault of a key for all environments once", () => {
    assert.deepEqual(check(without("TargetURL", "TargetURL=nowhere")), ["notUrl TargetURL"]);
  });

  it("leaves the values of a vault to the run", () => {
    const names = ["ClientID!", "TenantID!", "Secret!", "TargetURL-UAT!", "TargetURL-PROD!"];
    const vault = { name: "contoso-vault", serviceConnectionId: "s" };
    assert.deepEqual(checkContract(group(names, { vault }), defaultContract, stages), []);
  });

  it("follows a project's own contract", () => {
    const own: Contract = [{ key: "SiteUrl", type: "url", perEnvironment: true, required: true }];
    assert.deepEqual(check(["SiteUrl-UAT=https://x.example", "SiteUrl-PROD=", "Secret=abc"], own), [
      "empty SiteUrl-PROD",
    ]);
    assert.deepEqual(check(["A=b"], [{ key: "A", type: "text", perEnvironment: false, required: true }]), []);
  });
});

describe("sameTargets", () => {
  function same(variables: readonly string[]): string[] {
    const one = group(variables);
    return sameTargets(one, environmentsOf(one, [])).map((fault) => fault.text);
  }

  it("D2: refuses the original's two stages with one address, with both names", () => {
    assert.deepEqual(
      same([
        "TargetURL-UAT=https://Contoso.example:443/",
        "TargetURL-PROD=$(Base)",
        "Base=https://contoso.example",
      ]),
      ['"TargetURL-UAT" and "TargetURL-PROD" name one target for the environments "UAT" and "PROD".'],
    );
  });

  it("D2: sees through the spelling of a server's address", () => {
    const path = (uat: string, prod: string): string[] =>
      same([`TargetPath-UAT=ssh://${uat}`, `TargetPath-PROD=ssh://${prod}`]);
    assert.equal(path("a@Web.example:22/srv/app/", "b@web.example/srv//app").length, 1);
    assert.deepEqual(path("a@web.example:2222/srv/app", "a@web.example/srv/app"), []);
    assert.deepEqual(path("a@web.example/srv/App", "a@web.example/srv/app"), []);
  });

  it("D2: refuses one folder, however it is written", () => {
    assert.deepEqual(
      same(["TargetPath-DEV=C:\\drop\\", "TargetPath-UAT=c:/Drop", "TargetPath-PROD=d:/drop"]),
      ['"TargetPath-DEV" and "TargetPath-UAT" name one target for the environments "DEV" and "UAT".'],
    );
  });

  it("D2: refuses one variable for two environments", () => {
    assert.deepEqual(same(["TargetURL=https://x.example", "TargetSPN-UAT=a", "TargetSPN-PROD=b"]), [
      '"TargetURL" gives the environments "UAT" and "PROD" one and the same target.',
    ]);
  });

  it("names each of three pairs once", () => {
    const three = ["DEV", "UAT", "PROD"].map((name) => `TargetURL-${name}=https://x.example`);
    assert.equal(same(three).length, 3);
  });

  const different: [string, string[]][] = [
    ["addresses differ", ["TargetURL-UAT=https://a.example", "TargetURL-PROD=https://b.example"]],
    ["one has none", ["TargetURL-UAT=https://a.example", "TargetSPN-PROD=x"]],
    ["both are empty", ["TargetURL-UAT=", "TargetURL-PROD="]],
    ["both are secret", ["TargetURL-UAT!", "TargetURL-PROD!"]],
    ["a run must fill them in", ["TargetPath-UAT=$(Folder)", "TargetPath-PROD=$(Folder)"]],
    ["a secret is in them", ["S!", "TargetURL-UAT=$(S)", "TargetURL-PROD=$(S)"]],
  ];
  for (const [name, variables] of different)
    it(`finds none where ${name}`, () => assert.deepEqual(same(variables), []));
});
