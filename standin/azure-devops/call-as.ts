/** One request as somebody. */
export type PersonRequest = Readonly<{ method: string; path: string; body?: unknown }>;

/** Sends a request with a person's token and gives the answer's body. An error status throws with the service's message. */
export async function callAs(
  origin: string,
  token: string,
  { method, path, body }: PersonRequest,
): Promise<unknown> {
  const response = await fetch(new URL(path, origin), {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/json;api-version=7.1-preview",
      "x-tfs-fedauthredirect": "Suppress",
      ...(body === undefined ? {} : { "content-type": contentTypeOf(path) }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = text.startsWith("{") || text.startsWith("[") ? (JSON.parse(text) as unknown) : text;
  if (response.ok) return answer;
  throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 300)}`);
}

/** Work items are created and changed with patches only. */
function contentTypeOf(path: string): string {
  return /\/wit\/workitems\//i.test(path) ? "application/json-patch+json" : "application/json";
}
