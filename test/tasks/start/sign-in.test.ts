import assert from "node:assert/strict";
import { secret } from "../../../core/model/secret.ts";
import type { ServiceConnection } from "../../../tasks/shared/agent-task.ts";
import { federatedToken, type FederatedWorld } from "../../../tasks/start/federated-token.ts";
import { signIn } from "../../../tasks/start/sign-in.ts";
import { refusing } from "../../support/refusing.ts";

const organisation = "https://dev.azure.com/contoso";

describe("As whom a stage is started", () => {
  it("D10: never as the job itself: without a service connection nothing is started", () =>
    assert.rejects(
      signIn(agentWith({})),
      refusing("RM001", /no service connection is named, and the job's own token starts nothing/),
    ));

  it("D10: as a service connection with a token, at that connection's own address", async () => {
    const identity = await signIn(agentWith({ tokenConnection: connection({ apitoken: "pat" }) }));
    assert.deepEqual([identity.kind, identity.token.reveal()], ["personal", "pat"]);
    assert.equal(identity.url, "https://dev.azure.com/other");
  });

  it("D10: as the job's organisation's, where the connection names no address", async () => {
    const tokenConnection = { ...connection({ apitoken: "pat" }), url: "" };
    assert.equal((await signIn(agentWith({ tokenConnection }))).url, organisation);
  });

  it("refuses two connections, and one that signs in by a password", async () => {
    const one = connection({ apitoken: "pat" });
    await assert.rejects(
      signIn(agentWith({ tokenConnection: one, serviceConnection: one })),
      refusing("RM001", /two service connections are named/),
    );
    const password = { ...connection({ username: "u", password: "p" }), scheme: "UsernamePassword" };
    await assert.rejects(
      signIn(agentWith({ tokenConnection: password })),
      refusing("RM040", /signs in by UsernamePassword and gives no token/),
    );
  });
});

const workload = connection({ TenantId: "t-1", ServicePrincipalId: "c-1" });

describe("The token of a workload identity", () => {
  it("comes from Entra for the job's identity token", async () => {
    const { world, forms } = worldOf({ access_token: "for-ado" });
    const token = await federatedToken(workload, world);
    assert.equal(token.reveal(), "for-ado");
    const [form = new URLSearchParams()] = forms;
    assert.equal(form.get("client_assertion"), "job-identity");
    assert.equal(form.get("client_id"), "c-1");
    assert.match(form.get("scope") ?? "", /^499b84ac-1321-427f-aa17-267ca6975798\/\.default/);
  });

  it("is refused where Entra knows no federated credential that fits", async () => {
    const error_description = "AADSTS700213: No matching federated identity record found.";
    const { world } = worldOf({ error: "invalid_client", error_description });
    await assert.rejects(
      federatedToken(workload, world),
      refusing("RM040", /No federated credential of ClientID c-1 fits this service connection/),
    );
  });

  it("is refused where the connection names no application", () =>
    assert.rejects(
      federatedToken(connection({ apitoken: "pat" }), worldOf({}).world),
      refusing("RM040", /it names no application of Entra/),
    ));
});

function connection(parameters: Readonly<Record<string, string>>): ServiceConnection {
  return {
    id: "con-1",
    url: "https://dev.azure.com/other",
    scheme: "Token",
    parameter: (name) => parameters[name],
    data: () => undefined,
  };
}

function agentWith(connections: Readonly<Record<string, ServiceConnection>>): Parameters<typeof signIn>[0] {
  return {
    serviceConnection: (input) => connections[input],
    connection: () => ({ url: organisation, token: secret("job") }),
    variable: () => undefined,
    protect: () => undefined,
    say: () => undefined,
  };
}

function worldOf(ofEntra: object): Readonly<{ world: FederatedWorld; forms: URLSearchParams[] }> {
  const forms: URLSearchParams[] = [];
  const world: FederatedWorld = {
    identity: () => Promise.resolve(secret("job-identity")),
    entra: {
      close: () => undefined,
      send: ({ body }) => {
        forms.push(new URLSearchParams(typeof body === "string" ? body : ""));
        const failed = "error" in ofEntra;
        const answer = failed ? ofEntra : { token_type: "Bearer", expires_in: 3600, ...ofEntra };
        return Promise.resolve({
          status: failed ? 401 : 200,
          header: () => undefined,
          text: JSON.stringify(answer),
          requestId: "r",
        });
      },
    },
  };
  return { world, forms };
}
