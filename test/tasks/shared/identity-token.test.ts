import assert from "node:assert/strict";
import type { Secret } from "../../../core/model/secret.ts";
import type { ServiceConnection } from "../../../tasks/shared/agent-task.ts";
import { identityToken, type IdentityWorld } from "../../../tasks/shared/identity-token.ts";
import { refusing } from "../../support/refusing.ts";

describe("The job's identity token", () => {
  it("is asked for the service connection, and masked before anybody has it", async () => {
    const { world, asked, masked } = worldOf({ oidcToken: "job-identity" });
    assert.equal((await identityToken(connection, world)).reveal(), "job-identity");
    assert.deepEqual(asked, ["POST https://x/oidctoken?api-version=7.1&serviceConnectionId=con-1"]);
    assert.deepEqual(masked, ["job-identity"]);
  });

  it("is refused with Azure DevOps's own words where it gives none", () => {
    const { world } = worldOf({ message: "The connection is not used by this job." }, 403);
    return assert.rejects(
      identityToken(connection, world),
      refusing("RM040", /no identity token for it \(HTTP 403\): The connection is not used by this job\./),
    );
  });

  it("is refused where jobs have none", () => {
    const { world } = worldOf({});
    return assert.rejects(
      identityToken(connection, { ...world, requestUri: undefined }),
      refusing("RM040", /System\.OidcRequestUri is not set/),
    );
  });
});

const connection: ServiceConnection = {
  id: "con-1",
  url: "",
  scheme: "WorkloadIdentityFederation",
  parameter: () => undefined,
  data: () => undefined,
};

type Scene = Readonly<{ world: IdentityWorld; asked: string[]; masked: string[] }>;

function worldOf(answer: object, status = 200): Scene {
  const [asked, masked]: [string[], string[]] = [[], []];
  const world: IdentityWorld = {
    requestUri: "https://x/oidctoken",
    protect: (value: Secret) => void masked.push(value.reveal()),
    azure: ({ method, url }) => {
      asked.push(`${method} ${url}`);
      return Promise.resolve({ status, header: () => undefined, text: JSON.stringify(answer) });
    },
  };
  return { world, asked, masked };
}
