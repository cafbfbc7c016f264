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

let past: Organisation | undefined;

/** The sample organisation as its history left it: it takes a while to make, so whoever only looks at it looks at the same one. */
async function withPast(): Promise<Organisation> {
  if (past === undefined)
    await withContoso(async ({ organisation }) => {
      assert.equal(organisation.fresh, true);
      await organisation.makeHistory();
      past = organisation;
    });
  assert.ok(past);
  return past;
}

function releases({ state }: Organisation, definition: string): readonly string[] {
  return state.release.releases
    .filter(({ definitionName }) => definitionName === definition)
    .map(({ name, environments }) => `${name}: ${environments.map(({ status }) => status).join(", ")}`);
}

/** The runs of a pipeline, the oldest first, with how each stage stands. */
function runs({ state }: Organisation, pipeline: string): readonly string[] {
  const definition = state.build.definitions.find(({ name }) => name === pipeline);
  return state.build.builds
    .filter(({ definitionId }) => definitionId === definition?.id)
    .map(({ reason, sourceBranch, planId }) => {
      const { records = [] } = state.build.timelines.find(({ id }) => id === planId) ?? {};
      const stages = records
        .filter(({ type }) => type === "Stage")
        .sort((one, other) => one.order - other.order)
        .map(({ identifier, state: now, result }) => `${identifier ?? ""} ${result ?? now}`);
      return `${reason} of ${sourceBranch.replace("refs/heads/", "")}: ${stages.join(", ")}`;
    });
}

describe("the sample organisation", () => {
  it("S0-35: has a history: two releases of one build in production, one that failed, one that waits", async () => {
    const organisation = await withPast();
    assert.deepEqual(releases(organisation, "Contoso ALM"), [
      "Release-54: succeeded, succeeded",
      "Release-55: succeeded, succeeded",
      "Release-56: succeeded, notStarted",
      "Release-57: succeeded, notStarted",
    ]);
    assert.deepEqual(releases(organisation, "Contoso Web, signed off"), ["Release-3: succeeded, inProgress"]);
    const [first, second] = organisation.state.release.releases
      .filter(({ definitionName }) => definitionName === "Contoso ALM")
      .map(({ artefacts }) => artefacts[0]?.buildId);
    assert.equal(first, second);
  });

  it("S2-09 S2-11 S2-15: has YAML runs: in production, at night up to an approval, kept out by their branch, waiting", async () => {
    const organisation = await withPast();
    const onlyDev = "Dev succeeded, Test skipped, Staging skipped, Production manuallyQueued";
    assert.deepEqual(runs(organisation, "Space Game release"), [
      `resourceTrigger of release: ${onlyDev}`,
      "manual of release: Dev succeeded, Test succeeded, Staging succeeded, Production succeeded",
      `resourceTrigger of release: ${onlyDev}`,
      "schedule of release: Dev succeeded, Test succeeded, Staging pending, Production manuallyQueued",
      "manual of main: Dev skipped, Test skipped, Staging skipped, Production manuallyQueued",
    ]);
    assert.deepEqual(runs(organisation, "Contoso Shop"), [
      "manual of main: Build succeeded, UAT succeeded, Production manuallyQueued",
    ]);
    assert.equal(runs(organisation, "Contoso Infrastructure").length, 3);
  });

  it("ends its history with the clock at the machine's time, all of it in the last 14 days", async () => {
    const organisation = await withPast();
    assert.equal(organisation.state.clockOffset, 0);
    const times = organisation.state.build.builds.map(({ queueTime }) => Date.parse(queueTime));
    const oldest = Date.now() - 14 * 24 * 60 * 60 * 1000;
    assert.ok(times.length > 0 && times.every((time) => time > oldest && time < Date.now()));
  });

  it("does without Dataverse where there is none", () =>
    withContoso(async ({ organisation }) => {
      await organisation.makeHistory();
      assert.deepEqual(releases(organisation, "Contoso ALM"), []);
      assert.equal(releases(organisation, "Contoso Web").length, 2);
    }, {}));
});

describe("what the sample organisation is furnished with", () => {
  it("S2-06 S2-07 S2-13: is environments of the YAML samples, each with a place of its own, and an approver for Staging", () =>
    withContoso(({ organisation }) => {
      const { environments, groups } = organisation.state;
      assert.deepEqual(
        environments.environments.map(({ name }) => name),
        ["UAT", "PROD", "Dev", "Test", "Staging", "Production", "PR"],
      );
      const web = groups.find(({ name }) => name === "Web-Connection")?.variables ?? {};
      const values = (...names: readonly string[]): readonly unknown[] =>
        names.map((name) => web[name]?.value);
      assert.deepEqual(values("WebAppNameDev", "WebAppNameTest", "WebAppNameStaging"), [
        "space-game-dev",
        "space-game-test",
        "space-game-staging",
      ]);
      const places = values(
        "TargetPath-Dev",
        "TargetPath-Test",
        "TargetPath-Staging",
        "TargetPath-Production",
      );
      assert.equal(new Set(places).size, 4);
      const [check, ...more] = environments.checks;
      assert.ok(check?.terms.kind === "approval");
      assert.equal(check.resource.name, "Staging");
      assert.equal(check.terms.settings.instructions, "Approve this change when it's ready for staging");
      assert.deepEqual(more, []);
      return Promise.resolve();
    }));

  it("is a connection for the team, a clone of it, a partner's with another client, one for folders and two for web apps, of which one has no secret", () =>
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
        ["Web-Connection", undefined, undefined, undefined],
        ["Web-App-Connection", "client 1", undefined, { value: null, isSecret: true }],
        ["Web-App-Identity", undefined, undefined, undefined],
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

describe("the work items of the sample organisation", () => {
  it("S1-16: are named by the commits of the builds of Contoso Web", () =>
    withContoso(async (bench) => {
      await bench.organisation.makeHistory();
      const { builds, definitions } = bench.organisation.state.build;
      const web = definitions.find(({ name }) => name === "Contoso Web")?.id;
      const ofBuild = async ({ id }: { id: number }): Promise<string> => {
        const path = `${bench.core}/build/builds/${id}/workitems?api-version=7.0`;
        const { body } = await bench.send("reader", "GET", path);
        return (body["value"] as { id: string }[]).map((item) => item.id).join();
      };
      const named = builds.filter(({ definitionId }) => definitionId === web).map(ofBuild);
      assert.deepEqual(await Promise.all(named), ["1,3", "7", "2,4,8"]);
    }, {}));
});
