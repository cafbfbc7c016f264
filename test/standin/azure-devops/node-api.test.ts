import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { WebApi, getPersonalAccessTokenHandler } from "azure-devops-node-api";
import { BuildResult, BuildStatus } from "azure-devops-node-api/interfaces/BuildInterfaces.js";
import type { Build } from "azure-devops-node-api/interfaces/BuildInterfaces.js";
import { EnvironmentStatus, ReleaseReason } from "azure-devops-node-api/interfaces/ReleaseInterfaces.js";
import { withFolder } from "../../support/temporary-folder.ts";
import { build, smallWorld, withOrganisation } from "./small-world.ts";
import type { Bench } from "./small-world.ts";

const project = "Contoso";

function apiOf({ organisation }: Bench, who = "releaseManager"): WebApi {
  return new WebApi(organisation.url, getPersonalAccessTokenHandler(organisation.tokenOf(who)));
}

/** Microsoft's own client, unmodified. */
describe("azure-devops-node-api with builds", () => {
  const world = smallWorld({ build: ["publish Web one"] });

  it("queues one and reads what became of it", () =>
    withOrganisation(world, async (bench) => {
      const builds = await apiOf(bench).getBuildApi();
      const queued = await builds.queueBuild({ definition: { id: 1 } }, project);
      assert.equal(queued.status, BuildStatus.NotStarted);
      await bench.organisation.idle();
      const [one] = await builds.getBuilds(project);
      assert.deepEqual([one?.result, one?.finishTime instanceof Date], [BuildResult.Succeeded, true]);
      const { orchestrationPlan }: Build = await builds.getBuild(project, 1);
      const timeline = await builds.getBuildTimeline(project, 1, orchestrationPlan?.planId);
      assert.equal(timeline.records?.length, 7);
    }));

  it("reads artefacts and attachments, and takes a lease", () =>
    withOrganisation(world, async (bench) => {
      await build(bench);
      const builds = await apiOf(bench).getBuildApi();
      const artefacts = await builds.getArtifacts(project, 1);
      assert.deepEqual(
        artefacts.map(({ name }) => name),
        ["Web"],
      );
      assert.ok((await text(await builds.getArtifactContentZip(project, 1, "Web"))).startsWith("PK"));
      const lease = { definitionId: 1, runId: 1, ownerId: "us", daysValid: 3, protectPipeline: false };
      assert.equal((await builds.addRetentionLeases([lease], project))[0]?.ownerId, "us");
      const [seal] = await builds.getAttachments(project, 1, "release-manager.seal");
      assert.equal(seal?.name, "seal.json");
    }));
});

async function madeRelease(bench: Bench): Promise<number> {
  await build(bench);
  const releases = await apiOf(bench).getReleaseApi();
  const order = { definitionId: 1, reason: ReleaseReason.Manual, description: "With node-api" };
  const { id = 0 } = await releases.createRelease(order, project);
  await bench.organisation.idle();
  return id;
}

describe("azure-devops-node-api with releases", () => {
  it("makes one and starts its Production", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const id = await madeRelease(bench);
      const releases = await apiOf(bench).getReleaseApi();
      const { environments = [] } = await releases.getRelease(project, id);
      assert.deepEqual(
        environments.map(({ status }) => status),
        [EnvironmentStatus.Succeeded, EnvironmentStatus.NotStarted],
      );
      const [, { id: production = 0 } = {}] = environments;
      const update = { status: EnvironmentStatus.InProgress, comment: "Go" };
      const asked = await releases.updateReleaseEnvironment(update, project, id, production);
      assert.equal(asked.status, EnvironmentStatus.Queued);
      await bench.organisation.idle();
      const after = await releases.getReleaseEnvironment(project, id, production);
      assert.equal(after.status, EnvironmentStatus.Succeeded);
    }));

  it("lists them with their history and deployments, and deletes", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const id = await madeRelease(bench);
      const releases = await apiOf(bench).getReleaseApi();
      assert.equal((await releases.getReleases(project))[0]?.name, "Release-1");
      assert.equal((await releases.getReleaseHistory(project, id)).length, 3);
      assert.equal((await releases.getDeployments(project)).length, 1);
      await releases.deleteRelease(project, id, "Not needed");
      assert.deepEqual(await releases.getReleases(project), []);
    }));

  it("works against a Server, too", () =>
    withOrganisation(
      smallWorld(),
      async (bench) => {
        const id = await madeRelease(bench);
        const releases = await apiOf(bench).getReleaseApi();
        assert.equal((await releases.getRelease(project, id)).name, "Release-1");
      },
      { serverMode: true },
    ));
});

describe("azure-devops-node-api with the rest", () => {
  it("reads groups, the project and who is signed in", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const api = apiOf(bench, "administrator");
      const groups = await (await api.getTaskAgentApi()).getVariableGroups(project);
      assert.deepEqual(
        groups.map(({ name }) => name),
        ["Connection-Parameters"],
      );
      const { id } = await (await api.getCoreApi()).getProject(project);
      assert.equal(id, bench.organisation.state.project.id);
      assert.equal((await api.connect()).authenticatedUser?.providerDisplayName, "Avery Stone");
    }));

  it("writes documents, and gets nothing for a missing one", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const extensions = await apiOf(bench).getExtensionManagementApi();
      const at = ["us", "ours", "Default", "Current", "things"] as const;
      const made: unknown = await extensions.createDocumentByName({ id: "a" }, ...at);
      assert.deepEqual(made, { id: "a", __etag: 1 });
      assert.equal((await extensions.getDocumentsByName(...at)).length, 1);
      const missing: unknown = await extensions.getDocumentByName(...at, "b");
      assert.equal(missing, null);
    }));

  it("leaves no secret in the recorded exchanges", () =>
    withFolder((folder) => recorded(join(folder, "exchanges.jsonl"))));
});

function recorded(file: string): Promise<void> {
  return withOrganisation(
    smallWorld(),
    async (bench) => {
      const { id, name } = bench.organisation.state.project;
      const agents = await apiOf(bench, "administrator").getTaskAgentApi();
      const variables = {
        Secret: { value: "never to be seen", isSecret: true },
        Plain: { value: "to be seen" },
      };
      const reference = { name: "New", description: "", projectReference: { id, name } };
      const group = { name: "New", type: "Vsts", variables, variableGroupProjectReferences: [reference] };
      await agents.addVariableGroup(group);
      const exchanges = await readFile(file, "utf8");
      assert.match(exchanges, /to be seen/);
      assert.doesNotMatch(exchanges, /never to be seen|authorization/i);
    },
    { record: file },
  );
}
