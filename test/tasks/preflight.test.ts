import assert from "node:assert/strict";
import { join } from "node:path";
import { knownClients } from "../../standin/targets/known.ts";
import { startTargets, type Targets } from "../../standin/targets/start-targets.ts";
import { type BuiltEnd, type BuiltRun, runBuiltTask } from "../support/run-built-task.ts";
import { type ScriptedAzure, scriptedAzure } from "../support/scripted-azure.ts";
import { withFolder } from "../support/temporary-folder.ts";
import { wireGroup } from "../support/wire.ts";

type Values = Readonly<Record<string, string | null>>;

type Scene = Readonly<{
  targets: Targets;
  azure: ScriptedAzure;
  url: (name: string) => string;
  run: (values: Values, given?: Partial<BuiltRun>) => Promise<BuiltEnd>;
}>;

const [{ clientId, tenantId, secret }] = knownClients;
const user = { ClientID: clientId, TenantID: tenantId };

function told({ issues }: BuiltEnd): readonly string[] {
  return issues.map(({ message }) => message);
}

async function trying(use: (scene: Scene) => Promise<void>): Promise<void> {
  await withFolder(async (work) => {
    const targets = await startTargets({ folder: join(work, "standin") });
    const azure = await scriptedAzure({ groups: [] });
    const url = (name: string): string => targets.dataverse.find((one) => one.name === name)?.url ?? "";
    const run: Scene["run"] = (values, given = {}) => {
      const whole = { ...user, Secret: null, AuthorityURL: targets.entra, ...values };
      azure.holdings.groups = [wireGroup(5, "Connection-Parameters", whole)];
      return runBuiltTask({
        task: "connection",
        url: azure.url,
        work,
        inputs: {
          connection: "Connection-Parameters",
          environment: "UAT",
          preflight: "true",
          target: "dataverse",
        },
        variables: { ...user, Secret: { value: secret, isSecret: true }, "Agent.CAInfo": targets.caFile },
        ...given,
      });
    };
    try {
      await use({ targets, azure, url, run });
    } finally {
      await azure.close();
      await targets.stop();
    }
  });
}

describe("The built task ReleaseManagerConnection, only trying", function () {
  this.timeout(90_000);

  it("N4: tries every environment of the group, and gives nothing to the steps that follow", () =>
    trying(async ({ run, url, targets }) => {
      const end = await run({
        "TargetURL-DEV": url("dev"),
        "TargetURL-UAT": url("uat"),
        "TargetURL-PROD": url("prod"),
      });
      assert.notEqual(end.result, "failed", end.log);
      for (const environment of ["DEV", "UAT", "PROD"])
        assert.match(end.log, new RegExp(`^.*${environment}: Contoso`, "m"));
      assert.match(end.log, /Connection-Parameters was tried in 3 environments: nothing has to be mended/);
      assert.deepEqual([end.outputs, targets.installed("prod")], [{}, []]);
      assert.ok(!end.log.includes(secret));
    }));
});

describe("The built task ReleaseManagerDeploy, only trying", function () {
  this.timeout(90_000);

  it("N4: needs no settings file of an artefact, for it deploys nothing", () =>
    trying(async ({ run, url }) => {
      const inputs = {
        connection: "Connection-Parameters",
        environment: "UAT",
        preflight: "true",
        target: "dataverse",
        settings: "Sln/settings-UAT.json",
      };
      const end = await run({ "TargetURL-UAT": url("uat") }, { task: "deploy", inputs });
      assert.notEqual(end.result, "failed", end.log);
      assert.match(end.log, /was tried in 1 environment: nothing has to be mended/);
    }));
});

describe("The built task ReleaseManagerConnection finds what is wrong", function () {
  this.timeout(90_000);

  it("N4: finds the eight classic faults in one run, each with its repair, and changes nothing", () =>
    trying(async ({ run, url }) => {
      const end = await run({
        "TargetURL-DEV": url("dev"),
        "TargetURL-UAT": url("uat"),
        "TargetSPN-INT": "Contoso INT",
        "TargetSNP-UAT": "misspelt",
        "TargetURL-QA": "",
        "TargetURL-TEST": "contoso-test",
        "TargetURL-STAGE": "$(Nowhere)",
        "TargetURL-PREPROD": url("uat"),
        "TargetURL-SECOND": url("spare"),
        "TargetURL-PROD": "https://nowhere.invalid",
      });
      assert.equal(end.result, "failed", end.log);
      const all = told(end).join("\n");
      const planted = [
        /INT: TargetURL-INT is missing/,
        /UAT.*"TargetSNP-UAT".*TargetSPN-UAT/,
        /QA: "TargetURL-QA" is empty/,
        /TEST: "TargetURL-TEST" is no http or https address/,
        /STAGE: "TargetURL-STAGE" refers to \$\(Nowhere\)/,
        /UAT.*PREPROD/,
        /SECOND: .*has no application user/,
        /PROD: .*nowhere\.invalid/,
      ];
      for (const one of planted) assert.match(all, one);
      assert.deepEqual(end.outputs, {});
    }));

  it("N4: finds in the daytime that production's secret has run out", () =>
    trying(async ({ run, url, targets }) => {
      const expired = knownClients[2];
      const end = await run(
        { ClientID: expired.clientId, "TargetURL-UAT": url("uat"), "TargetURL-PROD": url("prod") },
        {
          variables: {
            ClientID: expired.clientId,
            TenantID: tenantId,
            Secret: { value: expired.secret, isSecret: true },
            "Agent.CAInfo": targets.caFile,
          },
        },
      );
      assert.equal(end.result, "failed", end.log);
      assert.match(told(end).join("\n"), /UAT and PROD: .*(expired|ran out)/i);
    }));
});
