import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { WebApi, getPersonalAccessTokenHandler } from "azure-devops-node-api";
import { BuildResult, BuildStatus } from "azure-devops-node-api/interfaces/BuildInterfaces.js";
import { EnvironmentStatus, ReleaseReason } from "azure-devops-node-api/interfaces/ReleaseInterfaces.js";
import { smallWorld, withOrganisation } from "./small-world.ts";
import type { Bench } from "./small-world.ts";

const project = "Contoso";

function apiOf({ organisation }: Bench, who = "releaseManager"): WebApi {
  return new WebApi(organisation.url, getPersonalAccessTokenHandler(organisation.tokenOf(who)));
}

/** Microsoft's own client, unmodified. */
describe("azure-devops-node-api", () => {
  it("finds everything and reads builds, timelines and artefacts", () =>
    withOrganisation(smallWorld({ build: ["publish Web one"] }), async (bench) => {
      const builds = await apiOf(bench).getBuildApi();
      const queued = await builds.queueBuild({ definition: { id: 1 } }, project);
      assert.equal(queued.status, BuildStatus.NotStarted);
      await bench.organisation.idle();
      const [one] = await builds.getBuilds(project);
      assert.deepEqual([one?.result, one?.finishTime instanceof Date], [BuildResult.Succeeded, true]);
      const build = await builds.getBuild(project, queued.id ?? 0);
      const timeline = await builds.getBuildTimeline(project, build.id ?? 0, build.orchestrationPlan?.planId);
      assert.equal(timeline.records?.length, 7);
      const artefacts = await builds.getArtifacts(project, build.id ?? 0);
      assert.deepEqual(
        artefacts.map(({ name }) => name),
        ["Web"],
      );
      const zip = await builds.getArtifactContentZip(project, build.id ?? 0, "Web");
      assert.ok((await text(zip)).startsWith("PK"));
      const lease = {
        definitionId: 1,
        runId: build.id ?? 0,
        ownerId: "us",
        daysValid: 3,
        protectPipeline: false,
      };
      assert.equal((await builds.addRetentionLeases([lease], project))[0]?.ownerId, "us");
      const [seal] = await builds.getAttachments(project, build.id ?? 0, "release-manager.seal");
      assert.equal(seal?.name, "seal.json");
    }));

  it("makes a release, starts its Production and reads what became of it", () =>
    withOrganisation(smallWorld(), async (bench) => {
      await (await apiOf(bench).getBuildApi()).queueBuild({ definition: { id: 1 } }, project);
      await bench.organisation.idle();
      const releases = await apiOf(bench).getReleaseApi();
      const order = { definitionId: 1, reason: ReleaseReason.Manual, description: "With node-api" };
      const made = await releases.createRelease(order, project);
      await bench.organisation.idle();
      assert.equal((await releases.getReleases(project))[0]?.name, made.name);
      const before = await releases.getRelease(project, made.id ?? 0);
      assert.deepEqual(
        before.environments?.map(({ status }) => status),
        [EnvironmentStatus.Succeeded, EnvironmentStatus.NotStarted],
      );
      const production = before.environments?.[1]?.id ?? 0;
      const update = { status: EnvironmentStatus.InProgress, comment: "Go" };
      const asked = await releases.updateReleaseEnvironment(update, project, made.id ?? 0, production);
      assert.equal(asked.status, EnvironmentStatus.Queued);
      await bench.organisation.idle();
      const after = await releases.getReleaseEnvironment(project, made.id ?? 0, production);
      assert.equal(after.status, EnvironmentStatus.Succeeded);
      assert.equal((await releases.getReleaseHistory(project, made.id ?? 0)).length, 5);
      assert.equal((await releases.getDeployments(project)).length, 2);
      await releases.deleteRelease(project, made.id ?? 0, "Not needed");
      assert.deepEqual(await releases.getReleases(project), []);
    }));

  it("reads groups and writes documents", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const api = apiOf(bench, "administrator");
      const agents = await api.getTaskAgentApi();
      assert.deepEqual(
        (await agents.getVariableGroups(project)).map(({ name }) => name),
        ["Connection-Parameters"],
      );
      const extensions = await api.getExtensionManagementApi();
      const made: { __etag?: number } = (await extensions.createDocumentByName(
        { id: "a" },
        "us",
        "ours",
        "Default",
        "Current",
        "things",
      )) as object;
      assert.equal(made.__etag, 1);
      assert.equal(
        (await extensions.getDocumentsByName("us", "ours", "Default", "Current", "things")).length,
        1,
      );
      const missing: unknown = await extensions.getDocumentByName(
        "us",
        "ours",
        "Default",
        "Current",
        "things",
        "b",
      );
      assert.equal(missing, null);
      const core = await api.getCoreApi();
      assert.equal((await core.getProject(project)).id, bench.organisation.state.project.id);
      const connected = await api.connect();
      assert.equal(connected.authenticatedUser?.providerDisplayName, "Avery Stone");
    }));

  it("works against a Server, too", () =>
    withOrganisation(
      smallWorld(),
      async (bench) => {
        const api = apiOf(bench);
        await (await api.getBuildApi()).queueBuild({ definition: { id: 1 } }, project);
        await bench.organisation.idle();
        const releases = await api.getReleaseApi();
        const made = await releases.createRelease({ definitionId: 1 }, project);
        await bench.organisation.idle();
        assert.equal((await releases.getRelease(project, made.id ?? 0)).name, "Release-1");
      },
      { serverMode: true },
    ));

  it("leaves no secret in the recorded exchanges", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const file = `${bench.folder}/exchanges.jsonl`;
      const { record } = bench.organisation.options;
      assert.equal(record, undefined);
      await withRecorded(file);
    }));
});

async function withRecorded(file: string): Promise<void> {
  await withOrganisation(
    smallWorld(),
    async (bench) => {
      const { id, name } = bench.organisation.state.project;
      const agents = await apiOf(bench, "administrator").getTaskAgentApi();
      const variables = {
        Secret: { value: "never to be seen", isSecret: true },
        Plain: { value: "to be seen" },
      };
      const reference = { name: "New", description: "", projectReference: { id, name } };
      await agents.addVariableGroup({
        name: "New",
        type: "Vsts",
        variables,
        variableGroupProjectReferences: [reference],
      });
      const recorded = await readFile(file, "utf8");
      assert.match(recorded, /to be seen/);
      assert.doesNotMatch(recorded, /never to be seen/);
      assert.doesNotMatch(recorded, /authorization/i);
    },
    { record: file },
  );
}
