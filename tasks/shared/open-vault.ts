import { type Tokens, tokensFor } from "../../adapters/entra/entra-tokens.ts";
import { type KeyVault, readKeyVault } from "../../adapters/entra/key-vault.ts";
import type { TargetHttp } from "../../adapters/targets/shared/target-request.ts";
import type { ReadVault, Vault, VaultAnswer } from "../../core/acts/vault-secrets.ts";
import { publicCloud } from "../../core/model/clouds.ts";
import { quoted } from "../../core/model/defuse.ts";
import { decideSignIn } from "../../core/model/sign-in.ts";
import { agentHttp } from "./agent-network.ts";
import type { Agent, ServiceConnection } from "./agent-task.ts";
import {
  authorityOfConnection,
  azureConnection,
  cloudOfConnection,
  proofOfConnection,
} from "./azure-connection.ts";

/**
 * Reads key vaults as the service connection that the step names for it, else as the one that signs in to the target. What the
 * contract calls a secret is masked by whoever opens the target; the rest of a connection is no secret to it, and is recorded.
 */
export function vaultReader(
  named: Readonly<{ vaultConnection: string }>,
  agent: Pick<Agent, "serviceConnection" | "connection" | "variable" | "protect" | "say">,
): ReadVault {
  const input = named.vaultConnection === "" ? "serviceConnection" : "vaultConnection";
  return async (vault, names) => {
    const connection = agent.serviceConnection(input);
    if (connection === undefined) return unnamed(vault);
    const http = agentHttp(agent);
    try {
      return await read({ name: vault.name, suffix: suffixOf(connection) }, names, {
        connection,
        agent,
        http,
      });
    } finally {
      http.close();
    }
  };
}

type Reading = Readonly<{
  connection: ServiceConnection;
  agent: Pick<Agent, "connection" | "variable" | "protect" | "say">;
  http: TargetHttp;
}>;

async function read(vault: KeyVault, names: readonly string[], by: Reading): Promise<VaultAnswer> {
  const tokens = tokensOf(by);
  if ("cause" in tokens) return fault(vault, tokens.cause, tokens.next);
  by.agent.say(
    `Reading ${names.length} secrets of key vault ${quoted(vault.name)} as service connection ${quoted(by.connection.id)}`,
  );
  return readKeyVault(vault, names, { http: by.http, tokens, now: Date.now() });
}

function tokensOf({ connection, agent, http }: Reading): Tokens | Readonly<{ cause: string; next: string }> {
  const way = decideSignIn(azureConnection(connection), { name: "", certificate: false, secret: false });
  if (!("proof" in way)) return { cause: `${way.where}: ${way.cause}`, next: `${way.next}.` };
  const proof = proofOfConnection(way.proof, connection, agent);
  const authority = authorityOfConnection(connection)?.url.origin ?? publicCloud.authority;
  const { tenantId, clientId = "" } = way;
  return tokensFor({ tenantId, clientId, proof, authorityUrl: authority }, http);
}

/** A private cloud says in its service connections how its vaults are called. */
function suffixOf(connection: ServiceConnection): string {
  const known = cloudOfConnection(connection)?.suffixes.vault;
  const own = connection.data("AzureKeyVaultDnsSuffix");
  return known ?? (own !== undefined && /^[a-z0-9.-]+(:\d+)?$/i.test(own) ? own : publicCloud.suffixes.vault);
}

function unnamed(vault: Vault): VaultAnswer {
  return fault(
    vault,
    "the step names no service connection that may read it",
    `Name the service connection of the group's vault (${quoted(vault.serviceConnectionId)}) in the step's input vaultConnection.`,
  );
}

function fault(vault: Pick<Vault, "name">, cause: string, fix: string): VaultAnswer {
  const text = `The key vault ${quoted(vault.name)} was not read: ${cause}.`;
  return { secrets: new Map(), faults: [{ kind: "vaultRefused", variable: vault.name, text, fix }] };
}
