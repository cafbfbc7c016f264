import type { Proof } from "../../adapters/entra/entra-tokens.ts";
import { cloudNamed, type Cloud, type CloudHint } from "../../core/model/clouds.ts";
import { secret, type Secret } from "../../core/model/secret.ts";
import type { AzureConnection, ProofKind } from "../../core/model/sign-in.ts";
import type { Agent, ServiceConnection } from "./agent-task.ts";
import { badConnection } from "./bad-connection.ts";

/** What a service connection of type Azure Resource Manager says about who signs in by it. */
export function azureConnection(connection: ServiceConnection): AzureConnection {
  const tenantId = connection.parameter("TenantId");
  const clientId = connection.parameter("ServicePrincipalId") ?? connection.data("msiclientId");
  return {
    id: connection.id,
    scheme: connection.scheme,
    byCertificate: connection.parameter("AuthenticationType")?.toLowerCase() === "spncertificate",
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(clientId === undefined ? {} : { clientId }),
  };
}

/** The cloud that a service connection is for. Absent for a private one. */
export function cloudOfConnection(connection: ServiceConnection): Cloud | undefined {
  return cloudNamed(connection.data("environment"));
}

/** Where the tokens of a service connection come from, as far as it says. */
export function authorityOfConnection(connection: ServiceConnection): CloudHint | undefined {
  const said =
    cloudOfConnection(connection)?.authority ??
    connection.data("activeDirectoryAuthority") ??
    connection.data("environmentAuthorityUrl");
  const url = said !== undefined && URL.canParse(said) ? new URL(said) : undefined;
  return url?.protocol === "https:" ? { by: "the service connection's cloud", url } : undefined;
}

/** By what a service connection's application proves itself. A stored proof is masked from here on. */
export function proofOfConnection(
  kind: ProofKind,
  connection: ServiceConnection,
  agent: Pick<Agent, "connection" | "variable" | "protect">,
): Proof {
  switch (kind) {
    case "workload identity":
      return {
        kind: "assertion",
        assertion: async () => (await import("./identity-of-job.ts")).identityOfJob(connection, agent),
      };
    case "managed identity":
      return { kind };
    case "certificate":
      return { kind, pem: stored(connection, "ServicePrincipalCertificate", agent) };
    case "secret":
      return { kind, secret: stored(connection, "ServicePrincipalKey", agent) };
  }
}

function stored(connection: ServiceConnection, name: string, agent: Pick<Agent, "protect">): Secret {
  const text = connection.parameter(name);
  if (text === undefined)
    throw badConnection(
      connection,
      `it gives no ${name}`,
      "Open it in the project settings, and save its secret or certificate again",
    );
  const value = secret(text);
  agent.protect(value);
  return value;
}
