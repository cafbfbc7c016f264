import assert from "node:assert/strict";
import type { Bench } from "./bench.ts";
import { openBench } from "./bench.ts";
import { sampleArtefact } from "./samples.ts";

const file = (url: string, connection: string): string =>
  JSON.stringify({
    EnvironmentVariables: [{ SchemaName: "CR_url", Value: url }],
    ConnectionReferences: [
      { LogicalName: "cr_ref", ConnectionId: connection, ConnectorId: "/apis/shared_x" },
    ],
  });
const sample = {
  uniqueName: "Core",
  version: "1.0.0.0",
  variables: [{ schemaName: "cr_Url" }],
  references: ["cr_ref"],
};

let bench: Bench;

async function open(): Promise<void> {
  bench = await openBench();
}

function values(): unknown {
  const { variables, references } = bench.targets.book("uat");
  return [variables.map(({ value }) => value?.value), references.map(({ connectionid }) => connectionid)];
}

describe("dataverseTarget with deployment settings", () => {
  beforeEach(open);
  afterEach(() => bench.stop());

  it("sets environment variables and connection references with the import", async () => {
    const artefact = await sampleArtefact(bench.folder, "Sln", sample);
    const target = bench.target("uat", { settingsFile: file("https://uat", "con1") });
    const { steps } = await target.plan([artefact]);
    assert.equal(
      steps[0]?.text,
      "Solution 'Core' 1.0.0.0 (managed) will be installed. From the settings file: 'cr_Url', 'cr_ref'.",
    );
    assert.equal((await bench.deploy(target, artefact)).outcome, "succeeded");
    assert.deepEqual(values(), [["https://uat"], ["con1"]]);
    await target.close();
  });

  it("sets them for a version that is installed already, and only what differs", async () => {
    const artefact = await sampleArtefact(bench.folder, "Sln", sample);
    const first = bench.target("uat", { settingsFile: file("https://uat", "con1") });
    await bench.deploy(first, artefact);
    await first.close();
    const second = bench.target("uat", { settingsFile: file("https://new", "con1") });
    const { steps } = await second.plan([artefact]);
    assert.deepEqual(
      steps.map(({ action, text }) => [action, text]),
      [["update", "Solution 'Core' 1.0.0.0 is already installed. From the settings file: 'cr_Url'."]],
    );
    const deployed = await bench.deploy(second, artefact);
    assert.equal(
      deployed.text,
      "Solution 'Core' 1.0.0.0 is already installed. 1 value was set from the settings file.",
    );
    assert.deepEqual(values(), [["https://new"], ["con1"]]);
    assert.deepEqual(
      (await second.plan([artefact])).steps.map(({ action }) => action),
      ["skip"],
    );
    await second.close();
  });
});

describe("dataverseTarget with deployment settings that do not fit", () => {
  beforeEach(open);
  afterEach(() => bench.stop());

  it("refuses at plan time what nobody gives, and names it", async () => {
    const artefact = await sampleArtefact(bench.folder, "Sln", sample);
    const target = bench.target("uat");
    const { steps } = await target.plan([artefact]);
    assert.equal(steps[0]?.action, "refuse");
    assert.match(
      steps[0].text,
      /^Environment variable 'cr_Url' has no value; connection reference 'cr_ref' has no connection/,
    );
    await target.close();
  });

  it("warns of names that no solution of the release has, and of a value that was exported", async () => {
    const exported = {
      ...sample,
      references: [],
      variables: [{ schemaName: "cr_Url", value: "https://dev" }],
    };
    const artefact = await sampleArtefact(bench.folder, "Sln", exported);
    const target = bench.target("uat", { settingsFile: file("https://uat", "con1") });
    await target.plan([artefact]);
    assert.deepEqual(bench.told, [
      "No solution of this release has 'cr_ref' of the deployment settings file: not used.",
      "Solution 'Core' brings a value of 'cr_Url' along from where it was exported.",
    ]);
    await target.close();
  });

  it("refuses a file that is none, and nothing is changed", async () => {
    const artefact = await sampleArtefact(bench.folder, "Sln", sample);
    const target = bench.target("uat", { settingsFile: "{ no json" });
    await assert.rejects(target.plan([artefact]), /RM001/);
    await target.close();
  });
});
