import type { ConnectionFault } from "../../core/model/connection.ts";
import { bounded, defuse, quoted } from "../../core/model/defuse.ts";
import { type Secret, secret } from "../../core/model/secret.ts";
import { NoAnswer, type TargetAnswer, type TargetHttp } from "../targets/shared/target-request.ts";
import type { Tokens } from "./entra-tokens.ts";
import {
  readChallenge,
  readVaultError,
  readVaultSecret,
  type VaultError,
  type VaultSecret,
} from "./read-vault-answer.ts";
import { TokenRefused } from "./token-refused.ts";

/** A key vault: its name, and the suffix of its cloud (`vault.azure.net`), with a port where there is one. */
export type KeyVault = Readonly<{ name: string; suffix: string }>;

/** What reading needs: a client, tokens of who may read, and the time in milliseconds since 1970. */
export type VaultWorld = Readonly<{ http: TargetHttp; tokens: Tokens; now: number }>;

/** Values by name, and a fault with its repair for each secret that was not given. */
export type VaultReading = Readonly<{
  secrets: ReadonlyMap<string, Secret>;
  faults: readonly ConnectionFault[];
}>;

/**
 * Reads secrets of a key vault (7.4) by their names. Only the vault's own address is asked, with a token for its own domain.
 * Nothing is thrown for what is refused: every secret's fault is told, or one fault for all where nobody could sign in.
 */
export async function readKeyVault(
  vault: KeyVault,
  names: readonly string[],
  world: VaultWorld,
): Promise<VaultReading> {
  if (!/^[a-z](?:[a-z0-9-]{1,22})[a-z0-9]$/i.test(vault.name))
    return none(vault, `${quoted(vault.name)} is no name of a key vault`, "Link the group to a vault again.");
  const secrets = new Map<string, Secret>();
  const faults: ConnectionFault[] = [];
  for (const name of names) {
    const found = await oneOf(vault, name, world);
    if ("all" in found) return { secrets: new Map(), faults: [found.all] };
    if ("secret" in found) secrets.set(name, found.secret);
    else faults.push(found.fault);
  }
  return { secrets, faults };
}

type Found = Readonly<{ secret: Secret } | { fault: ConnectionFault } | { all: ConnectionFault }>;

async function oneOf(vault: KeyVault, name: string, world: VaultWorld): Promise<Found> {
  if (!/^[0-9A-Za-z-]{1,127}$/.test(name))
    return wrong(vault, name, "is no name of a secret: letters, digits and hyphens only", "Rename it.");
  try {
    const answer = await ask(vault, name, world);
    if ("foreign" in answer) return { all: answer.foreign };
    const found = answer.status === 200 ? readVaultSecret(answer.text) : undefined;
    return found === undefined ? refused(vault, name, answer) : usable(vault, name, found, world.now);
  } catch (error) {
    if (error instanceof TokenRefused) return { all: unread(vault, error.words, error.next, error.ids) };
    if (!(error instanceof NoAnswer)) throw error;
    const next = "Check the vault's name and its network rules, then run the stage again.";
    return { all: unread(vault, `it does not answer (${bounded(defuse(error.message), 300)})`, next) };
  }
}

type Foreign = Readonly<{ foreign: ConnectionFault }>;

/** A token that is refused is renewed once, unless the vault wants one for somebody else. */
async function ask(vault: KeyVault, name: string, world: VaultWorld): Promise<TargetAnswer | Foreign> {
  const url = `https://${vault.name}.${vault.suffix}/secrets/${name}?api-version=7.4`;
  const send = async (renew: boolean): Promise<TargetAnswer> => {
    const token = await world.tokens(`https://${vault.suffix}`, renew);
    const headers = { authorization: `Bearer ${token.reveal()}`, accept: "application/json" };
    return world.http.send({ method: "GET", url, headers, repeatable: true });
  };
  const first = await send(false);
  if (first.status !== 401) return first;
  const wanted = readChallenge(first.header("www-authenticate"));
  if (wanted !== undefined && wanted.host.toLowerCase() !== vault.suffix.toLowerCase()) {
    const cause = `it asks for a token of ${defuse(wanted.host)}, which is not its own domain ${vault.suffix}`;
    return { foreign: unread(vault, cause, "Name a service connection of the vault's own cloud.") };
  }
  return send(true);
}

function usable(vault: KeyVault, name: string, found: VaultSecret, now: number): Found {
  const { value, enabled, notBefore = 0, expires = Infinity } = found;
  const renew = "Give it a new version in the vault.";
  if (!enabled) return wrong(vault, name, "is disabled", "Enable its current version in the vault.");
  if (expires * 1000 <= now) return wrong(vault, name, `expired on ${day(expires)}`, renew);
  if (notBefore * 1000 > now) return wrong(vault, name, `is not valid before ${day(notBefore)}`, renew);
  return value === "" ? wrong(vault, name, "is empty", renew) : { secret: secret(value) };
}

function day(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? "an unknown day" : date.toISOString().slice(0, 10);
}

const byCode: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  ForbiddenByRbac: [
    "may not be read",
    "Give the service connection's application the role Key Vault Secrets User on the vault; that takes some minutes.",
  ],
  ForbiddenByPolicy: [
    "may not be read",
    "Give the service connection's application the permission Get for secrets in the vault's access policies.",
  ],
  AccessDenied: [
    "may not be read",
    "Give the service connection's application the permission Get for secrets in the vault's access policies.",
  ],
  ForbiddenByFirewall: [
    "cannot be read from this agent: the vault's firewall refuses its address",
    "Let the agent's address through in the vault's network settings, or use an agent inside its network.",
  ],
  ForbiddenByConnection: [
    "cannot be read from this agent: the vault takes private connections only",
    "Use an agent inside the vault's network.",
  ],
  SecretDisabled: ["is disabled", "Enable its current version in the vault."],
  SecretNotFound: ["is not in the vault", "Add it to the vault, or take the variable out of the group."],
};

function refused(vault: KeyVault, name: string, answer: TargetAnswer): Found {
  const error = readVaultError(answer.text);
  const known = [codeOf(error), error.code].find((code) => Object.hasOwn(byCode, code)) ?? "";
  const [what, fix] = byCode[known] ?? unknownWords(answer, error);
  return wrong(vault, name, `${what} (HTTP ${answer.status}, request ${answer.requestId})`, fix);
}

function codeOf({ inner, words }: VaultError): string {
  return inner === "" && /disabled secret/i.test(words) ? "SecretDisabled" : inner;
}

function unknownWords({ status }: TargetAnswer, { words }: VaultError): readonly [string, string] {
  const said = words === "" ? "without a message" : bounded(defuse(words), 300);
  return status === 401
    ? [
        "cannot be read: the vault does not accept the token",
        "Name a service connection of the vault's own tenant and cloud.",
      ]
    : [`cannot be read: the vault answered ${status}: ${said}`, "Mend the cause, then run the stage again."];
}

function wrong(vault: KeyVault, name: string, what: string, fix: string): { fault: ConnectionFault } {
  const text = `The secret ${quoted(name)} of key vault ${quoted(vault.name)} ${what}.`;
  return { fault: { kind: "vaultRefused", variable: name, text, fix } };
}

function none(vault: KeyVault, cause: string, fix: string): VaultReading {
  return { secrets: new Map(), faults: [unread(vault, cause, fix)] };
}

function unread(vault: KeyVault, cause: string, fix: string, ids = ""): ConnectionFault {
  const text = `The key vault ${quoted(vault.name)} was not read: ${cause}.${ids && ` [${ids}]`}`;
  return { kind: "vaultRefused", variable: vault.name, text, fix };
}
