import assert from "node:assert/strict";
import type { TargetHttp } from "../../../../adapters/targets/shared/target-request.ts";
import type { ConnectionValue, ResolvedConnection } from "../../../../core/model/connection.ts";
import { secret } from "../../../../core/model/secret.ts";
import type { ServiceConnection } from "../../../../tasks/shared/agent-task.ts";
import type { Connected } from "../../../../tasks/shared/targets/opening.ts";
import { clientIdOf, signIn, type Signing } from "../../../../tasks/shared/targets/sign-in.ts";
import { refusing } from "../../../support/refusing.ts";

const url = "https://contoso-uat.crm4.dynamics.com";
const own = { ClientID: "c-1", TenantID: "t-1", TargetURL: url };

describe("Signing in to a target", () => {
  it("is done by the group's application where the step names nobody, and said", async () => {
    const { agent, said } = agentOf();
    const { http, asked } = httpOf();
    const token = await (await signIn({ agent }, connectedTo(own, { Secret: "s" }), http))(url, false);
    assert.equal(token.reveal(), "a-token");
    assert.deepEqual(asked, ["https://login.microsoftonline.com/t-1/oauth2/v2.0/token s"]);
    assert.deepEqual(said, ["Signs in as ClientID c-1 of tenant t-1, by the group's secret"]);
  });

  it("S0-48: is done by the service connection that the step names, whose secret is masked before it is used", async () => {
    const { agent, said, masked } = agentOf({
      scheme: "ServicePrincipal",
      parameters: { TenantId: "t-2", ServicePrincipalId: "c-2", ServicePrincipalKey: "stored-key" },
    });
    const { http, asked } = httpOf();
    const connected = connectedTo({ TargetURL: url });
    await (
      await signIn({ agent }, connected, http)
    )(url, false);
    assert.deepEqual(asked, ["https://login.microsoftonline.com/t-2/oauth2/v2.0/token stored-key"]);
    assert.deepEqual(masked, ["stored-key"]);
    assert.deepEqual(said, ["Signs in as ClientID c-2 of tenant t-2, by secret of service connection sc-1"]);
    assert.equal(clientIdOf({ agent }, connected), "c-2");
  });

  it("says that no secret is needed where a workload identity signs in", async () => {
    const { agent, said } = agentOf(workload);
    await signIn({ agent }, connectedTo({ TargetURL: url }), httpOf().http);
    assert.match(said[0] ?? "", /by workload identity of service connection sc-1: no secret is needed$/);
  });
});

describe("Signing in to a target as somebody else, or elsewhere", () => {
  it("N3: is refused where the service connection and the group name different applications: both are told", () =>
    assert.rejects(
      signIn({ agent: agentOf(workload).agent }, connectedTo(own), httpOf().http),
      refusing("RM030", /ClientID of the group is c-1, that of the service connection c-2/),
    ));

  it("N3: is refused where the service connection is another cloud's than the target", () => {
    const { agent } = agentOf({ ...workload, data: { environment: "AzureUSGovernment" } });
    return assert.rejects(
      signIn({ agent }, connectedTo({ TargetURL: url }), httpOf().http),
      refusing(
        "RM010",
        /the service connection's cloud https:\/\/login\.microsoftonline\.us belongs to Azure US/,
      ),
    );
  });

  it("N4: is refused with what is missing where a stored proof is not there", () => {
    const { agent } = agentOf({ ...workload, scheme: "ServicePrincipal" });
    return assert.rejects(
      signIn({ agent }, connectedTo({ TargetURL: url }), httpOf().http),
      refusing("RM040", /it gives no ServicePrincipalKey/),
    );
  });
});

describe("The cloud that is signed in to", () => {
  it("goes to the target's cloud, and to the group's AuthorityURL before it", async () => {
    const gov = { ...own, TargetURL: "https://c.crm.microsoftdynamics.us" };
    for (const [values, host] of [
      [gov, "login.microsoftonline.us"],
      [
        { ...own, TargetURL: "https://private.example", AuthorityURL: "https://adfs.example/x" },
        "adfs.example",
      ],
    ] as const) {
      const { http, asked } = httpOf();
      await (
        await signIn({ agent: agentOf().agent }, connectedTo(values, { Secret: "s" }), http)
      )(url, false);
      assert.equal(new URL(asked[0] ?? "").host, host);
    }
  });

  it("sends what proves a service connection to its own cloud, whatever the group's AuthorityURL says", async () => {
    const elsewhere = { TargetURL: "https://nobody.example", AuthorityURL: "https://elsewhere.example" };
    const stored = { TenantId: "t-2", ServicePrincipalId: "c-2", ServicePrincipalKey: "stored-key" };
    for (const [data, host] of [
      [{ environment: "AzureCloud" }, "login.microsoftonline.com"],
      [{ environment: "AzureStack", activeDirectoryAuthority: "https://adfs.example/x" }, "adfs.example"],
      [{}, "login.microsoftonline.com"],
    ] as const) {
      const { agent } = agentOf({ scheme: "ServicePrincipal", parameters: stored, data });
      const { http, asked } = httpOf();
      await (
        await signIn({ agent }, connectedTo(elsewhere), http)
      )(url, false);
      assert.deepEqual(asked, [`https://${host}/t-2/oauth2/v2.0/token stored-key`]);
    }
  });

  it("is refused where AuthorityURL is no https address, or another cloud's", async () => {
    for (const [authority, cause] of [
      ["http://login.microsoftonline.com", /no https address/],
      ["https://login.microsoftonline.us", /belongs to Azure US Government, the target .* to Azure:/],
    ] as const)
      await assert.rejects(
        signIn(
          { agent: agentOf().agent },
          connectedTo({ ...own, AuthorityURL: authority }, { Secret: "s" }),
          httpOf().http,
        ),
        refusing("RM010", cause),
      );
  });
});

type Given = Readonly<{
  scheme: string;
  parameters: Readonly<Record<string, string>>;
  data?: Readonly<Record<string, string>>;
}>;

const workload: Given = {
  scheme: "WorkloadIdentityFederation",
  parameters: { TenantId: "t-2", ServicePrincipalId: "c-2" },
};

function agentOf(given?: Given): Signing & Readonly<{ said: string[]; masked: string[] }> {
  const [said, masked]: [string[], string[]] = [[], []];
  const connection: ServiceConnection | undefined = given && {
    id: "sc-1",
    url: "https://management.azure.com",
    scheme: given.scheme,
    parameter: (name) => given.parameters[name],
    data: (name) => given.data?.[name],
  };
  const agent: Signing["agent"] = {
    serviceConnection: (input) => (input === "serviceConnection" ? connection : undefined),
    connection: () => assert.fail("the job's own token was asked for"),
    variable: () => undefined,
    protect: (value) => void masked.push(value.reveal()),
    say: (text) => void said.push(text),
  };
  return { agent, said, masked };
}

function connectedTo(
  texts: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>> = {},
): Connected {
  const group = { id: 5, name: "Connection-Parameters" };
  const values: ConnectionValue[] = [
    ...Object.entries(texts).map(([key, text]) => ({ key, variable: key, kind: "text" as const, text })),
    ...Object.entries(secrets).map(([key, value]) => {
      const route = "linked group" as const;
      return { key, variable: key, kind: "secret" as const, route, secret: secret(value) };
    }),
  ];
  const resolved: ResolvedConnection = { group, environment: "UAT", values, faults: [] };
  const fingerprint = { group, variables: [], digest: "" };
  return {
    connection: {
      group: { ...group, description: "", variables: [] },
      chosenBy: "the input connection",
      resolved,
      fingerprint,
      stale: [],
    },
  };
}

function httpOf(): Readonly<{ http: TargetHttp; asked: string[] }> {
  const asked: string[] = [];
  const http: TargetHttp = {
    close: () => undefined,
    send: ({ url: to, body }) => {
      const form = new URLSearchParams(typeof body === "string" ? body : "");
      asked.push(`${to.replace(/\?.*$/, "")} ${form.get("client_secret") ?? ""}`);
      const text = JSON.stringify({ token_type: "Bearer", expires_in: 3600, access_token: "a-token" });
      return Promise.resolve({ status: 200, header: () => undefined, text, requestId: "r" });
    },
  };
  return { http, asked };
}
