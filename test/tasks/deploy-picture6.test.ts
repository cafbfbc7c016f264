import assert from "node:assert/strict";
import { chmod, cp, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { SealedArtefact } from "../../core/model/artefact.ts";
import { manifestOf } from "../../core/model/manifest.ts";
import { sealText } from "../../core/model/seal.ts";
import { knownClients } from "../../standin/targets/known.ts";
import { startTargets, type Targets } from "../../standin/targets/start-targets.ts";
import { dataArtefact, id } from "../adapters/targets/dataverse/data/data-samples.ts";
import { sampleArtefact } from "../adapters/targets/dataverse/samples.ts";
import { deploying, type Deploying, recordIn, under } from "../support/deploying-built.ts";
import type { BuiltEnd } from "../support/run-built-task.ts";
import { sealedArtefact, sha256Of } from "../support/sealed-artefact.ts";
import { withFolder, write } from "../support/temporary-folder.ts";
import { sealOf, wireGroup, type WireStage } from "../support/wire.ts";

const [{ clientId, tenantId, secret }] = knownClients;
const order = ["Sln", "Data2", "Sln3", "Portal"];
const site = { "website.yml": "adx_name: Contoso\n" };
const logs = { "CanExport.sarif": "{}" };
const table = "cr_setting";

/** Writes the set of the seed's build, as Azure DevOps would bring it: two solutions, data between them, a site and logs. */
async function pictureSix(drop: string): Promise<readonly SealedArtefact[]> {
  const tables = { [table]: ["cr_name"] };
  const first = await sampleArtefact(drop, "Sln", { uniqueName: "CanExport", version: "1.0.0.0", tables });
  const third = await sampleArtefact(drop, "Sln3", { uniqueName: "Base", version: "1.0.0.0" });
  const fields = [{ name: "cr_name", type: "string" }];
  const rows = [{ id: id(1), values: { cr_name: "on" } }];
  const data = await dataArtefact(drop, "Data2", [{ name: table, fields, rows }]);
  await write(drop, { ...under("Portal", site), ...under("SolutionAnalysisLogs", logs) });
  const numbered = [{ ...data, sequence: 2 }, first, { ...third, sequence: 3 }];
  return [
    ...numbered.map((one) => ({ ...one, digest: sha256Of(manifestOf(one.files)) })),
    sealedArtefact("Portal", site, "portal"),
    sealedArtefact("SolutionAnalysisLogs", logs, "logs"),
  ];
}

type Scene = Readonly<{
  targets: Targets;
  at: Deploying;
  /** Deploys the set to one stage, as a new attempt there. */
  run: (stage: "UAT" | "PROD", attempt: number) => Promise<BuiltEnd>;
  /** Whether pac, which uploads the site, fails from now on. */
  pacFails: (fails: boolean) => Promise<void>;
}>;

async function scene(use: (scene: Scene) => Promise<void>): Promise<void> {
  await withFolder(async (base) => {
    const [drop, tools] = [join(base, "drop"), join(base, "tools")];
    const targets = await startTargets({ folder: join(base, "standin"), importMilliseconds: 30 });
    const flag = join(tools, "fails");
    const pac = `#!${process.execPath}\nif (process.argv[2] === "pages" && require("node:fs").existsSync(${JSON.stringify(flag)})) process.exitCode = 3;\n`;
    await write(tools, { pac });
    await chmod(join(tools, "pac"), 0o755);
    const seal = sealOf(await pictureSix(drop));
    await write(join(drop, "ReleaseManagerSeal"), { "seal.json": sealText(seal) });
    try {
      await deploying(seal, {}, async (at) => {
        at.azure.holdings.groups = [wireGroup(5, "Connection-Parameters", variablesOf(targets))];
        const run: Scene["run"] = (stage, attempt) =>
          at.run({
            inputs: { target: "dataverse", secret: "$(Given)" },
            variables: {
              "Agent.CAInfo": targets.caFile,
              PATH: [tools, process.env["PATH"] ?? ""].join(delimiter),
              Given: { value: secret, isSecret: true },
              "Release.EnvironmentName": stage,
              "Release.AttemptNumber": String(attempt),
            },
            download: (folder) => cp(drop, join(folder, "ARTEFACTS"), { recursive: true }),
          });
        const pacFails: Scene["pacFails"] = (fails) =>
          fails ? write(tools, { fails: "" }) : rm(flag, { force: true });
        await use({ targets, at, run, pacFails });
      });
    } finally {
      await targets.stop();
    }
  });
}

function variablesOf({ entra, dataverse }: Targets): Record<string, string | null> {
  const url = (name: string): string => dataverse.find((one) => one.name === name)?.url ?? "";
  return {
    ClientID: clientId,
    TenantID: tenantId,
    Secret: null,
    AuthorityURL: entra,
    "TargetURL-UAT": url("uat"),
    "TargetURL-PROD": url("prod"),
  };
}

/** What became of each artefact, in the order in which they were to be deployed. */
function outcomes(end: BuiltEnd): readonly string[] {
  return recordIn(end).artefacts.map(({ name, outcome }) => `${name} ${outcome}`);
}

const all = (outcome: string): readonly string[] => order.map((name) => `${name} ${outcome}`);

/** What an organisation holds of the set, besides the site. */
function there(targets: Targets, name: "uat" | "prod"): readonly string[] {
  const rows = targets.book(name).tables.find((one) => one.name === table)?.rows ?? [];
  return [
    ...targets.installed(name).map(({ uniquename }) => uniquename),
    ...(rows.length === 0 ? [] : ["data"]),
  ];
}

/** An attempt that ended leaves its record and its notes. */
function keep({ azure }: Deploying, plan: string, end: BuiltEnd): void {
  const { attachments } = end;
  azure.holdings.left[plan] = attachments.filter(({ type }) => type === "release-manager.artefact");
  azure.holdings.records[plan] =
    attachments.find(({ type }) => type === "release-manager.deployment")?.text ?? "";
}

const production: WireStage = { name: "PROD", status: "notStarted", attempts: [], after: "UAT" };

describe("The seed's set of artefacts, by the built task ReleaseManagerDeploy", function () {
  this.timeout(90_000);

  it("S0-39: goes to UAT and later to Production by its numbers, the site last, the logs not at all", () =>
    scene(async ({ targets, at, run }) => {
      const uat = await run("UAT", 1);
      assert.equal(uat.result, "succeeded", uat.log);
      assert.deepEqual(outcomes(uat), [...all("succeeded"), "SolutionAnalysisLogs excluded"]);
      const begun = [...uat.log.matchAll(/(\d) of 4: (\w+)/g)].map(([, number, name]) => `${number} ${name}`);
      assert.deepEqual(
        [...new Set(begun)],
        order.map((name, index) => `${index + 1} ${name}`),
      );
      assert.deepEqual(there(targets, "uat"), ["CanExport", "Base", "data"]);
      assert.deepEqual(there(targets, "prod"), []);
      keep(at, "p1", uat);
      at.release([
        { name: "UAT", status: "succeeded", attempts: [{ status: "succeeded", plan: "p1" }] },
        { ...production, status: "inProgress", attempts: [{ reason: "manual", comment: "Go-live" }] },
      ]);
      const prod = await run("PROD", 1);
      assert.equal(prod.result, "succeeded", prod.log);
      assert.deepEqual(outcomes(prod), outcomes(uat));
      assert.deepEqual(there(targets, "prod"), ["CanExport", "Base", "data"]);
      assert.equal(recordIn(prod).seal.root, recordIn(uat).seal.root);
    }));

  const troubles = [
    { path: "ImportSolutionAsync", after: 0, method: "POST", left: [] },
    { path: `${table}s(`, after: 0, method: "PATCH", left: ["CanExport"] },
    { path: "StageSolution", after: 1, method: "POST", left: ["CanExport", "data"] },
    { path: "nothing", after: 0, method: "POST", left: ["CanExport", "Base", "data"] },
  ] as const;
  for (const [position, { left, ...trouble }] of troubles.entries()) {
    const at = order[position] ?? "";
    it(`S0-41, N12: where ${at} fails, what comes after it is untouched; the next attempt does the rest`, () =>
      scene(async ({ targets, at: azure, run, pacFails }) => {
        const answer = { status: 403, code: "0x80040220", message: "not allowed" };
        targets.misbehave({ at: "uat", troubles: [{ ...trouble, times: 5, answer }] });
        await pacFails(at === "Portal");
        const failed = await run("UAT", 1);
        assert.equal(failed.result, "failed", failed.log);
        const [own = "", ...after] = outcomes(failed).slice(position, 4);
        assert.match(own, new RegExp(`^${at} failed`));
        assert.deepEqual(outcomes(failed).slice(0, position), all("succeeded").slice(0, position));
        assert.deepEqual(after, all("notReached").slice(position + 1));
        assert.deepEqual(there(targets, "uat"), left);
        keep(azure, "p1", failed);
        targets.behave();
        await pacFails(false);
        azure.release([{ name: "UAT", attempts: [{ status: "failed", plan: "p1" }, {}] }, production]);
        const again = await run("UAT", 2);
        assert.equal(again.result, "succeeded", again.log);
        const expected = [...all("skipped").slice(0, position), ...all("succeeded").slice(position)];
        assert.deepEqual(outcomes(again).slice(0, 4), expected);
        assert.deepEqual(there(targets, "uat"), ["CanExport", "Base", "data"]);
      }));
  }
});
