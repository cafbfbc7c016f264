import { type KeyObject, X509Certificate } from "node:crypto";
import { exchangeAudience } from "./identity-issuer.ts";
import { isSigned, readJwt, type ReadJwt } from "./jwt.ts";
import type { KnownClient } from "./known.ts";

/** A federated credential: whose statements about whom count as the application's proof. */
export type Federation = Readonly<{ issuer: string; subject: string; key: KeyObject }>;

/** What an application has in Entra besides its secret. Tests add to it while it runs. */
export type Trusts = {
  /** Certificates as PEM, by client id. */
  certificates: Record<string, string[]>;
  /** By client id. */
  federations: Record<string, Federation[]>;
  /** Ids of statements that were taken, with the statement that had it: it may be sent again, another one with its id may not. */
  taken: Map<string, string>;
};

/** Nothing is trusted but secrets. */
export function noTrusts(): Trusts {
  return { certificates: {}, federations: {}, taken: new Map() };
}

/** Where and when a proof is looked at. */
export type At = Readonly<{ trusts: Trusts; now: number; endpoint: string }>;

/** A refusal: Entra's number and words. */
export type Refused = Readonly<{ code: number; words: string }>;

const bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Looks at what an application proves itself by, as Entra does. Absent: it is proved. */
export function proofRefusal(client: KnownClient, form: URLSearchParams, at: At): Refused | undefined {
  const assertion = form.get("client_assertion");
  if (assertion === null) return secretRefusal(client, form.get("client_secret"));
  if (form.get("client_assertion_type") !== bearer)
    return { code: 900144, words: "The request body must contain the parameter 'client_assertion_type'." };
  const jwt = readJwt(assertion);
  if (jwt === undefined) return { code: 50027, words: "JWT token is invalid or malformed." };
  return jwt.claims["iss"] === client.clientId
    ? (certificateRefusal(client, jwt, at) ?? timeRefusal(jwt, at) ?? onceRefusal(jwt, assertion, at))
    : (federationRefusal(client, jwt, at) ?? timeRefusal(jwt, at));
}

function secretRefusal(client: KnownClient, given: string | null): Refused | undefined {
  if (given === null)
    return {
      code: 7000218,
      words: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    };
  if (client.secret !== given)
    return {
      code: 7000215,
      words: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client.clientId}'.`,
    };
  const words = `The provided client secret keys for app '${client.clientId}' are expired.`;
  return client.expired ? { code: 7000222, words } : undefined;
}

function certificateRefusal(
  { clientId }: KnownClient,
  jwt: ReadJwt,
  { trusts, endpoint }: At,
): Refused | undefined {
  const known = (trusts.certificates[clientId] ?? []).map((pem) => new X509Certificate(pem));
  const named = known.find((one) => thumbprint(one) === jwt.header["x5t#S256"]);
  if (named === undefined)
    return {
      code: 700027,
      words: `The certificate with identifier used to sign the client assertion is not registered on application. Reason - The key was not found.`,
    };
  if (!isSigned(jwt, named.publicKey, "PS256"))
    return { code: 700027, words: "Client assertion failed signature validation." };
  if (jwt.claims["sub"] !== clientId)
    return {
      code: 700021,
      words: "Client assertion application identifier doesn't match 'client_id' parameter.",
    };
  return jwt.claims["aud"] === endpoint
    ? undefined
    : { code: 700023, words: "Client assertion audience claim does not match Realm issuer." };
}

function thumbprint(certificate: X509Certificate): string {
  return Buffer.from(certificate.fingerprint256.replaceAll(":", ""), "hex").toString("base64url");
}

function federationRefusal({ clientId }: KnownClient, jwt: ReadJwt, { trusts }: At): Refused | undefined {
  const { iss, sub, aud } = jwt.claims;
  const ofIssuer = (trusts.federations[clientId] ?? []).filter(({ issuer }) => issuer === iss);
  const known = ofIssuer.find(({ subject }) => subject === sub);
  const check =
    "Check your federated identity credential Subject, Audience and Issuer against the presented assertion.";
  if (ofIssuer.length === 0)
    return {
      code: 700211,
      words: `No matching federated identity record found for presented assertion issuer '${String(iss)}'. ${check}`,
    };
  if (known === undefined)
    return {
      code: 700213,
      words: `No matching federated identity record found for presented assertion subject '${String(sub)}'. ${check}`,
    };
  if (aud !== exchangeAudience)
    return {
      code: 700212,
      words: `No matching federated identity record found for presented assertion audience '${String(aud)}'. ${check}`,
    };
  return isSigned(jwt, known.key, "RS256")
    ? undefined
    : { code: 50013, words: "Assertion failed signature validation." };
}

function timeRefusal({ claims }: ReadJwt, { now }: At): Refused | undefined {
  const [nbf, exp, seconds] = [Number(claims["nbf"]), Number(claims["exp"]), now / 1000];
  const isNow = exp > seconds && nbf <= seconds + 60 && exp - nbf <= 3600;
  return isNow ? undefined : { code: 700024, words: "Client assertion is not within its valid time range." };
}

function onceRefusal({ claims }: ReadJwt, assertion: string, { trusts }: At): Refused | undefined {
  const id = typeof claims["jti"] === "string" ? claims["jti"] : "";
  const taken = trusts.taken.get(id);
  if (id === "" || (taken !== undefined && taken !== assertion))
    return { code: 50027, words: "JWT token is invalid or malformed: its identifier was used already." };
  trusts.taken.set(id, assertion);
  return undefined;
}
