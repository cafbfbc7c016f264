import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { proofRefusal, type Trusts } from "./client-proof.ts";
import { base64url } from "./jwt.ts";
import type { Answered, Asked } from "./web.ts";
import type { KnownClient } from "./known.ts";

/** What a token says. */
export type Claims = Readonly<{ aud: string; appid: string; tid: string; exp: number }>;

/** The stand-in for Microsoft Entra: hands out tokens and can tell whether one is its own. */
export type Entra = Readonly<{
  answer: (asked: Asked, self: string) => Answered;
  /** The claims of a token of ours that has not expired. */
  check: (token: string) => Claims | undefined;
  /** Makes every token that was handed out so far worthless. */
  revoke: () => void;
}>;

export type EntraOptions = Readonly<{
  clients: readonly KnownClient[];
  trusts: Trusts;
  /** Addresses for which tokens are given. */
  resources: () => readonly string[];
  tokenSeconds: () => number;
  now: () => number;
}>;

export function entraOf(options: EntraOptions): Entra {
  let key = randomBytes(32);
  const signed = (claims: Claims): string => {
    const head = base64url({ alg: "HS256", typ: "JWT" });
    const payload = base64url({ ...claims, jti: randomUUID() });
    return `${head}.${payload}.${createHmac("sha256", key).update(`${head}.${payload}`).digest("base64url")}`;
  };
  return {
    answer: (asked, self) => route(options, asked, { self, signed }),
    check: (token) => {
      const [head = "", payload = "", mark = ""] = token.split(".");
      const own = createHmac("sha256", key).update(`${head}.${payload}`).digest();
      const given = Buffer.from(mark, "base64url");
      if (given.length !== own.length || !timingSafeEqual(given, own)) return undefined;
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims;
      return claims.exp * 1000 > options.now() ? claims : undefined;
    },
    revoke: () => {
      key = randomBytes(32);
    },
  };
}

type Desk = Readonly<{ self: string; signed: (claims: Claims) => string }>;

function route(options: EntraOptions, asked: Asked, desk: Desk): Answered {
  const [, tenant = "", rest] = /^\/([^/]+)\/(.*)$/.exec(asked.path) ?? [];
  switch (`${asked.method} ${rest ?? ""}`) {
    case "GET v2.0/.well-known/openid-configuration":
      return configuration(desk.self, tenant);
    case "GET discovery/instance":
      return instances(desk.self);
    case "POST oauth2/v2.0/token":
      return giveToken(options, tenant, new URLSearchParams(asked.body), desk);
    default:
      return { status: 404, unknownRoute: true, body: { error: "not_found" } };
  }
}

function giveToken(options: EntraOptions, tenant: string, form: URLSearchParams, desk: Desk): Answered {
  const refused = refusalFor(options, tenant, form, desk.self);
  if (refused) return refused;
  const resource = (form.get("scope") ?? "").split(" ")[0]?.replace(/\/\.default$/, "") ?? "";
  const seconds = options.tokenSeconds();
  const exp = Math.floor(options.now() / 1000) + seconds;
  const claims: Claims = { aud: resource, appid: form.get("client_id") ?? "", tid: tenant, exp };
  const access_token = desk.signed(claims);
  return {
    status: 200,
    body: { token_type: "Bearer", expires_in: seconds, ext_expires_in: seconds, access_token },
  };
}

function refusalFor(
  options: EntraOptions,
  tenant: string,
  form: URLSearchParams,
  self: string,
): Answered | undefined {
  const of = options.clients.filter((client) => client.tenantId === tenant);
  if (of.length === 0) {
    const words = `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`;
    return aadsts(400, "invalid_request", 90002, words);
  }
  if (form.get("grant_type") !== "client_credentials") {
    return aadsts(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.");
  }
  const id = form.get("client_id") ?? "";
  const client = of.find((one) => one.clientId === id);
  if (client === undefined) {
    const words = `Application with identifier '${id}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant.`;
    return aadsts(400, "unauthorized_client", 700016, words);
  }
  const endpoint = `${self}/${tenant}/oauth2/v2.0/token`;
  const unproved = proofRefusal(client, form, { trusts: options.trusts, now: options.now(), endpoint });
  if (unproved) return aadsts(401, "invalid_client", unproved.code, unproved.words);
  return scopeRefusal(options, form.get("scope") ?? "");
}

function scopeRefusal(options: EntraOptions, scope: string): Answered | undefined {
  // The library adds its own scopes behind the one that counts.
  const first = scope.split(" ")[0] ?? "";
  if (!first.endsWith("/.default")) {
    return aadsts(
      400,
      "invalid_scope",
      1002012,
      `The provided value for scope ${first} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.`,
    );
  }
  const resource = first.slice(0, -"/.default".length);
  if (options.resources().includes(resource)) return undefined;
  return aadsts(
    400,
    "invalid_resource",
    500011,
    `The resource principal named ${resource} was not found in the tenant named Contoso.`,
  );
}

function aadsts(status: number, error: string, code: number, words: string): Answered {
  const trace = randomUUID();
  const correlation = randomUUID();
  const description = `AADSTS${code}: ${words} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: 2026-01-01 00:00:00Z`;
  return {
    status,
    body: {
      error,
      error_description: description,
      error_codes: [code],
      timestamp: "2026-01-01 00:00:00Z",
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
  };
}

function configuration(self: string, tenant: string): Answered {
  return {
    status: 200,
    body: {
      token_endpoint: `${self}/${tenant}/oauth2/v2.0/token`,
      authorization_endpoint: `${self}/${tenant}/oauth2/v2.0/authorize`,
      jwks_uri: `${self}/${tenant}/discovery/v2.0/keys`,
      issuer: `${self}/${tenant}/v2.0`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
      response_types_supported: ["code"],
    },
  };
}

function instances(self: string): Answered {
  const host = new URL(self).host;
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `${self}/common/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    },
  };
}
