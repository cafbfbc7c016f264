import type { Secret } from "../../core/model/secret.ts";
import { publicCloud } from "../../core/model/clouds.ts";
import { secret } from "../../core/model/secret.ts";
import type { TargetHttp } from "../targets/shared/target-request.ts";
import { managedIdentity } from "./managed-identity.ts";
import { readCertificate } from "./read-certificate.ts";
import { type Loss, networkOver } from "./token-network.ts";
import { tokenRefusal } from "./token-refused.ts";

/** By what an application proves that it is the one that it says. */
export type Proof =
  | Readonly<{ kind: "secret"; secret: Secret }>
  /** A certificate and its private key, both as PEM in one text. */
  | Readonly<{ kind: "certificate"; pem: Secret }>
  /** What another party says for it. Asked for anew whenever a token is: an assertion lives for minutes, a token for an hour. */
  | Readonly<{ kind: "assertion"; assertion: () => Promise<Secret> }>
  /** The agent's machine vouches for it. */
  | Readonly<{ kind: "managed identity" }>;

/** Who signs in: an application of a tenant. A machine's own managed identity has an empty client id. */
export type Application = Readonly<{
  tenantId: string;
  clientId: string;
  proof: Proof;
  /** Where tokens come from; the public cloud's where it is absent. */
  authorityUrl?: string;
}>;

/** Gives a token for a resource. `renew` asks for a new one although the last one has not expired. */
export type Tokens = (resource: string, renew: boolean) => Promise<Secret>;

/**
 * Tokens for one application, kept in memory and renewed five minutes before they expire. Requests go to the named authority,
 * those for a managed identity to the agent's own machine, and nowhere else. What Entra refuses is thrown as `TokenRefused`,
 * with the cause in words.
 */
export function tokensFor(application: Application, http: TargetHttp, now: () => number = Date.now): Tokens {
  let desk: Promise<Desk> | undefined;
  // The library hides why there was no answer behind an error of its own.
  const loss: Loss = { why: undefined };
  const asked = async (resource: string): Promise<Kept> => {
    loss.why = undefined;
    try {
      desk ??= deskOf(application, { http, loss, now });
      const given = await (await desk)(resource);
      if (!given?.accessToken) throw new Error("The answer holds no token.");
      const until = (given.expiresOn?.getTime() ?? 0) - earlyMilliseconds;
      return { token: secret(given.accessToken), until };
    } catch (error) {
      throw tokenRefusal(loss.why ?? error, application, resource);
    }
  };
  // The library keeps tokens too, but asks for an assertion each time before it looks.
  const kept = new Map<string, Promise<Kept>>();
  const asking = new Map<string, Promise<Kept>>();
  return async (resource, renew) => {
    const old = renew ? undefined : kept.get(resource);
    if (old !== undefined && (await old).until > now()) return (await old).token;
    const fresh = asking.get(resource) ?? asked(resource).finally(() => asking.delete(resource));
    asking.set(resource, fresh);
    const { token } = await fresh;
    kept.set(resource, fresh);
    return token;
  };
}

/** How long before its end a token is renewed. */
const earlyMilliseconds = 5 * 60_000;

type Kept = Readonly<{ token: Secret; until: number }>;

type Given = Readonly<{ accessToken: string; expiresOn: Date | null }>;

/** Asks for a new token. */
type Desk = (resource: string) => Promise<Given | null>;

/** The library is loaded on first use: it is heavy, and only targets that need a token pay for it. */
async function deskOf(
  application: Application,
  { http, loss, now }: Readonly<{ http: TargetHttp; loss: Loss; now: () => number }>,
): Promise<Desk> {
  const { proof } = application;
  if (proof.kind === "managed identity") return managedIdentity(application.clientId, loss);
  const msal = await import("@azure/msal-node");
  const origin = new URL(application.authorityUrl ?? publicCloud.authority).origin;
  const authority = `${origin}/${encodeURIComponent(application.tenantId)}`;
  const client = new msal.ConfidentialClientApplication({
    auth: {
      clientId: application.clientId,
      ...credentialOf(proof, application.clientId, now()),
      authority,
      // Both together keep the library from asking other hosts where to go.
      knownAuthorities: [new URL(origin).host],
      authorityMetadata: JSON.stringify(metadataOf(authority)),
    },
    system: { networkClient: networkOver(http, origin, loss), disableInternalRetries: true, ...quiet },
  });
  return (resource) =>
    client.acquireTokenByClientCredential({ scopes: [`${resource}/.default`], skipCache: true });
}

const quiet = { loggerOptions: { loggerCallback: () => undefined, piiLoggingEnabled: false } };

type Credential = Readonly<
  | { clientSecret: string }
  | { clientAssertion: () => Promise<string> }
  | { clientCertificate: { thumbprintSha256: string; privateKey: string; x5c: string } }
>;

function credentialOf(
  proof: Exclude<Proof, { kind: "managed identity" }>,
  clientId: string,
  now: number,
): Credential {
  switch (proof.kind) {
    case "secret":
      return { clientSecret: proof.secret.reveal() };
    case "assertion":
      return { clientAssertion: async () => (await proof.assertion()).reveal() };
    case "certificate":
      return { clientCertificate: readCertificate(proof.pem, clientId, now) };
  }
}

function metadataOf(authority: string): Readonly<Record<string, string>> {
  return {
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
    issuer: `${authority}/v2.0`,
  };
}
