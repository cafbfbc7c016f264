import type { Secret } from "../../core/model/secret.ts";
import type { Agent, ServiceConnection } from "./agent-task.ts";
import { identityToken } from "./identity-token.ts";
import { extension } from "./ids.ts";
import { nodeTransport } from "./node-http.ts";

/** Asks for the job's identity token with the job's own token, over a connection that is closed afterwards. */
export async function identityOfJob(
  connection: ServiceConnection,
  agent: Pick<Agent, "connection" | "variable" | "protect">,
): Promise<Secret> {
  const job = agent.connection();
  agent.protect(job.token);
  const transport = nodeTransport({ ...job, kind: "bearer" }, extension.version);
  try {
    const requestUri = agent.variable("System.OidcRequestUri");
    return await identityToken(connection, { requestUri, azure: transport.http, protect: agent.protect });
  } finally {
    transport.close();
  }
}
