import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Target } from "../../../../core/ports-of-targets.ts";
import type { Bench } from "./bench.ts";
import { openBench } from "./bench.ts";
import { sampleArtefact } from "./samples.ts";

let bench: Bench;
let target: Target;

async function open(): Promise<void> {
  bench = await openBench();
  target = bench.target("uat");
}

async function close(): Promise<void> {
  await target.close();
  await bench.stop();
}

describe("dataverseTarget", () => {
  beforeEach(open);
  afterEach(close);

  it("N3: says which organisation really answers", async () => {
    assert.deepEqual(await target.identify(), {
      id: "dataverse:1b7e0f4c-2f60-4d57-8a35-9c6b1a3d7b02",
      name: "Contoso UAT",
      url: bench.targets.dataverse[1]?.url,
    });
  });

  it("S0-40: takes solutions, configuration data and sites, and nothing else", async () => {
    const solution = await sampleArtefact(bench.folder, "Sln", { uniqueName: "Core", version: "1.0.0.0" });
    const kinds = ["solution", "configurationData", "portal", "files", "logs"] as const;
    assert.deepEqual(
      kinds.map((kind) => target.takes({ ...solution, kind })),
      [true, true, true, false, false],
    );
  });

  it("plans without writing anything, and says that there is no way back", async () => {
    const artefact = await sampleArtefact(bench.folder, "Sln", { uniqueName: "Core", version: "1.0.0.0" });
    const plan = await target.plan([artefact]);
    assert.deepEqual(plan.steps, [
      {
        artefact: "Sln",
        kind: "solution",
        action: "create",
        text: "Solution 'Core' 1.0.0.0 (managed) will be installed.",
      },
    ]);
    assert.match(plan.rollback, /^Dataverse does not downgrade/);
    assert.deepEqual(
      bench.targets.requests("uat").filter(({ method }) => method !== "GET"),
      [],
    );
  });

  it("installs, keeps the operation's ids before it looks the first time, and proves the version", async () => {
    const artefact = await sampleArtefact(bench.folder, "Sln", { uniqueName: "Core", version: "1.0.0.0" });
    const deployed = await bench.deploy(target, artefact);
    assert.deepEqual(
      { ...deployed, operations: deployed.operations.map(({ kind }) => kind) },
      {
        outcome: "succeeded",
        text: "Solution 'Core' 1.0.0.0 was imported.",
        issues: [],
        operations: ["dataverse.asyncoperation", "dataverse.importjob"],
      },
    );
    assert.deepEqual(bench.operations, deployed.operations);
    assert.equal(await target.verify([artefact], bench.io), "Installed in UAT: 'Core' 1.0.0.0.");
    assert.deepEqual(
      bench.targets.installed("uat").map(({ uniquename, version }) => [uniquename, version]),
      [["Core", "1.0.0.0"]],
    );
  });
});

describe("dataverseTarget's ways of importing", () => {
  beforeEach(open);
  afterEach(close);

  it("upgrades in one step", async () => {
    bench.targets.plant("uat", { uniqueName: "Core", version: "1.0.0.0", managed: true });
    const artefact = await sampleArtefact(bench.folder, "Sln", { uniqueName: "Core", version: "1.1.0.0" });
    const deployed = await bench.deploy(target, artefact);
    assert.equal(deployed.text, "Solution 'Core' 1.1.0.0 was imported over 1.0.0.0.");
    const posts = bench.targets.requests("uat").filter(({ method }) => method === "POST");
    assert.deepEqual(
      posts.map(({ path }) => path.replace("/api/data/v9.2/", "")),
      ["StageSolution", "StageAndUpgradeAsync"],
    );
  });

  it("sends the file once: the import takes the staged upload", async () => {
    const artefact = await sampleArtefact(bench.folder, "Sln", {
      uniqueName: "Core",
      version: "1.0.0.0",
      ballast: 1_200_000,
    });
    await bench.deploy(target, artefact);
    const [stage, begin] = bench.targets.requests("uat").filter(({ method }) => method === "POST");
    assert.ok((stage?.bytes ?? 0) > 1_200_000 && (begin?.bytes ?? 0) < 1000);
  });

  it("sends the file again where the staged upload is not taken", async () => {
    bench.targets.misbehave({ at: "uat", behaviour: { stagedUploads: "refused" } });
    const artefact = await sampleArtefact(bench.folder, "Sln", { uniqueName: "Core", version: "1.0.0.0" });
    assert.equal((await bench.deploy(target, artefact)).outcome, "succeeded");
  });

  it("publishes after an unmanaged import in development, and nowhere else", async () => {
    const artefact = await sampleArtefact(bench.folder, "Sln", {
      uniqueName: "Core",
      version: "1.0.0.0",
      managed: false,
    });
    const development = bench.target("dev");
    assert.equal((await bench.deploy(development, artefact)).outcome, "succeeded");
    assert.ok(bench.targets.requests("dev").some(({ path }) => path.endsWith("PublishAllXmlAsync")));
    await development.close();
  });

  it("skips what is installed already and says so", async () => {
    bench.targets.plant("uat", { uniqueName: "Core", version: "1.0.0.0", managed: true });
    const artefact = await sampleArtefact(bench.folder, "Sln", { uniqueName: "Core", version: "1.0.0.0" });
    const { steps } = await target.plan([artefact]);
    assert.deepEqual(
      steps.map(({ action, text }) => [action, text]),
      [["skip", "Solution 'Core' 1.0.0.0 is already installed."]],
    );
    assert.equal((await bench.deploy(target, artefact)).outcome, "succeeded");
    assert.deepEqual(
      bench.targets.requests("uat").filter(({ method }) => method !== "GET"),
      [],
    );
  });
});

describe("dataverseTarget's progress", () => {
  beforeEach(open);
  afterEach(close);

  it("goes from 0 to 100 and says what is being done", async () => {
    bench.targets.misbehave({ at: "uat", behaviour: { importMilliseconds: 200 } });
    const artefact = await sampleArtefact(bench.folder, "Sln", { uniqueName: "Core", version: "1.0.0.0" });
    await bench.deploy(target, artefact);
    const percents = bench.progress.map((line) => Number.parseInt(line, 10));
    assert.deepEqual(
      percents,
      [...percents].sort((a, b) => a - b),
    );
    assert.deepEqual([percents[0], percents.at(-1)], [2, 100]);
    assert.ok(bench.progress.some((line) => /^[2-9]\d Importing 'Core' 1\.0\.0\.0 \(\d+ %\)$/.test(line)));
  });
});

async function planned(...artefacts: Parameters<Target["plan"]>[0]): Promise<readonly [string, string][]> {
  const { steps } = await target.plan(artefacts);
  return steps.map(({ action, text }) => [action, text]);
}

describe("dataverseTarget's refusals at plan time", () => {
  before(open);
  after(close);

  it("S0-49: refuses an unmanaged solution for UAT", async () => {
    const artefact = await sampleArtefact(bench.folder, "Sln", {
      uniqueName: "Raw",
      version: "1.0.0.0",
      managed: false,
    });
    const words =
      "'Raw' 1.0.0.0 is unmanaged, and only managed solutions go to a test stage. Export the solution as managed in the build, or declare the stage as development.";
    assert.deepEqual(await planned(artefact), [["refuse", words]]);
    assert.equal((await bench.deploy(target, artefact)).outcome, "failedUnchanged");
  });

  it("refuses a downgrade with both versions", async () => {
    bench.targets.plant("uat", { uniqueName: "Core", version: "2.0.0.3", managed: true });
    const artefact = await sampleArtefact(bench.folder, "Sln", { uniqueName: "Core", version: "2.0.0.1" });
    const [step] = await planned(artefact);
    assert.match(
      step?.join(" ") ?? "",
      /^refuse 2\.0\.0\.3 of 'Core' is installed there and the release has 2\.0\.0\.1/,
    );
  });

  it("refuses the same solution in two artefacts", async () => {
    const one = await sampleArtefact(bench.folder, "SlnA", { uniqueName: "Twin", version: "1.0.0.0" });
    const two = await sampleArtefact(bench.folder, "SlnB", { uniqueName: "twin", version: "1.1.0.0" });
    const steps = await planned(one, two);
    assert.deepEqual(
      steps.map(([action]) => action),
      ["create", "refuse"],
    );
    assert.match(steps[1]?.[1] ?? "", /^SlnA and SlnB both hold solution 'twin'/);
  });
});

describe("dataverseTarget's refusals of what comes together", () => {
  beforeEach(open);
  afterEach(close);

  it("refuses an order in which a solution comes before one that it needs, and names both", async () => {
    const needing = await sampleArtefact(bench.folder, "Sln", {
      uniqueName: "Top",
      version: "1.0.0.0",
      needs: ["Base (1.2.0.0)"],
    });
    const base = await sampleArtefact(bench.folder, "Sln2", { uniqueName: "Base", version: "1.2.0.0" });
    const [wrong] = await planned(needing, base);
    assert.match(
      wrong?.join(" ") ?? "",
      /^refuse 'Top' needs 'Base', which is not there and comes after it, with Sln2\. /,
    );
    const right = await planned(base, needing);
    assert.deepEqual(
      right.map(([action]) => action),
      ["create", "create"],
    );
    bench.targets.plant("uat", { uniqueName: "Base", version: "1.1.0.0", managed: true });
    const [there] = await planned(needing, base);
    assert.equal(there?.[0], "create");
  });

  it("makes logging commands in names harmless", async () => {
    const artefact = await sampleArtefact(bench.folder, "Sln", { uniqueName: "Ok", version: "1.0.0.0" });
    const files = [{ path: "##vso[task.complete]x.zip", bytes: 1, sha256: "" }];
    const [step] = await planned({ ...artefact, files });
    assert.match(step?.[1] ?? "", /^Its # #vso\[task\.complete\]x\.zip cannot be read as a zip/);
  });

  it("refuses an artefact whose zip is gone", async () => {
    const artefact = await sampleArtefact(bench.folder, "Gone", { uniqueName: "Ok", version: "1.0.0.0" });
    rmSync(join(bench.folder, "Gone"), { recursive: true });
    assert.deepEqual(await planned(artefact), [
      ["refuse", "It is not at its place on the agent. Build the solution again."],
    ]);
  });
});
