import assert from "node:assert/strict";
import { chooseConnection, type ChosenConnection } from "../../../core/acts/choose-connection.ts";
import type { ReadVault, VaultAnswer } from "../../../core/acts/vault-secrets.ts";
import { type ConnectionValue, defaultContract, type VariableGroup } from "../../../core/model/connection.ts";
import { type Secret, secret } from "../../../core/model/secret.ts";
import { refusing } from "../../support/refusing.ts";
import { sha256Of } from "../../support/sealed-artefact.ts";

const group: VariableGroup = {
  id: 5,
  name: "Connection-Parameters",
  description: "",
  vault: { name: "contoso-kv", serviceConnectionId: "sc-1" },
  variables: ["ClientID", "TenantID", "Secret", "TargetURL-UAT", "TargetURL-PROD", "Unasked"].map((name) => ({
    name,
    secret: true,
  })),
};
const values: Readonly<Record<string, string>> = {
  ClientID: "app-1",
  TenantID: "tenant-1",
  Secret: "s3cret",
  "TargetURL-UAT": "https://uat.example",
};

describe("The secrets of a group that is linked to a key vault", () => {
  it("S0-48: are read from the vault, those that the environment needs and no other", async () => {
    const asked: string[] = [];
    const chosen = await choose((vault, names) => {
      asked.push(`${vault.name} ${vault.serviceConnectionId}: ${names.join(" ")}`);
      return Promise.resolve(given(names));
    });
    assert.deepEqual(asked, ["contoso-kv sc-1: ClientID Secret TenantID TargetURL-UAT"]);
    assert.deepEqual(
      chosen.resolved.values
        .filter(isOfGroup)
        .map((value) =>
          value.kind === "secret" ? `${value.key}: ${value.route}` : `${value.key}: ${value.text}`,
        ),
      ["ClientID: app-1", "Secret: key vault", "TenantID: tenant-1", "TargetURL: https://uat.example"],
    );
  });

  it("S0-48: that somebody gave on purpose are not asked for", async () => {
    const asked: string[] = [];
    const read: ReadVault = (_, names) => {
      asked.push(...names);
      return Promise.resolve(given(names));
    };
    const chosen = await choose(read, secret("from-input"));
    assert.ok(!asked.includes("Secret"));
    const value = chosen.resolved.values.find(({ key }) => key === "Secret");
    assert.equal(value?.kind === "secret" && value.secret.reveal(), "from-input");
  });

  it("N4: that the vault refuses are the causes, all at once, and not that they did not arrive", async () => {
    const read: ReadVault = (_, names) => {
      const { secrets } = given(names.filter((name) => name !== "Secret" && name !== "ClientID"));
      return Promise.resolve({ secrets, faults: [faulty("Secret"), faulty("ClientID")] });
    };
    await assert.rejects(
      choose(read),
      refusing("RM010", /^Secret is off\. Mend it\.\nClientID is off\. Mend it\.$/),
    );
  });

  it("N4: are refused with the ways to mend it where no vault can be read", () =>
    assert.rejects(choose(undefined), refusing("RM010", /"Secret" is a secret whose value did not reach/)));
});

/** Not one that was made of others. */
function isOfGroup({ variable }: ConnectionValue): boolean {
  return group.variables.some(({ name }) => name === variable);
}

function faulty(variable: string) {
  return { kind: "vaultRefused", variable, text: `${variable} is off.`, fix: "Mend it." } as const;
}

function given(names: readonly string[]): VaultAnswer {
  return { secrets: new Map(names.map((name) => [name, secret(values[name] ?? "")])), faults: [] };
}

function choose(readVault: ReadVault | undefined, input?: Secret): Promise<ChosenConnection> {
  return chooseConnection(
    {
      named: "5",
      namedBy: "the input connection",
      environment: "UAT",
      stageNames: ["UAT", "PROD"],
      contract: defaultContract,
      needs: ["TargetURL"],
      requireSecrets: true,
      signsIn: "group",
      linkedGroups: [],
    },
    {
      connections: { list: () => Promise.resolve([group]) },
      secrets: { job: () => undefined, ...(input === undefined ? {} : { input }) },
      ...(readVault === undefined ? {} : { readVault }),
      sha256: (text) => Promise.resolve(sha256Of(text)),
    },
  );
}
