import { type Failure, refusal } from "../../core/failure.ts";
import { secret } from "../../core/model/secret.ts";
import type { Agent, ServiceConnection } from "../shared/agent-task.ts";
import { badConnection } from "../shared/bad-connection.ts";
import type { Identity } from "../shared/node-http.ts";

/**
 * As whom the stage is started: a service connection's identity. Never as the job itself, because every pipeline of the project
 * has such a token, and none of them should deploy production by it.
 */
export async function signIn(
  agent: Pick<Agent, "serviceConnection" | "connection" | "variable" | "protect" | "say">,
): Promise<Identity> {
  const workload = agent.serviceConnection("serviceConnection");
  const token = agent.serviceConnection("tokenConnection");
  if (workload !== undefined && token !== undefined) throw notOne("two service connections are named");
  if (token !== undefined) return personal(token, agent.connection().url);
  if (workload === undefined)
    throw notOne("no service connection is named, and the job's own token starts nothing");
  const { federatedIdentity } = await import("./federated-identity.ts");
  return federatedIdentity(workload, agent);
}

function personal(connection: ServiceConnection, organisation: string): Identity {
  const token = connection.parameter("apitoken");
  if (token === undefined)
    throw badConnection(
      connection,
      `it signs in by ${connection.scheme || "nothing"} and gives no token`,
      "Name a service connection to Azure DevOps, with a workload identity or with a personal access token",
    );
  return { url: connection.url || organisation, token: secret(token), kind: "personal" };
}

function notOne(cause: string): Failure {
  return refusal({
    code: "RM001",
    what: "The stage was not started",
    where: "inputs serviceConnection and tokenConnection",
    cause,
    next: "Name one service connection whose identity may start the stage, and let only this pipeline use it",
  });
}
