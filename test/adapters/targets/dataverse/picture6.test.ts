import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeployEnd } from "../../../../core/acts/deploy-artefacts.ts";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { manifestOf } from "../../../../core/model/manifest.ts";
import { secret } from "../../../../core/model/secret.ts";
import { sha256Of } from "../../../support/sealed-artefact.ts";
import { deploy } from "../../../support/deploying.ts";
import { sealOf } from "../../../support/wire.ts";
import { dataArtefact, id } from "./data/data-samples.ts";
import type { Bench } from "./bench.ts";
import { openBench } from "./bench.ts";
import { sampleArtefact } from "./samples.ts";

let bench: Bench;

/** The set of the seed's build: two solutions, data between them, a site, and logs. */
async function set(): Promise<readonly SealedArtefact[]> {
  const { folder } = bench;
  const table = { cr_setting: ["cr_name"] };
  const first = await sampleArtefact(folder, "Sln", {
    uniqueName: "CanExport",
    version: "1.0.0.0",
    tables: table,
  });
  const fields = [{ name: "cr_name", type: "string" }];
  const rows = [{ id: id(1), values: { cr_name: "on" } }];
  const data = await dataArtefact(folder, "Data2", [{ name: "cr_setting", fields, rows }]);
  const third = await sampleArtefact(folder, "Sln3", { uniqueName: "Base", version: "1.0.0.0" });
  mkdirSync(join(folder, "Portal"));
  writeFileSync(join(folder, "Portal", "website.yml"), "adx_name: x\n");
  const site: SealedArtefact = {
    ...first,
    ...other("Portal", "portal"),
    files: [{ ...file, path: "website.yml" }],
  };
  const logs: SealedArtefact = {
    ...first,
    ...other("SolutionAnalysisLogs", "logs"),
    files: [{ ...file, path: "a.sarif" }],
  };
  return [{ ...data, sequence: 2 }, site, first, { ...third, sequence: 3 }, logs].map(sealed);
}

const file = { bytes: 12, sha256: "0".repeat(64) };

function other(name: string, kind: SealedArtefact["kind"]): Pick<SealedArtefact, "name" | "kind"> {
  return { name, kind };
}

function sealed(artefact: SealedArtefact): SealedArtefact {
  const { solution, ...rest } = artefact;
  const facts = artefact.kind === "solution" && solution ? { solution } : {};
  return { ...rest, ...facts, digest: sha256Of(manifestOf(artefact.files)) };
}

/** Deploys the set; pac ends with `code`. */
async function deployed(code = 0): Promise<Readonly<{ end: DeployEnd; events: readonly string[] }>> {
  const tools = join(bench.folder, "tools");
  mkdirSync(tools);
  const script = `#!${process.execPath}\nif (process.argv[2] === "pages") process.exitCode = ${code};\n`;
  writeFileSync(join(tools, "pac"), script, { mode: 0o755 });
  const pages = { tenantId: "t", secret: secret("pac-secret"), profile: "" };
  const target = bench.target("uat", { pages, variables: { PATH: tools } });
  const { events, end } = deploy({ seal: sealOf(await set()), target });
  return { end: await end, events };
}

function outcomes({ record }: DeployEnd): readonly string[] {
  return record.artefacts.map(({ name, outcome }) => `${name} ${outcome}`);
}

describe("the seed's set of artefacts at Dataverse", () => {
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.stop());

  it("S0-39: is deployed in the order of its numbers, the site last, the logs not at all", async () => {
    const { end } = await deployed();
    assert.equal(end.failure?.message, undefined);
    assert.deepEqual(outcomes(end).slice(0, 4), [
      "Sln succeeded",
      "Data2 succeeded",
      "Sln3 succeeded",
      "Portal succeeded",
    ]);
    assert.equal(bench.targets.book("uat").tables[0]?.rows.length, 1);
  });

  const troubles = [
    { at: "Sln", path: "ImportSolutionAsync", after: 0, method: "POST" },
    { at: "Data2", path: "cr_settings(", after: 0, method: "PATCH" },
    { at: "Sln3", path: "StageSolution", after: 1, method: "POST" },
    { at: "Portal", path: "nothing", after: 0, method: "POST" },
  ] as const;
  const order = ["Sln", "Data2", "Sln3", "Portal"];
  for (const [position, { at, ...trouble }] of troubles.entries()) {
    it(`S0-41: a failure of ${at} leaves those after it untouched`, async () => {
      const answer = { status: 403, code: "0x80040220", message: "not allowed" };
      bench.targets.misbehave({ at: "uat", troubles: [{ ...trouble, times: 5, answer }] });
      const { end } = await deployed(at === "Portal" ? 3 : 0);
      assert.ok(end.failure, "it should have failed");
      const found = outcomes(end).slice(0, 4);
      assert.deepEqual(
        found.slice(0, position),
        order.slice(0, position).map((name) => `${name} succeeded`),
      );
      assert.match(found[position] ?? "", new RegExp(`^${at} failed`));
      assert.deepEqual(
        found.slice(position + 1),
        order.slice(position + 1).map((name) => `${name} notReached`),
      );
      const names = bench.targets.installed("uat").map(({ uniquename }) => uniquename);
      assert.deepEqual(names, ["CanExport", "Base"].slice(0, position === 0 ? 0 : position < 3 ? 1 : 2));
      assert.equal(bench.targets.book("uat").tables[0]?.rows.length ?? 0, position > 1 ? 1 : 0);
    });
  }
});
