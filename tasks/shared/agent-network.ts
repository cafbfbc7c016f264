import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import * as lib from "azure-pipelines-task-lib/task.js";
import { targetHttp } from "../../adapters/targets/shared/target-http.ts";
import type {
  NetworkOptions,
  TargetHttp,
  TargetHttpWorld,
} from "../../adapters/targets/shared/target-request.ts";
import { secret } from "../../core/model/secret.ts";
import type { Agent } from "./agent-task.ts";

/** The clock, the pauses, the ids and the log of this process. */
export function processWorld(agent: Pick<Agent, "say">): Required<Omit<TargetHttpWorld, "stop">> {
  return {
    now: Date.now,
    sleep: (milliseconds) => pause(milliseconds),
    newId: randomUUID,
    tell: agent.say,
  };
}

/** A client for other services than Azure DevOps. `stop`: what ends its pauses. */
export function agentHttp(agent: Pick<Agent, "say">, stop?: TargetHttpWorld["stop"]): TargetHttp {
  return targetHttp(agentNetwork(), { ...processWorld(agent), ...(stop === undefined ? {} : { stop }) });
}

/** The agent's own proxy and certificates: it hands them to tasks as variables only. */
export function agentNetwork(): NetworkOptions {
  const certificates = lib.getHttpCertConfiguration();
  const proxy = lib.getHttpProxyConfiguration();
  return {
    ...(certificates?.caFile ? { caFile: certificates.caFile } : {}),
    ...(proxy?.proxyUrl ? { proxy: proxyOf(proxy) } : {}),
  };
}

type Configured = NonNullable<ReturnType<typeof lib.getHttpProxyConfiguration>>;

function proxyOf(proxy: Configured): NonNullable<NetworkOptions["proxy"]> {
  return {
    url: proxy.proxyUrl,
    ...(proxy.proxyUsername ? { username: proxy.proxyUsername } : {}),
    ...(proxy.proxyPassword ? { password: secret(proxy.proxyPassword) } : {}),
    bypass: proxy.proxyBypassHosts ?? [],
  };
}
