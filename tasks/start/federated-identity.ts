import { agentHttp } from "../shared/agent-network.ts";
import type { Agent, ServiceConnection } from "../shared/agent-task.ts";
import { identityOfJob } from "../shared/identity-of-job.ts";
import type { Identity } from "../shared/node-http.ts";
import { federatedToken } from "./federated-token.ts";

/** Signs in as the workload identity of a service connection: no secret is stored anywhere. */
export async function federatedIdentity(
  connection: ServiceConnection,
  agent: Pick<Agent, "connection" | "variable" | "protect" | "say">,
): Promise<Identity> {
  const entra = agentHttp(agent);
  try {
    const token = await federatedToken(connection, {
      entra,
      identity: () => identityOfJob(connection, agent),
    });
    return { url: agent.connection().url, token, kind: "bearer" };
  } finally {
    entra.close();
  }
}
