import assert from "node:assert/strict";
import { defaultContract, type VariableGroup } from "../../../core/model/connection.ts";
import { checkContract, resolveConnection } from "../../../core/model/resolve-connection.ts";
import { secret } from "../../../core/model/secret.ts";
import {
  asksOf,
  type AzureConnection,
  decideSignIn,
  type GroupIdentity,
  type SignsIn,
} from "../../../core/model/sign-in.ts";

const [one, two] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
const connection: AzureConnection = {
  id: "sc-1",
  scheme: "WorkloadIdentityFederation",
  tenantId: one,
  clientId: "c-1",
  byCertificate: false,
};
const nothing: GroupIdentity = { name: "Connection-Parameters", certificate: false, secret: false };
const full: GroupIdentity = { ...nothing, tenantId: one, clientId: "C-1", secret: true };

describe("Who signs in", () => {
  type Case = readonly [string, Partial<AzureConnection> | undefined, GroupIdentity, string];
  const table: readonly Case[] = [
    ["a workload identity needs nothing of the group", {}, nothing, "service connection: workload identity"],
    [
      "a service connection goes before the group's secret",
      {},
      full,
      "service connection: workload identity",
    ],
    ["a stored secret", { scheme: "ServicePrincipal" }, nothing, "service connection: secret"],
    [
      "a stored certificate",
      { scheme: "ServicePrincipal", byCertificate: true },
      nothing,
      "service connection: certificate",
    ],
    [
      "a machine's own identity",
      { scheme: "ManagedServiceIdentity" },
      nothing,
      "service connection: managed identity",
    ],
    ["the group's secret", undefined, full, "group: secret"],
    [
      "the group's certificate goes before its secret",
      undefined,
      { ...full, certificate: true },
      "group: certificate",
    ],
    [
      "a tenant's domain cannot be compared with its id",
      {},
      { ...full, tenantId: "contoso.onmicrosoft.com" },
      "service connection: workload identity",
    ],
  ];
  for (const [title, changes, group, expected] of table)
    it(title, () => {
      const way = decideSignIn(changes && { ...connection, ...changes }, group);
      assert.ok("proof" in way, JSON.stringify(way));
      assert.equal(`${way.from}: ${way.proof}`, expected);
    });
});

describe("Who signs in to nothing", () => {
  it("N3: nobody, where the service connection and the group name different applications or tenants: all are named", () => {
    const way = decideSignIn(connection, { ...full, clientId: "c-2", tenantId: two });
    assert.ok("cause" in way && way.isMismatch);
    assert.equal(
      way.cause,
      `ClientID of the group is c-2, that of the service connection c-1; TenantID of the group is ${two}, that of the service connection ${one}`,
    );
    assert.match(way.where, /sc-1 and variable group .*Connection-Parameters/);
  });

  const { clientId: _, ...nameless } = connection;
  const refusals: readonly [string, AzureConnection | undefined, GroupIdentity, RegExp][] = [
    ["a service connection of another kind", { ...connection, scheme: "Token" }, full, /signs in by .Token/],
    ["one without an application", nameless, full, /names no application and tenant/],
    ["a group with nothing", undefined, nothing, /^it gives no ClientID and no TenantID and no Secret$/],
    ["a group without a secret", undefined, { ...full, secret: false }, /^it gives no Secret$/],
  ];
  for (const [title, given, group, cause] of refusals)
    it(`N4: nobody, with ${title}`, () => {
      const way = decideSignIn(given, group);
      assert.ok("cause" in way && !way.isMismatch);
      assert.match(way.cause, cause);
      assert.ok(way.next.length > 10);
    });
});

describe("What a group must give for signing in", () => {
  const faults = (names: readonly string[], signsIn?: SignsIn): readonly string[] =>
    resolveConnection({
      group: groupOf(names),
      environment: "UAT",
      stageNames: ["UAT"],
      contract: defaultContract,
      needs: ["TargetURL"],
      ...(signsIn === undefined ? {} : { signsIn }),
      lookup: () => undefined,
      secrets: () => ({ route: "linked group", secret: secret("value-of-it") }),
      requireSecrets: true,
    }).faults.map(({ kind, variable }) => `${kind} ${variable}`);

  it("is its application and a secret", () => {
    assert.deepEqual(faults(["ClientID", "TenantID", "Secret"], "group"), []);
    assert.deepEqual(faults(["ClientID"], "group"), ["missing Secret", "missing TenantID"]);
  });

  it("is a certificate as well as a secret", () => {
    assert.deepEqual(faults(["ClientID", "TenantID", "Certificate"], "group"), []);
    assert.deepEqual(
      checkContract(groupOf(["ClientID", "TenantID", "Certificate"]), defaultContract, []),
      [],
    );
  });

  it("is the secret itself where the target asks for just that, whatever else the group has", () => {
    const { contract, needs } = asksOf(
      { contract: defaultContract, needs: ["Secret"] },
      groupOf(["Secret", "Certificate"]),
    );
    assert.deepEqual(needs, ["Secret"]);
    assert.equal(contract.find(({ key }) => key === "Secret")?.required, true);
  });

  it("is nothing at all where a service connection signs in", () => {
    assert.deepEqual(faults([], "service connection"), []);
    assert.deepEqual(faults([], "group"), ["missing ClientID", "missing Secret", "missing TenantID"]);
  });

  it("is an application even where a folder would do for another kind of target", () => {
    assert.deepEqual(faults(["TargetPath-UAT"], "group"), [
      "missing ClientID",
      "missing Secret",
      "missing TenantID",
    ]);
  });
});

function groupOf(names: readonly string[]): VariableGroup {
  const isSecret = (name: string): boolean => ["Secret", "Certificate"].includes(name);
  return {
    id: 5,
    name: "Connection-Parameters",
    description: "",
    variables: [...names, "TargetURL-UAT"].map((name) =>
      isSecret(name) ? { name, secret: true } : { name, secret: false, value: valueOf(name) },
    ),
  };
}

function valueOf(name: string): string {
  return name.startsWith("TargetURL") ? "https://contoso-uat.crm4.dynamics.com" : "x";
}
