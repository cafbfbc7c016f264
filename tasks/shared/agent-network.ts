import * as lib from "azure-pipelines-task-lib/task.js";
import type { NetworkOptions } from "../../adapters/targets/shared/target-request.ts";
import { secret } from "../../core/model/secret.ts";

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
