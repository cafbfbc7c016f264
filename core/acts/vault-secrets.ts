import type { ConnectionFault, GroupVariable, VariableGroup } from "../model/connection.ts";
import type { Arrived } from "../model/resolve-slot.ts";
import type { Secret } from "../model/secret.ts";

/** The key vault that a group is linked to. */
export type Vault = NonNullable<VariableGroup["vault"]>;

/** What a vault gave: values by the names that were asked for, and a fault for each that it did not give. */
export type VaultAnswer = Readonly<{
  secrets: ReadonlyMap<string, Secret>;
  faults: readonly ConnectionFault[];
}>;

/** Reads secrets of a key vault by their names, all at once. Never throws for what the vault refuses. */
export type ReadVault = (vault: Vault, names: readonly string[]) => Promise<VaultAnswer>;

/** How a secret of the chosen group is found. */
export type FindSecret = (variable: GroupVariable) => Arrived | undefined;

/** How secrets are found now, and what the vault did not give. */
export type FromVault = Readonly<{ find: FindSecret; faults: readonly ConnectionFault[] }>;

/**
 * Reads from a group's key vault what has not arrived otherwise. `resolve` is run once to learn which variables are wanted:
 * no other secret is asked for. A group without a vault stays as it is.
 */
export async function fromVault(
  group: VariableGroup,
  find: FindSecret,
  resolve: (find: FindSecret) => unknown,
  read: ReadVault | undefined,
): Promise<FromVault> {
  const { vault } = group;
  if (vault === undefined || read === undefined) return { find, faults: [] };
  const wanted = new Set<string>();
  resolve((variable) => {
    const arrived = find(variable);
    if (arrived === undefined) wanted.add(variable.name);
    return arrived;
  });
  if (wanted.size === 0) return { find, faults: [] };
  const { secrets, faults } = await read(vault, [...wanted]);
  return {
    find: (variable) => find(variable) ?? ofVault(secrets.get(variable.name)),
    faults,
  };
}

function ofVault(value: Secret | undefined): Arrived | undefined {
  return value && { route: "key vault", secret: value };
}
