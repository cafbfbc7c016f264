import type { Claims } from "./entra.ts";
import type { Answered, Asked } from "./web.ts";

/** A secret of a vault. Times are seconds since 1970. */
export type VaultSecret = Readonly<{ value: string; enabled?: boolean; nbf?: number; exp?: number }>;

/** One vault: its secrets, who may read them, and whether its firewall lets anybody through. */
export type VaultBook = {
  secrets: Record<string, VaultSecret>;
  /** Client ids. */
  readers: string[];
  /** By which of the two an application's right is looked up: it decides the words of the refusal. */
  rights: "rbac" | "policy";
  firewall: "open" | "closed";
  /** The domain that a challenge names; the vault's own where it is absent. */
  challenge?: string;
};

/** The domain under which the stand-in's vaults have their names. */
export const vaultSuffix = "vault.stand-in.test";

/** A vault without anything in it. */
export function emptyVault(): VaultBook {
  return { secrets: {}, readers: [], rights: "rbac", firewall: "open" };
}

/** What the vaults know and whom they ask. */
export type VaultOptions = Readonly<{
  vaults: Readonly<Record<string, VaultBook>>;
  check: (token: string) => Claims | undefined;
  authority: () => string;
}>;

/** The stand-in for Key Vault 7.4: the vault is named by the host that was asked for. */
export function answerKeyVault(options: VaultOptions, asked: Asked): Answered {
  const header = (name: string): string => asked.header(name) ?? "";
  const name = header("host").replace(/\..*$/, "");
  const vault = options.vaults[name];
  if (vault === undefined) return refused(404, "VaultNotFound", `There is no vault ${name}.`);
  if (asked.query.get("api-version") !== "7.4")
    return refused(400, "BadParameter", "The specified version is not supported.");
  const secret = /^GET \/secrets\/([0-9A-Za-z-]{1,127})$/.exec(`${asked.method} ${asked.path}`);
  if (secret === null) return { status: 404, unknownRoute: true };
  return entryRefusal(options, vault, header("authorization")) ?? given(vault, secret[1] ?? "", name);
}

function entryRefusal(options: VaultOptions, vault: VaultBook, authorization: string): Answered | undefined {
  if (vault.firewall === "closed")
    return forbidden(
      "ForbiddenByFirewall",
      "Client address is not authorized and caller is not a trusted service.",
    );
  const claims = options.check(authorization.replace(/^Bearer /, ""));
  if (claims?.aud !== `https://${vaultSuffix}`) return challenge(options, vault);
  if (vault.readers.includes(claims.appid)) return undefined;
  const inner = vault.rights === "rbac" ? "ForbiddenByRbac" : "ForbiddenByPolicy";
  return forbidden(inner, `Caller ${claims.appid} is not authorized to perform action on resource.`);
}

function challenge({ authority }: VaultOptions, vault: VaultBook): Answered {
  const resource = `https://${vault.challenge ?? vaultSuffix}`;
  const header = `Bearer authorization="${authority()}/contoso", resource="${resource}"`;
  const answer = refused(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
  return { ...answer, headers: { "www-authenticate": header } };
}

/** An expired secret is given all the same: its attributes say so. */
function given(vault: VaultBook, name: string, of: string): Answered {
  const secret = vault.secrets[name];
  if (secret === undefined)
    return refused(404, "SecretNotFound", `A secret with (name/id) ${name} was not found in this key vault.`);
  const { value, enabled = true, nbf, exp } = secret;
  if (!enabled) return forbidden("SecretDisabled", "Operation get is not allowed on a disabled secret.");
  const id = `https://${of}.${vaultSuffix}/secrets/${name}/0123456789abcdef0123456789abcdef`;
  return {
    status: 200,
    body: { value, id, attributes: { enabled, nbf, exp, recoveryLevel: "Recoverable" } },
  };
}

function forbidden(inner: string, message: string): Answered {
  return { status: 403, body: { error: { code: "Forbidden", message, innererror: { code: inner } } } };
}

function refused(status: number, code: string, message: string): Answered {
  return { status, body: { error: { code, message } } };
}
