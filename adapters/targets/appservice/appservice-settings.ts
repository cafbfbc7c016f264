import type { Instant } from "../../../core/model/instant.ts";
import type { Tell } from "../../../core/ports.ts";
import type { Tokens } from "../../entra/entra-tokens.ts";
import type { TargetHttp } from "../shared/target-request.ts";

/** What the connection and the inputs say about one site. */
export type AppServiceSettings = Readonly<{
  environment: string;
  /** `TargetURL`: the site's public address. */
  url: string;
  /** `TargetResource`: the site's id in Azure, `/subscriptions/…/providers/Microsoft.Web/sites/<name>`. */
  resource: string;
  /** Who signs in, for sentences. */
  clientId: string;
  authorityUrl?: string;
  /** `ResourceManagerURL`: only in a private cloud. */
  resourceManagerUrl?: string;
  /** The slot that is deployed to and swapped; empty: the site itself. */
  slot: string;
  /** Empty: `/`. */
  healthPath: string;
  /** `200-299,401`; empty: 200-299. */
  healthStatuses: string;
  /** How long a deployment, a swap or somebody else's deployment is waited for. */
  waitMinutes: number;
  release: Readonly<{ id: string; name: string; createdOn: Instant }>;
  sealRoot: string;
}>;

/** The deployment that is going on: when it is cancelled, no request is tried again. */
export type Current = { signal: AbortSignal | undefined };

/** What the target needs of the world. */
export type AppServiceWorld = Readonly<{
  /** Milliseconds since 1970. */
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** Whoever signs in: by a secret, a certificate, or without any. */
  tokens: Tokens;
  /** It stops trying when `current` does. */
  http: TargetHttp;
  current: Current;
  /** Where an artefact's folder lies. */
  path: (artefact: string) => string;
  tell: Tell;
}>;
