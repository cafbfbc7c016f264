/** One request to Azure DevOps. `url` is absolute. */
export type HttpRequest = Readonly<{
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
}>;

/** One answer, whatever its status. `header` takes a name in any case. */
export type HttpAnswer = Readonly<{
  status: number;
  header: (name: string) => string | undefined;
  text: string;
}>;

/**
 * The port through which everything goes to Azure DevOps: one exchange, authenticated by the bringer (the hub with the
 * SDK's token, a task with the job's). It throws only when there was no answer. `renew` asks for a fresh token first.
 */
export type Http = (request: HttpRequest, renew: boolean) => Promise<HttpAnswer>;

/** Where the areas of one organisation live. Each ends without a slash; on a Server all four are the same. */
export type Bases = Readonly<{ core: string; release: string; extensions: string; identities: string }>;

/** What the client needs of the world besides HTTP. */
export type ClientWorld = Readonly<{
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** A number from 0 to 1, for jitter. */
  random: () => number;
}>;
