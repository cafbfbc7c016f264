import { tokensFor } from "../../adapters/entra/entra-tokens.ts";
import { TokenRefused } from "../../adapters/entra/token-refused.ts";
import type { TargetHttp } from "../../adapters/targets/shared/target-request.ts";
import type { Secret } from "../../core/model/secret.ts";
import type { ServiceConnection } from "../shared/agent-task.ts";
import { badConnection } from "../shared/bad-connection.ts";

/** Azure DevOps itself, as Entra knows it. */
const azureDevOps = "499b84ac-1321-427f-aa17-267ca6975798";

/** What a federated sign-in needs of the world: what vouches for the job, and the way to Entra. */
export type FederatedWorld = Readonly<{ identity: () => Promise<Secret>; entra: TargetHttp }>;

/**
 * Exchanges the job's identity token for a token of the service connection's application. Refused (RM040) with the cause where
 * Azure DevOps gives no identity token, or Entra no token for it.
 */
export async function federatedToken(connection: ServiceConnection, world: FederatedWorld): Promise<Secret> {
  const tenantId = connection.parameter("TenantId");
  const clientId = connection.parameter("ServicePrincipalId");
  if (tenantId === undefined || clientId === undefined)
    throw badConnection(
      connection,
      "it names no application of Entra",
      "Name a service connection to Azure DevOps with a workload identity",
    );
  const proof = { kind: "assertion", assertion: world.identity } as const;
  try {
    return await tokensFor({ tenantId, clientId, proof }, world.entra)(azureDevOps, false);
  } catch (thrown) {
    if (thrown instanceof TokenRefused) throw badConnection(connection, thrown.words, thrown.next);
    throw thrown;
  }
}
