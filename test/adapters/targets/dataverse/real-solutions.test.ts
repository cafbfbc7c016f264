import assert from "node:assert/strict";
import { cpSync, mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import type { Target } from "../../../../core/ports-of-targets.ts";
import { newTable } from "../../../../standin/targets/organisation.ts";
import type { Bench } from "./bench.ts";
import { openBench } from "./bench.ts";
import { artefactAt, realSolutions } from "./samples.ts";

const settingsFile = JSON.stringify({
  EnvironmentVariables: [{ SchemaName: "new_ContosoURL", Value: "https://uat.contoso.com" }],
  ConnectionReferences: [
    {
      LogicalName: "new_D365connection",
      ConnectionId: "shared-connection",
      ConnectorId: "/providers/Microsoft.PowerApps/apis/shared_dynamicscrmonline",
    },
  ],
});

let bench: Bench;
let target: Target;

function real(name: string): SealedArtefact {
  const path = realSolutions().find((one) => basename(one) === name) ?? assert.fail(`${name} is not there`);
  const folder = join(bench.folder, name);
  mkdirSync(folder, { recursive: true });
  cpSync(path, join(folder, name));
  return artefactAt(name, join(folder, name));
}

async function open(this: Mocha.Context): Promise<void> {
  if (realSolutions().length === 0) {
    console.warn("skipped: the real solutions are not at hand (../shared/fixtures/solutions)");
    this.skip();
  }
  bench = await openBench();
  target = bench.target("uat", { settingsFile });
}

async function close(): Promise<void> {
  if (realSolutions().length === 0) return;
  await target.close();
  await bench.stop();
}

describe("dataverseTarget with real solutions", () => {
  before(open);
  after(close);

  for (const [name, uniqueName, version] of [
    ["Contoso_sample_1_0_0_1_managed.zip", "Contoso_sample", "1.0.0.1"],
    ["UpsertSample_1_0_0_0_managed.zip", "UpsertSample", "1.0.0.0"],
  ] as const) {
    it(`recognises, plans, deploys and verifies ${name}`, async () => {
      const artefact = real(name);
      const { steps } = await target.plan([artefact]);
      assert.equal(steps[0]?.action, "create", steps[0]?.text);
      assert.ok(steps[0].text.startsWith(`Solution '${uniqueName}' ${version} (managed) will be installed.`));
      assert.equal((await bench.deploy(target, artefact)).outcome, "succeeded");
      assert.equal(
        await target.verify([artefact], bench.io),
        `Installed in UAT: '${uniqueName}' ${version}.`,
      );
    });
  }

  it("sets the environment variable and the connection reference of the Contoso sample", () => {
    const { variables, references } = bench.targets.book("uat");
    assert.deepEqual(
      [
        variables.map(({ schemaname, value }) => [schemaname, value?.value]),
        references.map((row) => row.connectionid),
      ],
      [[["new_ContosoURL", "https://uat.contoso.com"]], ["shared-connection"]],
    );
  });

  it("S0-49: refuses the unmanaged one for UAT", async () => {
    const { steps } = await target.plan([real("ColumnLevelSecuritySampleSolution_unmanaged.zip")]);
    assert.equal(steps[0]?.action, "refuse");
    assert.match(steps[0].text, /is unmanaged, and only managed solutions go to a test stage/);
  });

  it("fails the one with missing dependencies and names all three", async () => {
    const deployed = await bench.deploy(target, real("ColumnLevelSecuritySampleSolution_managed.zip"));
    assert.equal(deployed.outcome, "failedUnchanged");
    assert.match(
      deployed.text,
      /3 components that it needs are missing there: MaskingRule 'Date_Slash' \(of solution 'msft_ColumnLevelSecurityData \(1\.2\.0\.28\)'\), MaskingRule 'Email_HideName'.*, MaskingRule '/,
    );
  });

  it("deploys it where what it needs is installed", async () => {
    bench.targets.plant("uat", {
      uniqueName: "msft_ColumnLevelSecurityData",
      version: "1.2.0.28",
      managed: true,
    });
    const deployed = await bench.deploy(target, real("ColumnLevelSecuritySampleSolution_managed.zip"));
    assert.equal(deployed.outcome, "succeeded", deployed.text);
  });
});

describe("dataverseTarget with real configuration data", () => {
  before(open);
  after(close);

  it("plans, deploys and verifies configuration data that the Configuration Migration Tool wrote", async () => {
    const columns = ["wh_key", "wh_value"].map((name) => ({ name, type: "text" as const }));
    bench.targets.book("uat").tables.push(newTable("wh_config", columns));
    const name = "ConfigData.zip";
    const path = join(dirname(realSolutions()[0] ?? ""), "..", "data", name);
    mkdirSync(join(bench.folder, name), { recursive: true });
    cpSync(path, join(bench.folder, name, name));
    const artefact = {
      ...artefactAt(name, join(bench.folder, name, name)),
      kind: "configurationData" as const,
    };
    const { steps } = await target.plan([artefact]);
    assert.equal(steps[0]?.text, "Configuration data: wh_config 1 to create, 0 to update, 0 unchanged.");
    assert.equal((await bench.deploy(target, artefact)).outcome, "succeeded");
    assert.match(await target.verify([artefact], bench.io), /^Every row is there/);
    const [row] = bench.targets.book("uat").tables.find((table) => table.name === "wh_config")?.rows ?? [];
    assert.deepEqual(row?.values, { wh_key: "SampleKey", wh_value: "SampleValue" });
  });
});
