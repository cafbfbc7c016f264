import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { cp } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { tokensFor } from "../../adapters/entra/entra-tokens.ts";
import { targetHttp } from "../../adapters/targets/shared/target-http.ts";
import { manifestOf } from "../../core/model/manifest.ts";
import { sealText } from "../../core/model/seal.ts";
import { secret as hiddenSecret } from "../../core/model/secret.ts";
import type { Endpoint, JobVariable } from "../../standin/agent/job.ts";
import { applicationCertificate } from "../../standin/targets/certificates.ts";
import { identityIssuer } from "../../standin/targets/identity-issuer.ts";
import { emptyVault, vaultSuffix } from "../../standin/targets/key-vault.ts";
import { knownClients } from "../../standin/targets/known.ts";
import { startTargets, type Targets } from "../../standin/targets/start-targets.ts";
import { sampleArtefact } from "../adapters/targets/dataverse/samples.ts";
import { deploying, recordIn } from "../support/deploying-built.ts";
import type { BuiltEnd, BuiltRun } from "../support/run-built-task.ts";
import type { ScriptedAzure } from "../support/scripted-azure.ts";
import { sha256Of } from "../support/sealed-artefact.ts";
import { withFolder, write } from "../support/temporary-folder.ts";
import { startTunnel } from "../support/tunnel.ts";
import { sealOf, wireGroup } from "../support/wire.ts";

type Scene = Readonly<{
  targets: Targets;
  azure: ScriptedAzure;
  /** What the group gives, plain and secret, besides the target's address. */
  group: (variables: Readonly<Record<string, string | null>>) => void;
  run: (
    given: Readonly<{ variables?: BuiltRun["variables"]; inputs?: BuiltRun["inputs"] }>,
    by?: Partial<Endpoint>,
  ) => Promise<BuiltEnd>;
}>;

const [{ clientId, tenantId, secret }, other] = knownClients;

const { certificate, key } = applicationCertificate("contoso-release");
const pem = `${certificate}${key}`.replaceAll(/\r?\n/g, "\\n");
const user = { ClientID: clientId, TenantID: tenantId };
const principal = { TenantId: tenantId, ServicePrincipalId: clientId };

describe("The built task ReleaseManagerDeploy signs in to Dataverse", function () {
  this.timeout(90_000);
  it("by the group's secret", () =>
    scene(async ({ run, group }) => {
      group({ ...user, Secret: null });
      const end = await run({ inputs: { secret: "$(Given)" }, variables: { Given: hidden(secret) } });
      succeeded(end, /by the group's secret/, [secret]);
    }));

  it("by the group's certificate, which goes before its secret", () =>
    scene(async ({ run, group, targets }) => {
      targets.trusts.certificates[clientId] = [certificate];
      group({ ...user, Secret: null, Certificate: null });
      const end = await run({ inputs: { secret: "$(Given)" }, variables: { Given: hidden(pem) } });
      succeeded(end, /by the group's certificate/, [pem, keyLine(key)]);
    }));

  it("S0-48: by the workload identity of a service connection, with nothing in the group that is secret", () =>
    scene(async ({ run, group, targets, azure }) => {
      const issuer = identityIssuer("contoso");
      const subject = "sc://contoso/Contoso/production";
      targets.trusts.federations[clientId] = [{ issuer: issuer.issuer, subject, key: issuer.publicKey }];
      const said: string[] = [];
      azure.holdings.identity = (id) => {
        assert.equal(id, connectionId);
        said.push(issuer.identity(subject, Date.now()));
        return said.at(-1) ?? "";
      };
      group({});
      const variables = { "System.OidcRequestUri": `${azure.url}/_apis/distributedtask/oidctoken` };
      const end = await run({ variables }, { scheme: "WorkloadIdentityFederation", parameters: principal });
      assert.equal(said.length, 1);
      succeeded(end, /by workload identity of service connection .*: no secret is needed/, said);
    }));
});

describe("The built task ReleaseManagerDeploy signs in as a service connection", function () {
  this.timeout(90_000);

  it("by the secret, and by the certificate, that a service connection stores", () =>
    scene(async ({ run, group, targets }) => {
      targets.trusts.certificates[clientId] = [certificate];
      group({});
      const parameters = { ...principal, AuthenticationType: "spnKey", ServicePrincipalKey: secret };
      const end = await run({}, { scheme: "ServicePrincipal", parameters });
      succeeded(end, /by secret of service connection/, [secret]);
      const certified = {
        ...principal,
        AuthenticationType: "spnCertificate",
        ServicePrincipalCertificate: pem,
      };
      const again = await run(
        { variables: { "Release.AttemptNumber": "2" } },
        { scheme: "ServicePrincipal", parameters: certified },
      );
      succeeded(again, /by certificate of service connection/, [keyLine(key)]);
    }));
});

describe("The built task ReleaseManagerDeploy signs in as its machine, or not at all", function () {
  this.timeout(90_000);

  it("by the managed identity of the agent's machine, by its client id", () =>
    scene(async ({ run, group, targets }) => {
      group({});
      const asked: string[] = [];
      const machine = await startMachine(async (url) => {
        asked.push(url.searchParams.get("client_id") ?? "");
        const token = await tokenOf(targets, url.searchParams.get("resource") ?? "");
        return { status: 200, body: { access_token: token, expires_on: inAnHour(), token_type: "Bearer" } };
      });
      const by = { scheme: "ManagedServiceIdentity", parameters: {}, data: { msiclientId: clientId } };
      const end = await run({ variables: machine.variables }, by);
      machine.close();
      assert.deepEqual(asked, [clientId]);
      succeeded(end, /by managed identity of service connection .*: no secret is needed/, []);
    }));

  it("not by the managed identity of a machine that has none: said in words, and nothing was changed", () =>
    scene(async ({ run, group, targets }) => {
      group({});
      const error = { error: "invalid_request", error_description: "Identity not found" };
      const machine = await startMachine(() => Promise.resolve({ status: 400, body: error }));
      const by = { scheme: "ManagedServiceIdentity", parameters: {} };
      const end = await run({ variables: machine.variables }, by);
      machine.close();
      assert.equal(end.result, "failed", end.log);
      assert.match(
        end.issues[0]?.message ?? "",
        /machine has no managed identity of its own.*nothing was changed/,
      );
      assert.deepEqual(targets.installed("uat"), []);
    }));

  // The agent masks what a service connection holds, its application's id too.
  it("N3: not where the service connection and the group disagree: both are named, nothing was asked", () =>
    scene(async ({ run, group, targets }) => {
      group({ ...user, ClientID: other.clientId });
      const parameters = { ...principal, ServicePrincipalKey: secret };
      const end = await run({}, { scheme: "ServicePrincipal", parameters });
      assert.equal(end.result, "failed", end.log);
      const [issue] = end.issues;
      assert.match(
        issue?.message ?? "",
        new RegExp(
          `ClientID of the group is ${other.clientId}, that of the service connection \\*\\*\\*.*RM030`,
        ),
      );
      assert.deepEqual(targets.requests("entra"), []);
    }));
});

describe("The built task ReleaseManagerDeploy reads a key vault", function () {
  this.timeout(90_000);

  it("S0-48: by the secrets of a key vault, which a service connection of its own reads", () =>
    scene(async ({ run, azure, targets }) => {
      const book = emptyVault();
      book.readers.push(other.clientId);
      const url = targets.dataverse.find(({ name }) => name === "uat")?.url ?? "";
      const values = { ...user, Secret: secret, AuthorityURL: targets.entra, "TargetURL-UAT": url };
      for (const [name, value] of Object.entries(values)) book.secrets[name] = { value };
      targets.vaults["contoso-kv"] = book;
      azure.holdings.groups = [vaultGroup(Object.keys(values))];
      const port = Number(new URL(targets.vault).port);
      const tunnel = await startTunnel((host) => (host.endsWith(`.${vaultSuffix}`) ? port : undefined));
      const end = await run(
        {
          inputs: { serviceConnection: "", vaultConnection: connectionId },
          variables: {
            "Agent.ProxyUrl": tunnel.url,
            "Agent.ProxyBypassList": JSON.stringify(["127\\.0\\.0\\.1", "localhost"]),
          },
        },
        {
          scheme: "ServicePrincipal",
          parameters: {
            TenantId: tenantId,
            ServicePrincipalId: other.clientId,
            ServicePrincipalKey: other.secret,
          },
          data: {
            environment: "AzureStack",
            activeDirectoryAuthority: targets.entra,
            AzureKeyVaultDnsSuffix: vaultSuffix,
          },
        },
      );
      await tunnel.close();
      succeeded(end, /secrets from vault "contoso-kv"/, [secret, other.secret]);
      assert.match(end.log, /Secret: secret, by key vault/);
      assert.equal(recordIn(end).connection.group.vault, "contoso-kv");
    }));

  it("N4: not where the step names nobody who may read it: said with the input that does, and nothing was changed", () =>
    scene(async ({ run, azure, targets }) => {
      targets.vaults["contoso-kv"] = emptyVault();
      azure.holdings.groups = [vaultGroup(["ClientID", "TenantID", "Secret", "TargetURL-UAT"])];
      const end = await run({ inputs: { serviceConnection: "" } });
      assert.equal(end.result, "failed", end.log);
      assert.match(
        end.issues[0]?.message ?? "",
        /names no service connection that may read it.*vaultConnection/,
      );
    }));
});

const connectionId = "99999999-0000-4000-8000-000000000001";

type Machine = Readonly<{ variables: Readonly<Record<string, string>>; close: () => void }>;

/** The service by which a machine of Azure gives tokens of its identity. */
async function startMachine(
  answer: (url: URL) => Promise<Readonly<{ status: number; body: object }>>,
): Promise<Machine> {
  const server = createServer((request, response) => {
    void answer(new URL(request.url ?? "/", "http://localhost")).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    variables: { AZURE_POD_IDENTITY_AUTHORITY_HOST: `http://127.0.0.1:${port}` },
    close: () => server.close(),
  };
}

function inAnHour(): string {
  return String(Math.floor(Date.now() / 1000) + 3600);
}

async function tokenOf(targets: Targets, resource: string): Promise<string> {
  const world = { sleep: () => Promise.resolve(), now: Date.now, newId: randomUUID };
  const http = targetHttp({ caFile: targets.caFile }, world);
  const proof = { kind: "secret", secret: hiddenSecret(secret) } as const;
  const tokens = tokensFor({ tenantId, clientId, proof, authorityUrl: targets.entra }, http);
  try {
    return (await tokens(resource, false)).reveal();
  } finally {
    http.close();
  }
}

function hidden(value: string): JobVariable {
  return { value, isSecret: true };
}

/** A line of the key that stands in no other text. */
function keyLine(pem: string): string {
  return pem.split(/\r?\n/)[5] ?? "";
}

function vaultGroup(names: readonly string[]): unknown {
  const variables = Object.fromEntries(names.map((name) => [name, { isSecret: true, enabled: true }]));
  const providerData = { vault: "contoso-kv", serviceEndpointId: connectionId };
  return {
    ...(wireGroup(5, "Connection-Parameters", {}) as object),
    type: "AzureKeyVault",
    providerData,
    variables,
  };
}

/** It deployed, said who signed in, and left nothing secret anywhere: neither what was given nor any token. */
function succeeded(end: BuiltEnd, said: RegExp, secrets: readonly string[]): void {
  assert.equal(end.result, "succeeded", end.log);
  assert.match(end.log, said);
  assert.equal(recordIn(end).outcome, "succeeded");
  const { log, issues, outputs, attachments } = end;
  const everything = [log, JSON.stringify([issues, outputs]), ...attachments.map(({ text }) => text)].join(
    "\n",
  );
  for (const value of secrets) assert.ok(value.length > 7 && !everything.includes(value));
  assert.doesNotMatch(everything, /eyJ[A-Za-z0-9_-]{10}/);
}

async function scene(use: (at: Scene) => Promise<void>): Promise<void> {
  await withFolder(async (base) => {
    const targets = await startTargets({ folder: join(base, "standin"), importMilliseconds: 30 });
    const drop = join(base, "drop");
    const solution = { uniqueName: "Contoso", version: "1.0.0.1" };
    const sample = await sampleArtefact(drop, "Sln1", solution);
    const seal = sealOf([{ ...sample, digest: sha256Of(manifestOf(sample.files)) }]);
    await write(join(drop, "ReleaseManagerSeal"), { "seal.json": sealText(seal) });
    try {
      await deploying(seal, {}, async ({ run, azure }) => {
        const url = targets.dataverse.find(({ name }) => name === "uat")?.url ?? "";
        await use({
          targets,
          azure,
          group: (variables) => {
            const own = { "TargetURL-UAT": url, AuthorityURL: targets.entra, ...variables };
            azure.holdings.groups = [wireGroup(5, "Connection-Parameters", own)];
          },
          run: (given, by) =>
            run({
              inputs: {
                target: "dataverse",
                ...(by === undefined ? {} : { serviceConnection: connectionId }),
                ...given.inputs,
              },
              variables: { "Agent.CAInfo": targets.caFile, ...given.variables },
              endpoints: by === undefined ? [] : [endpointOf(by, targets.entra)],
              download: (folder) => cp(drop, join(folder, "ARTEFACTS"), { recursive: true }),
            }),
        });
      });
    } finally {
      await targets.stop();
    }
  });
}

/** A service connection to a private cloud, whose sign-in service it names itself. */
function endpointOf(by: Partial<Endpoint>, activeDirectoryAuthority: string): Endpoint {
  const url = "https://management.azure.com/";
  const data = { environment: "AzureStack", activeDirectoryAuthority, ...by.data };
  return { id: connectionId, name: "production", url, scheme: "", parameters: {}, ...by, data };
}
