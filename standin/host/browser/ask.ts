import type { HostWorld } from "./world.ts";

/** What a request of the page itself came to when it did not succeed. */
export class Refused extends Error {
  readonly status: number;
  override readonly name = "Refused";

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What a request is besides its address. */
type Asked = Pick<RequestInit, "method" | "body"> & Readonly<{ contentType?: string }>;

/** A request that the page makes with the signed-in person's own token. */
export async function ask(world: HostWorld, url: string, init: Asked = {}): Promise<unknown> {
  const response = await fetch(url, { ...init, headers: headers(world, init) });
  const text = await response.text();
  if (!response.ok)
    throw new Refused(response.status, reasonOf(text) ?? `${response.status} ${response.statusText}`);
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return isJson && text !== "" ? JSON.parse(text) : text;
}

function headers(world: HostWorld, init: Asked): HeadersInit {
  return {
    authorization: `Bearer ${world.person.token}`,
    accept: "application/json;api-version=7.1-preview.1",
    ...(init.body === undefined ? {} : { "content-type": init.contentType ?? "application/json" }),
  };
}

function reasonOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { message?: string }).message;
  } catch {
    return undefined;
  }
}
