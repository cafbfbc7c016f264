import assert from "node:assert/strict";
import { join } from "node:path";
import type { JobOrder, RunJob } from "../../../standin/agent/job.ts";
import type { StepDefinition } from "../../../standin/azure-devops/state/build-state.ts";
import type { ServiceConnection } from "../../../standin/azure-devops/state/state.ts";
import { connectionPlace } from "../../../standin/azure-devops/state/vault.ts";
import type { World } from "../../../standin/azure-devops/world.ts";
import { withFolder } from "../../support/temporary-folder.ts";
import { writeZip } from "../../support/zip.ts";
import { playing } from "./playing.ts";
import { queue, run, stages, withYaml } from "./runs-world.ts";
import { build, release, smallWorld, step, withOrganisation, type Bench } from "./small-world.ts";

const task = "11111111-2222-4333-8444-555555555555";
const federated = "7c8d9e0f-0000-4000-8000-000000000001";
const stored = "7c8d9e0f-0000-4000-8000-000000000002";

const manifest = {
  id: task,
  name: "Reach",
  version: { Major: 1, Minor: 0, Patch: 0 },
  inputs: [{ name: "connection", type: "connectedService:AzureRM" }],
};

function connection(
  own: Partial<ServiceConnection> & Pick<ServiceConnection, "id" | "name">,
): ServiceConnection {
  return {
    type: "azurerm",
    url: "https://management.azure.com/",
    description: "",
    isReady: true,
    isShared: false,
    isDisabled: false,
    owner: "library",
    authorization: {
      scheme: "WorkloadIdentityFederation",
      parameters: { tenantid: "t", serviceprincipalid: "c", workloadIdentityFederationSubject: "sc://x/y/z" },
    },
    data: { environment: "AzureCloud" },
    ...own,
  };
}

const connections: readonly ServiceConnection[] = [
  connection({ id: federated, name: "Without a secret" }),
  connection({
    id: stored,
    name: "With a secret",
    authorization: { scheme: "ServicePrincipal", parameters: { tenantid: "t", serviceprincipalkey: null } },
  }),
  connection({ id: "7c8d9e0f-0000-4000-8000-000000000003", name: "Sleeping", isDisabled: true }),
  connection({ id: "7c8d9e0f-0000-4000-8000-000000000004", name: "Elsewhere", type: "github" }),
];

const reaching = (inputs: Record<string, string>): StepDefinition => ({
  ...step("ok", "Reach"),
  taskId: task,
  inputs,
});

const yaml = (value: string, rest = ""): string =>
  `trigger: none
variables:
  - name: where
    value: Without a secret
${rest}stages:
  - stage: UAT
    variables:
      - name: there
        value: Without a secret
    jobs:
      - job: Deploy
        steps:
          - task: Reach@1
            name: Go
            inputs:
              connection: ${value}
`;

/** The small world with these connections, a build and a UAT that name one, and a pipeline in YAML that does. */
function world(named: string): World {
  const small = smallWorld();
  const classic: World = {
    ...small,
    furnish: (kit) => {
      small.furnish(kit);
      const { state, vault } = kit.site;
      state.connections.push(...structuredClone(connections));
      vault.keep(connectionPlace(stored), "serviceprincipalkey", "s3cret of the connection");
      state.build.definitions[0]?.phases[0]?.steps.push(reaching({ connection: named }));
      state.release.definitions[0]?.stages[0]?.phases[0]?.steps.push(reaching({ connection: "$(Nothing)" }));
      const by = { authorizedBy: kit.site.callers.buildService, authorizedOn: kit.site.clock.iso() };
      const allPipelines = { authorized: true, ...by };
      for (const { id } of connections.slice(1)) {
        state.pipelinePermissions.push({ type: "endpoint", id, allPipelines, pipelines: [] });
      }
    },
  };
  const pipelines = ["Without a secret", "With a secret", "$(where)", "$(there)", "Sleeping", "Elsewhere"];
  return withYaml(classic, ...pipelines.map((text, at) => ({ id: 11 + at, name: text, text: yaml(text) })));
}

type Scene = Readonly<{ named?: string; during?: (job: JobOrder) => Promise<unknown>; serverMode?: boolean }>;

/** `during`: what a job does while it runs. */
function scene(
  { named = stored, during, serverMode = false }: Scene,
  test: (bench: Bench, jobs: readonly JobOrder[]) => Promise<void>,
): Promise<void> {
  return withFolder(async (folder) => {
    const vsix = join(folder, "tasks.vsix");
    await writeZip(vsix, { "tasks/reach/task.json": JSON.stringify(manifest) });
    const { runJob: plain, jobs } = playing();
    const runJob: RunJob = async (job, ...rest) => {
      await during?.(job);
      return plain(job, ...rest);
    };
    await withOrganisation(world(named), (bench) => test(bench, jobs), { vsix, runJob, serverMode });
  });
}

async function ask({ system, variables }: JobOrder, id: string): Promise<string> {
  const uri = variables["System.OidcRequestUri"]?.value ?? "";
  const url = `${uri}?api-version=7.1&serviceConnectionId=${id}`;
  const headers = { authorization: `Bearer ${system.token}`, "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers });
  return `${answer.status} ${await answer.text()}`;
}

describe("the service connections of a job", () => {
  it("are those that its steps name, with the secrets that the vault keeps", () =>
    scene({}, async (bench, jobs) => {
      await build(bench);
      const [job] = jobs;
      assert.deepEqual(job?.endpoints, [
        {
          id: stored,
          name: "With a secret",
          url: "https://management.azure.com/",
          data: { environment: "AzureCloud" },
          scheme: "ServicePrincipal",
          parameters: { tenantid: "t", serviceprincipalkey: "s3cret of the connection" },
        },
      ]);
      const path = `${bench.core}/serviceendpoint/endpoints/${stored}?api-version=7.0`;
      const { text } = await bench.send("administrator", "GET", path);
      assert.ok(text.includes("With a secret") && !text.includes("s3cret"));
    }));

  it("are refused to a job that names one that is not there, in the service's words", () =>
    scene({ named: "Nobody's" }, async (bench, jobs) => {
      await build(bench);
      assert.deepEqual(jobs, []);
      const [timeline] = bench.organisation.state.build.timelines;
      const job = timeline?.records.find(({ type }) => type === "Job");
      assert.equal(job?.result, "failed");
      assert.match(
        job.issues[0]?.message ?? "",
        /^The pipeline is not valid\. Job \S+: Step Reach input connection references service connection Nobody's which could not be found\./,
      );
    }));

  it("are refused to a release whose variable is not set", () =>
    scene({}, async (bench) => {
      await build(bench);
      await release(bench);
      const [made] = bench.organisation.state.release.releases;
      const phase = made?.environments[0]?.attempts[0]?.phases[0];
      assert.equal(phase?.status, "failed");
      assert.match(phase.job.issues[0]?.message ?? "", /references service connection \$\(Nothing\) which/);
    }));
});

describe("the service connections of a YAML pipeline", () => {
  it("are fixed when the run is queued, by name or by a variable of the pipeline's root", () =>
    scene({}, async (bench, jobs) => {
      assert.deepEqual(await stages(bench, await run(bench, 12)), ["UAT: completed succeeded"]);
      assert.deepEqual(
        jobs.map(({ steps, endpoints }) => [steps[0]?.inputs["connection"], endpoints[0]?.id]),
        [[stored, stored]],
      );
      for (const [pipeline, words] of [
        [14, /Step Go input connection references service connection \$\(there\) which could not be found/],
        [15, /references service connection Sleeping which could not be found.*has been disabled/],
        [16, /expects a service connection of type AzureRM but the provided .* Elsewhere is of type github/],
      ] as const) {
        const refused = await queue(bench, pipeline);
        assert.equal(refused.status, 400);
        assert.match(refused.text, words);
      }
      assert.equal(jobs.length, 1);
    }));

  it("are waited for until the pipeline may use them", () =>
    scene({}, async (bench, jobs) => {
      const id = await run(bench, 13);
      assert.deepEqual([await stages(bench, id), jobs.length], [["UAT: pending"], 0]);
      const path = `${bench.core}/pipelines/pipelinepermissions/endpoint/${federated}?api-version=7.1-preview.1`;
      const body = { pipelines: [{ id: 13, authorized: true }] };
      assert.equal((await bench.send("administrator", "PATCH", path, body)).status, 200);
      await bench.organisation.idle();
      assert.deepEqual(await stages(bench, id), ["UAT: completed succeeded"]);
      assert.deepEqual(
        jobs[0]?.endpoints.map((one) => one.id),
        [federated],
      );
    }));
});

describe("the identity of a job", () => {
  it("is vouched for by a statement that its issuer signed, for ten minutes", () => {
    const said: string[] = [];
    const during = async (job: JobOrder): Promise<void> => void said.push(await ask(job, federated));
    return scene({ named: federated, during }, async (bench, jobs) => {
      await build(bench);
      assert.match(said[0] ?? "", /^200 \{"oidcToken":"[\w-]+\.[\w-]+\.[\w-]+"\}$/);
      const [, payload = ""] = (said[0] ?? "").split(".");
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
      const { id } = bench.organisation.state.organisation;
      assert.deepEqual(
        [claims["iss"], claims["sub"], claims["aud"]],
        [`https://vstoken.dev.azure.com/${id}`, "sc://x/y/z", "api://AzureADTokenExchange"],
      );
      // The job is over: its token is worth nothing any more.
      const [job] = jobs;
      assert.ok(job);
      assert.match(await ask(job, federated), /^(302|401|203) /);
    });
  });

  it("is not vouched for as a connection that no step names, nor by one that keeps a secret, nor for somebody else", () => {
    const said: string[] = [];
    const during = async (job: JobOrder): Promise<void> => {
      said.push(await ask(job, federated), await ask(job, stored));
      const other = job.variables["System.OidcRequestUri"]?.value.replace(job.jobId, task) ?? "";
      said.push(await ask({ ...job, variables: { "System.OidcRequestUri": { value: other } } }, stored));
    };
    return scene({ during }, async (bench) => {
      await build(bench);
      assert.match(
        said[0] ?? "",
        /^403 .*There is no explicit reference to service connection 7c8d9e0f-0000-4000-8000-000000000001 from current stage/,
      );
      assert.match(said[1] ?? "", /^400 .*With a secret has no workload identity/);
      assert.match(said[2] ?? "", /^403 .*may not ask for an identity token of job 11111111/);
    });
  });

  it("is unknown on a Server", () =>
    scene({ named: federated, serverMode: true }, async (bench, jobs) => {
      await build(bench);
      assert.equal(jobs[0]?.variables["System.OidcRequestUri"], undefined);
    }));
});
