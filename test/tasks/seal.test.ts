import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readSeal } from "../../core/model/seal.ts";
import { type BuiltEnd, type BuiltRun, manifestOf, runBuiltTask } from "../support/run-built-task.ts";
import { scriptedAzure, type Holdings, type ScriptedAzure } from "../support/scripted-azure.ts";
import { withFolder, write } from "../support/temporary-folder.ts";
import { hostileZip } from "../support/zip.ts";

const solutionXml =
  "<ImportExportXml><SolutionManifest><UniqueName>Core</UniqueName><Version>1.2.0.1</Version><Managed>1</Managed></SolutionManifest></ImportExportXml>";
const solution = hostileZip([{ name: "solution.xml", content: solutionXml }]);
const zipped = (name: string, files: Readonly<Record<string, Buffer>>): Buffer =>
  hostileZip(Object.entries(files).map(([path, bytes]) => ({ name: `${name}/${path}`, bytes })));

describe("The built task ReleaseManagerSeal", function () {
  this.timeout(60_000);

  it("seals the run's published artefacts, attaches the seal, publishes its copy and holds the run", () =>
    sealing(
      {
        artefacts: {
          Sln: zipped("Sln", { "Core.zip": solution }),
          Web: zipped("Web", { "index.html": Buffer.from("<html>") }),
        },
      },
      async (run, azure) => {
        const end = await run({ variables: { "Variable-Group": "Connection-Parameters" } });
        assert.equal(end.result, "succeeded", end.log);
        const seal = readSeal(
          end.attachments.find(({ type }) => type === "release-manager.seal")?.text ?? "",
        );
        assert.ok(!("faults" in seal));
        assert.deepEqual(
          seal.artefacts.map(({ name, kind, identity }) => [name, kind, identity]),
          [
            ["Sln", "solution", "1:#/1/Sln"],
            ["Web", "files", "2:#/1/Web"],
          ],
        );
        assert.equal(seal.connection, "Connection-Parameters");
        assert.deepEqual(end.outputs["ours.sealRoot"]?.value ?? end.outputs["sealRoot"]?.value, seal.root);
        assert.deepEqual(
          end.artefacts.map(({ name }) => name),
          ["ReleaseManagerSeal"],
        );
        assert.equal(azure.leases.length, 1);
        const copy = await readFile(join(end.artefacts[0]?.folder ?? "", "seal.json"), "utf8");
        assert.deepEqual(readSeal(copy), seal);
      },
    ));

  it("seals a folder, each direct sub-folder one artefact, and warns of files that belong to none", () =>
    withFolder((drop) =>
      sealing({}, async (run) => {
        await write(drop, { "Sln/Core.zip": solution, "Web/a b%;].txt": "x", "loose.txt": "x" });
        const end = await run({ inputs: { folder: drop } });
        assert.equal(end.result, "succeeded", end.log);
        assert.match(end.log, /Not sealed, because each artefact is a folder: loose\.txt/);
        assert.match(end.log, /^Web: files, 1 file, 1 byte, [0-9a-f]{64}$/m);
      }),
    ));
});

describe("What the built task ReleaseManagerSeal keeps and tells", function () {
  this.timeout(60_000);

  it("S0-33: tolerates the variable's other spelling, and an unset one is no connection", () =>
    sealing({ artefacts: { Web: zipped("Web", { x: Buffer.from("x") }) } }, async (run) => {
      const blank = await run({ variables: { "Variable Group": "Other" } });
      assert.match(blank.log, /Connection: Other\./);
      const unset = await run({ variables: { "Variable-Group": "$(Nothing)" } });
      assert.doesNotMatch(unset.log, /Connection:/);
    }));

  it("says that a hold was refused, as a warning, and seals all the same", () =>
    sealing(
      { artefacts: { Web: zipped("Web", { x: Buffer.from("x") }) }, refuse: { "retention/leases": 403 } },
      async (run) => {
        const end = await run({});
        assert.equal(end.result, "succeeded", end.log);
        assert.match(end.issues.map(({ message }) => message).join("\n"), /Run 7 is not kept from retention/);
      },
    ));
});

describe("The built task ReleaseManagerSeal, told something wrong", function () {
  this.timeout(60_000);

  it("D3: fails with a cause when there is nothing to seal, in the order of every failure", () =>
    sealing({}, async (run) => {
      const end = await run({});
      assert.equal(end.result, "failed");
      const [issue] = end.issues;
      assert.match(
        issue?.message ?? "",
        /^The build was not sealed \(the build's artefacts\): there is no artefact\. Target: nothing was changed\. Running again is safe once that is mended\. .* \[RM022\]$/,
      );
      assert.equal(end.attachments.length, 0);
    }));

  it("refuses to seal in a release: there it is too late", () =>
    sealing({}, async (run) => {
      const release = { "Release.ReleaseId": "57", "Release.EnvironmentName": "UAT" };
      const end = await run({ host: "release", variables: release });
      assert.match(end.log, /a seal is made when the build is made.*\[RM001\]/);
    }));

  it("fails when an input kept a variable that has no value", () =>
    sealing({}, async (run) => {
      const end = await run({ inputs: { folder: "$(NoSuchThing)" } });
      assert.equal(end.result, "failed");
      assert.match(end.log, /input folder.*\$\(NoSuchThing\) is not set in this run/);
    }));

  it("lets no file name give the agent a command", () =>
    withFolder((drop) =>
      sealing({}, async (run) => {
        await write(drop, { "##vso[task.setvariable variable=evil]x/a.txt": "x", "##[error]boo/a.txt": "x" });
        const end = await run({ inputs: { folder: drop } });
        assert.equal(end.result, "succeeded", end.log);
        assert.equal("evil" in end.outputs, false);
        assert.doesNotMatch(end.log, /##vso\[task\.setvariable variable=evil/);
      }),
    ));

  it("prints its first line before anything else of its own", () =>
    sealing({}, async (run) => {
      const end = await run({});
      const own = end.log
        .split("\n")
        .filter((line) => !line.startsWith("##[") && !/^(=|Task|Descr|Version|Author|Help)/.test(line));
      assert.equal(own[0], "Release Manager: sealing what this build published.");
    }));

  it("keeps its manifest's name and id", async () => {
    const { id, name } = await manifestOf("seal");
    assert.deepEqual([id, name], ["6c3b8437-cf49-48cc-a908-1b29976431dd", "ReleaseManagerSeal"]);
  });
});

type Run = (run: Partial<BuiltRun>) => Promise<BuiltEnd>;

async function sealing(
  holdings: Partial<Holdings>,
  use: (run: Run, azure: ScriptedAzure) => Promise<void>,
): Promise<void> {
  const azure = await scriptedAzure(holdings);
  try {
    await withFolder((work) =>
      use((run) => runBuiltTask({ task: "seal", url: azure.url, work, ...run }), azure),
    );
  } finally {
    await azure.close();
  }
}
