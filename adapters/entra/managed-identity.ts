import { request } from "node:http";
import type { AuthenticationResult, INetworkModule } from "@azure/msal-node";
import { readTokenBody } from "./read-token-answer.ts";
import type { Answer, Loss, Options } from "./token-network.ts";
import { TokenRefused } from "./token-refused.ts";

/** How long the machine's own service may take to be reached, and then to answer. */
const connectMilliseconds = 2000;
const answerMilliseconds = 30_000;
/** Longest answer that is read: a token has some kilobytes. */
const answerBytes = 1024 * 1024;

/**
 * Tokens of the managed identity that the agent's machine has: an empty client id means its own. The service that gives them
 * is on the machine or its link, speaks http only, and is never asked through a proxy.
 */
export async function managedIdentity(
  clientId: string,
  loss: Loss,
): Promise<(resource: string) => Promise<AuthenticationResult>> {
  const { ManagedIdentityApplication } = await import("@azure/msal-node");
  const client = new ManagedIdentityApplication({
    ...(clientId === "" ? {} : { managedIdentityIdParams: { userAssignedClientId: clientId } }),
    system: {
      networkClient: machineNetwork,
      loggerOptions: { loggerCallback: () => undefined, piiLoggingEnabled: false },
    },
  });
  return async (resource) => {
    lastLoss.why = undefined;
    try {
      return await client.acquireToken({ resource, forceRefresh: true });
    } catch (error) {
      loss.why = lastLoss.why;
      throw error;
    }
  };
}

/** The library keeps the first network that it is given for the whole process, and with it this. */
const lastLoss: Loss = { why: undefined };

const machineNetwork: INetworkModule = {
  sendGetRequestAsync: (url, options) => send("GET", url, options),
  sendPostRequestAsync: (url, options) => send("POST", url, options),
};

async function send(method: "GET" | "POST", url: string, options?: Options): Promise<Answer> {
  try {
    return await askMachine(method, new URL(url), options);
  } catch (error) {
    lastLoss.why = error;
    throw error;
  }
}

function askMachine(method: "GET" | "POST", url: URL, options: Options | undefined): Promise<Answer> {
  if (url.protocol !== "http:" || !isOfMachine(url.hostname))
    throw noIdentity(`its service is said to be at ${url.origin}, which is not on this machine`);
  return new Promise((resolve, reject) => {
    const lost = (why: string): void => {
      reject(noIdentity(why));
      outgoing.destroy();
    };
    const outgoing = request(url, { method, headers: options?.headers ?? {}, agent: false }, (incoming) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      incoming.on("data", (part: Buffer) => {
        bytes += part.length;
        if (bytes > answerBytes) lost(`${url.host} answers with more than a token`);
        else parts.push(part);
      });
      incoming.once("error", () => lost("its service broke off"));
      incoming.once("end", () => {
        const status = incoming.statusCode ?? 0;
        const text = Buffer.concat(parts).toString("utf8");
        resolve({ headers: textsOf(incoming.headers), body: readTokenBody({ status, text }), status });
      });
    });
    const connecting = setTimeout(() => lost(`nothing answers at ${url.host}`), connectMilliseconds);
    outgoing.once("socket", (socket) => socket.once("connect", () => clearTimeout(connecting)));
    // Of the whole answer: one that comes byte by byte would never be idle.
    const answering = setTimeout(() => lost(`${url.host} does not answer`), answerMilliseconds);
    outgoing.once("close", () => {
      clearTimeout(connecting);
      clearTimeout(answering);
    });
    outgoing.once("error", (error) => lost(`${url.host} cannot be reached (${error.message})`));
    outgoing.end(options?.body);
  });
}

/** This machine, or the link that only this machine is at. */
function isOfMachine(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^(127|169\.254)(\.\d{1,3}){2,3}$/.test(host);
}

function textsOf(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function noIdentity(why: string): TokenRefused {
  return new TokenRefused({
    words: `This agent has no managed identity: ${why}`,
    next: "Run the stage on an agent of your own in Azure that has the identity; agents that Microsoft hosts have none. Or use a service connection with workload identity.",
    ids: "",
  });
}
