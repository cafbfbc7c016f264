import type { INetworkModule } from "@azure/msal-node";
import type { TargetHttp } from "../targets/shared/target-request.ts";
import { readTokenBody } from "./read-token-answer.ts";

/** Why the last request got no answer. */
export type Loss = { why: unknown };

/** What the library says of a request, without its type of its own. */
export type Options = Readonly<{ headers?: Record<string, string>; body?: string }>;
/** An answer as the library wants it, without its type of its own. */
export type Answer = { headers: Record<string, string>; body: never; status: number };

/** The token library's way to one authority, over our client: its retries, its proxy, its certificates. */
export function networkOver(http: TargetHttp, origin: string, loss: Loss): INetworkModule {
  const send = async (method: "GET" | "POST", url: string, options?: Options): Promise<Answer> => {
    if (new URL(url).origin !== origin) throw new Error(`A request to ${new URL(url).origin} was not sent.`);
    const headers = options?.headers ?? {};
    const body = options?.body === undefined ? {} : { body: options.body };
    const request = { method, url, headers, repeatable: true, tries: 5, ...body };
    const answer = await http.send(request).catch((error: unknown) => {
      loss.why = error;
      throw error;
    });
    // `Retry-After` was obeyed already: handed on, the library would refuse to ask again for that long.
    return { headers: {}, body: readTokenBody(answer), status: answer.status };
  };
  return {
    sendGetRequestAsync: (url, options) => send("GET", url, options),
    sendPostRequestAsync: (url, options) => send("POST", url, options),
  };
}
