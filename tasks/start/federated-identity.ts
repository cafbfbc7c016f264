import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { targetHttp } from "../../adapters/targets/shared/target-http.ts";
import { agentNetwork } from "../shared/agent-network.ts";
import type { Agent, ServiceConnection } from "../shared/agent-task.ts";
import { identityOfJob } from "../shared/identity-of-job.ts";
import type { Identity } from "../shared/node-http.ts";
import { federatedToken } from "./federated-token.ts";

/** Signs in as the workload identity of a service connection: no secret is stored anywhere. */
export async function federatedIdentity(
  connection: ServiceConnection,
  agent: Pick<Agent, "connection" | "variable" | "protect" | "say">,
): Promise<Identity> {
  const entra = targetHttp(agentNetwork(), {
    sleep: (milliseconds) => pause(milliseconds),
    now: Date.now,
    newId: randomUUID,
    tell: agent.say,
  });
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
