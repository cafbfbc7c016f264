import { setTimeout as pause } from "node:timers/promises";
import { azureDevOps } from "../../adapters/azure-devops/azure-devops.ts";
import { instant, type Instant } from "../../core/model/instant.ts";
import type { Sha256 } from "../../core/model/sha256.ts";
import type { AzureDevOps } from "../../core/ports.ts";
import { jobContext, type JobContext } from "./agent-context.ts";
import type { Agent } from "./agent-task.ts";
import { leaveThrough, type Leave } from "./attach.ts";
import { extension, taskIds } from "./ids.ts";
import { type Identity, nodeTransport, type Transport } from "./node-http.ts";
import { readBases } from "./read-bases.ts";
import { sha256 } from "./sha256.ts";

/** Everything real that an act of a task gets. */
export type TaskWorld = Readonly<{
  context: JobContext;
  azure: AzureDevOps;
  transport: Transport;
  leave: Leave;
  sha256: Sha256;
  now: () => Instant;
}>;

/** Opens the real world for `use`, as the job itself, and closes it whatever happens, so that the process can end. */
export function withWorld<T>(agent: Agent, use: (world: TaskWorld) => Promise<T>): Promise<T> {
  return withWorldAs({ ...agent.connection(), kind: "bearer" }, agent, use);
}

/** The same, but Azure DevOps is asked as somebody else. */
export async function withWorldAs<T>(
  identity: Identity,
  agent: Agent,
  use: (world: TaskWorld) => Promise<T>,
): Promise<T> {
  const context = jobContext(agent);
  agent.protect(identity.token);
  const transport = nodeTransport(identity, extension.version);
  const closing = new AbortController();
  try {
    const bases = await readBases(identity.url, transport.http);
    const place = { bases, project: context.project, taskIds, extension };
    const clock = {
      now: Date.now,
      // A request that is left behind would be tried again until the process could end.
      sleep: (milliseconds: number) => pause(milliseconds, undefined, { signal: closing.signal }),
      random: Math.random,
    };
    const azure = azureDevOps(transport.http, place, clock);
    const leave = leaveThrough(agent, context.temp);
    return await use({ context, azure, transport, leave, sha256, now: () => instant(Date.now()) });
  } finally {
    closing.abort();
    transport.close();
  }
}
