import { refusal } from "../failure.ts";
import type {
  ConnectionFault,
  Contract,
  ConnectionValue,
  Fingerprint,
  ResolvedConnection,
  VariableGroup,
} from "../model/connection.ts";
import { quoted } from "../model/defuse.ts";
import { chooseGroup, resolveConnection } from "../model/resolve-connection.ts";
import type { Secret } from "../model/secret.ts";
import { asksOf, type SignsIn } from "../model/sign-in.ts";
import type { Sha256 } from "../model/sha256.ts";
import type { Connections } from "../ports.ts";
import { arrivingSecrets, type SecretSources } from "./arriving-secrets.ts";
import { fingerprintOf } from "./hashing.ts";
import { type FindSecret, fromVault, type ReadVault } from "./vault-secrets.ts";

/** Which connection is wanted, and for what. */
export type ConnectionOrder = Readonly<{
  /** What the step's input says. Absent where a variable in it has no value in this run. */
  named?: string;
  /** How it was named, for the record. */
  namedBy: string;
  /** What the build was sealed with, taken where the run names none. */
  sealed?: string;
  environment: string;
  stageNames: readonly string[];
  contract: Contract;
  /** Keys that the target needs. */
  needs: readonly string[];
  requireSecrets: boolean;
  /** Absent where nobody signs in. */
  signsIn?: SignsIn;
  /** Ids of groups that are linked to the stage or pipeline, as far as it is known. */
  linkedGroups: readonly number[];
}>;

/** What choosing needs of the world. */
export type ConnectionWorld = Readonly<{
  connections: Pick<Connections, "list">;
  secrets: Omit<SecretSources, "linked">;
  /** Absent where no key vault can be read. */
  readVault?: ReadVault;
  sha256: Sha256;
}>;

/** A connection that can be used. */
export type ChosenConnection = Readonly<{
  group: VariableGroup;
  chosenBy: string;
  resolved: ResolvedConnection;
  fingerprint: Fingerprint;
  /** Variables of which the job holds another value than the group has now: the release keeps copies. */
  stale: readonly string[];
}>;

/**
 * Chooses the variable group that is named at run time and reads it for one environment. Refused with every fault at once,
 * each with its repair, before anything is deployed.
 */
export async function chooseConnection(
  order: ConnectionOrder,
  world: ConnectionWorld,
): Promise<ChosenConnection> {
  const { notUsed, ...chosen } = await readGroup(await namedGroup(order, world.connections), order, world);
  if (chosen.resolved.faults.length > 0) throw unusable(chosen.resolved, notUsed);
  return chosen;
}

/** A group that is chosen already, with its faults: `notUsed` says which secrets reached the job and are not this connection's. */
export async function readGroup(
  { group, chosenBy }: NamedGroup,
  order: ConnectionOrder,
  world: Omit<ConnectionWorld, "connections">,
): Promise<ChosenConnection & Readonly<{ notUsed: readonly string[] }>> {
  const linked = order.linkedGroups.includes(group.id);
  const { contract } = asksOf(order, group);
  const secrets = arrivingSecrets(group, order.environment, contract, { ...world.secrets, linked });
  const resolve = (find: FindSecret): ResolvedConnection =>
    resolveConnection({ ...order, group, lookup: world.secrets.job, secrets: find });
  const vault = await fromVault(group, secrets.of, resolve, world.readVault);
  return {
    group,
    chosenBy,
    resolved: withVaultFaults(resolve(vault.find), vault.faults),
    fingerprint: await fingerprintOf(group, world.sha256),
    stale: linked ? staleIn(group, world) : [],
    notUsed: secrets.notUsed(),
  };
}

/** The group that is named, and by what. */
export type NamedGroup = Pick<ChosenConnection, "group" | "chosenBy">;

/** Finds the group that is named. Refused (RM011) where there is none, or more than one fits. */
export async function namedGroup(
  order: Pick<ConnectionOrder, "named" | "namedBy" | "sealed" | "environment">,
  connections: Pick<Connections, "list">,
): Promise<NamedGroup> {
  const { named, chosenBy } = nameOf(order);
  const group = chooseGroup(named, await connections.list());
  if ("fault" in group) throw noGroup(order, named, group.fault, group.fix);
  return { group, chosenBy };
}

/** What the vault says is the cause of what did not arrive. */
function withVaultFaults(
  resolved: ResolvedConnection,
  faults: readonly ConnectionFault[],
): ResolvedConnection {
  if (faults.length === 0) return resolved;
  const others = resolved.faults.filter(({ kind }) => kind !== "secretNotArrived");
  return { ...resolved, faults: [...faults, ...others] };
}

/** Where a group's secrets come from, as the end of a sentence. Empty where it keeps them itself. */
export function fromVaultOf({ vault }: Pick<VariableGroup, "vault">): string {
  return vault === undefined ? "" : `, secrets from vault ${quoted(vault.name)}`;
}

/** The value of one key of a connection, or nothing. */
export function textOf(resolved: ResolvedConnection, key: string): string | undefined {
  const value = valueOf(resolved, key);
  return value?.kind === "text" ? value.text : undefined;
}

/** The secret of one key of a connection, or nothing. */
export function secretOf(resolved: ResolvedConnection, key: string): Secret | undefined {
  const value = valueOf(resolved, key);
  return value?.kind === "secret" ? value.secret : undefined;
}

function valueOf(resolved: ResolvedConnection, key: string): ConnectionValue | undefined {
  return resolved.values.find((value) => value.key === key);
}

function nameOf(order: Parameters<typeof namedGroup>[0]): { named: string; chosenBy: string } {
  if (order.named !== undefined) return { named: order.named, chosenBy: order.namedBy };
  if (order.sealed !== undefined) return { named: order.sealed, chosenBy: "the build's seal" };
  throw noGroup(
    order,
    order.namedBy,
    "neither the release nor the build's seal names a connection",
    "Give the release the variable Variable-Group, or write the group's name into the input connection",
  );
}

function staleIn(group: VariableGroup, world: Pick<ConnectionWorld, "secrets">): readonly string[] {
  return group.variables
    .filter(({ name, secret, value }) => {
      const ofJob = world.secrets.job(name);
      return !secret && typeof ofJob === "string" && ofJob.trim() !== (value ?? "").trim();
    })
    .map(({ name }) => name);
}

function noGroup(
  order: Pick<ConnectionOrder, "environment">,
  named: string,
  cause: string,
  next: string,
): Error {
  return refusal({
    code: "RM011",
    what: `The connection of ${order.environment} was not chosen`,
    where: `connection ${quoted(named)}`,
    cause,
    next,
  });
}

function unusable(resolved: ResolvedConnection, notUsed: readonly string[]): Error {
  const faults = resolved.faults.map(({ text, fix }) => `${text} ${fix}`);
  return refusal({
    code: "RM010",
    what: `The connection cannot be used for ${resolved.environment}`,
    where: `variable group ${quoted(resolved.group.name)} (id ${resolved.group.id})`,
    cause: [...notUsed, ...faults].join("\n"),
    next: "Mend all of these in the variable group, then run the stage again",
  });
}
