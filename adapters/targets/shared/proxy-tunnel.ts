import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { Proxy } from "./target-request.ts";

/** Whether the agent was told to reach this address without the proxy. A pattern that is none fits nothing. */
export function goesRound(proxy: Proxy, url: URL): boolean {
  return (proxy.bypass ?? []).some((pattern) => {
    try {
      return new RegExp(pattern, "i").test(url.href);
    } catch {
      return false;
    }
  });
}

/** A line through the proxy to the host of `url` (HTTP `CONNECT`). What goes through it is encrypted end to end. */
export function openTunnel(proxy: Proxy, url: URL): Promise<Socket> {
  const door = new URL(proxy.url);
  const authority = `${url.hostname}:${url.port || "443"}`;
  const request = door.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const asked = request({
      host: door.hostname,
      port: door.port || (door.protocol === "https:" ? 443 : 80),
      method: "CONNECT",
      path: authority,
      headers: { host: authority, ...credentials(proxy) },
      agent: false,
      timeout: 60_000,
    });
    asked.once("connect", (answer, socket) => {
      if (answer.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(refused(`the proxy ${door.host} answered ${answer.statusCode ?? 0} to CONNECT ${authority}`));
    });
    asked.once("timeout", () => asked.destroy(refused(`the proxy ${door.host} does not answer`)));
    asked.once("error", reject);
    asked.end();
  });
}

function refused(words: string): Error {
  return Object.assign(new Error(words), { code: "PROXY_REFUSED" });
}

function credentials(proxy: Proxy): Readonly<Record<string, string>> {
  if (proxy.username === undefined) return {};
  const pair = `${proxy.username}:${proxy.password?.reveal() ?? ""}`;
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}
