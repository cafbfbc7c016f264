import type { Http, HttpAnswer } from "../../adapters/azure-devops/http.ts";

/** What the transport needs of the page. `token` asks the host, every time. */
export type HubTransport = Readonly<{
  token: () => Promise<string>;
  fetch: typeof fetch;
  now: () => number;
}>;

/** Requests of one burst share a token; the host renews it without telling, so it is never kept for longer. */
const burst = 60_000;

function answerOf(response: Response, text: string): HttpAnswer {
  return { status: response.status, header: (name) => response.headers.get(name) ?? undefined, text };
}

/** The HTTP port of the hub: `fetch` with the token of the signed-in person. */
export function hubHttp(transport: HubTransport): Http {
  let held: { asked: number; token: Promise<string> } | undefined;

  function token(renew: boolean): Promise<string> {
    const now = transport.now();
    if (held && !renew && now - held.asked < burst) return held.token;
    const asked = { asked: now, token: transport.token() };
    held = asked;
    // A refused token must not be handed to the next request, too.
    asked.token.catch(() => {
      if (held === asked) held = undefined;
    });
    return asked.token;
  }

  return async (request, renew) => {
    const bearer = await token(renew);
    const response = await transport.fetch(request.url, {
      method: request.method,
      headers: {
        ...request.headers,
        Authorization: `Bearer ${bearer}`,
        "X-TFS-FedAuthRedirect": "Suppress",
        "X-VSS-ReauthenticationAction": "Suppress",
      },
      credentials: "omit",
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    return answerOf(response, await response.text());
  };
}
