import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Organisation, OrganisationOptions } from "../../../standin/azure-devops/organisation.ts";
import { contoso } from "../../../standin/worlds/contoso.ts";
import { withFolder } from "../../support/temporary-folder.ts";
import { writeZip } from "../../support/zip.ts";
import { withOrganisation } from "./small-world.ts";
import type { Bench } from "./small-world.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const targets = {
  entra: "https://localhost:8440",
  dataverse: ["dev", "uat", "prod", "spare"].map((name, index) => ({
    name,
    url: `https://localhost:${8441 + index}`,
  })),
  caFile: "/nowhere/ca.pem",
  clients: [1, 2].map((number) => ({
    clientId: `client ${number}`,
    secret: `s3cret ${number}`,
    tenantId: "tenant",
  })),
};

/** The sample organisation with a package that has the tasks' manifests only: a playing runner needs no more. */
async function withContoso(
  test: (bench: Bench) => Promise<void>,
  more: Partial<OrganisationOptions> = { targets },
): Promise<void> {
  await withFolder(async (folder) => {
    const vsix = join(folder, "package.vsix");
    const names = ["seal", "connection", "deploy"];
    const manifests = await Promise.all(
      names.map((name) => readFile(join(root, "tasks", name, "task.json"), "utf8")),
    );
    await writeZip(
      vsix,
      Object.fromEntries(names.map((name, index) => [`tasks/${name}/task.json`, manifests[index] ?? ""])),
    );
    await withOrganisation(contoso, test, { vsix, ...more });
  });
}

function releases({ state }: Organisation, definition: string): readonly string[] {
  return state.release.releases
    .filter(({ definitionName }) => definitionName === definition)
    .map(({ name, environments }) => `${name}: ${environments.map(({ status }) => status).join(", ")}`);
}

describe("the sample organisation", () => {
  it("S0-35: has a history: two releases of one build in production, one that failed, one that waits", () =>
    withContoso(async ({ organisation }) => {
      assert.equal(organisation.fresh, true);
      await organisation.makeHistory();
      assert.deepEqual(releases(organisation, "Contoso ALM"), [
        "Release-54: succeeded, succeeded",
        "Release-55: succeeded, succeeded",
        "Release-56: succeeded, notStarted",
        "Release-57: succeeded, notStarted",
      ]);
      assert.deepEqual(releases(organisation, "Contoso Web, signed off"), [
        "Release-3: succeeded, inProgress",
      ]);
      const [first, second] = organisation.state.release.releases
        .filter(({ definitionName }) => definitionName === "Contoso ALM")
        .map(({ artefacts }) => artefacts[0]?.buildId);
      assert.equal(first, second);
    }));

  it("ends its history with the clock at the machine's time, all of it in the last 14 days", () =>
    withContoso(async ({ organisation }) => {
      await organisation.makeHistory();
      assert.equal(organisation.state.clockOffset, 0);
      const times = organisation.state.build.builds.map(({ queueTime }) => Date.parse(queueTime));
      const oldest = Date.now() - 14 * 24 * 60 * 60 * 1000;
      assert.ok(times.every((time) => time > oldest && time < Date.now()));
    }));

  it("does without Dataverse where there is none", () =>
    withContoso(async ({ organisation }) => {
      await organisation.makeHistory();
      assert.deepEqual(releases(organisation, "Contoso ALM"), []);
      assert.equal(releases(organisation, "Contoso Web").length, 2);
    }, {}));
});

describe("what the sample organisation is furnished with", () => {
  it("is YAML runs whose Production was retried, skipped, waits for a person, or for an approval", () =>
    withContoso(async ({ organisation, send, core }) => {
      const { builds, timelines } = organisation.state.build;
      const stages = builds.map(({ planId }) =>
        (timelines.find(({ id }) => id === planId)?.records ?? [])
          .filter(({ type }) => type === "Stage")
          .map(({ name, state, result, attempt }) => `${name} ${attempt}: ${result ?? state}`),
      );
      assert.deepEqual(stages, [
        ["Build 1: succeeded", "UAT 1: succeeded", "Production 2: succeeded"],
        ["Build 1: succeeded", "UAT 1: failed", "Production 1: skipped"],
        ["Build 1: succeeded", "UAT 1: succeededWithIssues", "Production 1: manuallyQueued"],
        ["Build 1: succeeded", "UAT 1: pending", "Production 1: pending"],
      ]);
      const { id, planId } = builds[2] ?? { id: 0, planId: "" };
      const path = `${core}/build/builds/${id}/timeline/${planId}`;
      assert.match((await send("reader", "GET", `${path}?api-version=7.2-preview.3`)).text, /manuallyQueued/);
      assert.doesNotMatch((await send("reader", "GET", `${path}?api-version=7.0`)).text, /manuallyQueued/);
    }));

  it("is a connection for the team, a clone of it, and a partner's with another client", () =>
    withContoso(({ organisation }) => {
      const shown = organisation.state.groups.map(({ name, variables }) => [
        name,
        variables["ClientID"]?.value,
        variables["TargetURL-UAT"]?.value,
        variables["Secret"],
      ]);
      assert.deepEqual(shown, [
        ["Connection-Parameters", "client 1", "https://localhost:8442", { value: null, isSecret: true }],
        [
          "Connection-Parameters-Clone",
          "client 1",
          "https://localhost:8441",
          { value: null, isSecret: true },
        ],
        ["Connection-Partner", "client 2", "https://localhost:8444", { value: null, isSecret: true }],
      ]);
      return Promise.resolve();
    }));
});

describe("the sample organisation's pipelines", () => {
  it("find their tasks again in a package with other ids", () =>
    withContoso(async ({ organisation, folder }) => {
      const other = "11111111-1111-4111-8111-111111111111";
      const manifest = JSON.parse(
        await readFile(join(root, "tasks", "deploy", "task.json"), "utf8"),
      ) as object;
      const seal = JSON.parse(await readFile(join(root, "tasks", "seal", "task.json"), "utf8")) as object;
      const vsix = join(folder, "dev.vsix");
      await writeZip(vsix, {
        "tasks/deploy/task.json": JSON.stringify({ ...manifest, id: other }),
        "tasks/seal/task.json": JSON.stringify(seal),
      });
      await organisation.installTasks(vsix);
      const ids = organisation.state.release.definitions
        .flatMap(({ stages }) => stages.flatMap(({ phases }) => phases.flatMap(({ steps }) => steps)))
        .filter(({ taskName }) => taskName === "ReleaseManagerDeploy")
        .map(({ taskId }) => taskId);
      assert.deepEqual(new Set(ids), new Set([other]));
    }));
});
