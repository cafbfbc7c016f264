import { refusal } from "../failure.ts";
import type {
  Contract,
  ConnectionValue,
  Fingerprint,
  ResolvedConnection,
  VariableGroup,
} from "../model/connection.ts";
import { quoted } from "../model/defuse.ts";
import { chooseGroup, resolveConnection } from "../model/resolve-connection.ts";
import type { Secret } from "../model/secret.ts";
import type { Sha256 } from "../model/sha256.ts";
import type { Connections } from "../ports.ts";
import { arrivingSecrets, type SecretSources } from "./arriving-secrets.ts";
import { fingerprintOf } from "./hashing.ts";

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
  /** Ids of groups that are linked to the stage or pipeline, as far as it is known. */
  linkedGroups: readonly number[];
}>;

/** What choosing needs of the world. */
export type ConnectionWorld = Readonly<{
  connections: Pick<Connections, "list">;
  secrets: Omit<SecretSources, "linked">;
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
  const { named, chosenBy } = nameOf(order);
  const found = chooseGroup(named, await world.connections.list());
  if ("fault" in found) throw noGroup(order, named, found.fault, found.fix);
  const linked = order.linkedGroups.includes(found.id);
  const secrets = arrivingSecrets(found, order.environment, order.contract, { ...world.secrets, linked });
  const resolved = resolveConnection({
    group: found,
    environment: order.environment,
    stageNames: order.stageNames,
    contract: order.contract,
    needs: order.needs,
    requireSecrets: order.requireSecrets,
    lookup: world.secrets.job,
    secrets: secrets.of,
  });
  if (resolved.faults.length > 0) throw unusable(resolved, secrets.notUsed());
  const fingerprint = await fingerprintOf(found, world.sha256);
  return { group: found, chosenBy, resolved, fingerprint, stale: linked ? staleIn(found, world) : [] };
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

function nameOf(order: ConnectionOrder): { named: string; chosenBy: string } {
  if (order.named !== undefined) return { named: order.named, chosenBy: order.namedBy };
  if (order.sealed !== undefined) return { named: order.sealed, chosenBy: "the build's seal" };
  throw noGroup(
    order,
    order.namedBy,
    "neither the release nor the build's seal names a connection",
    "Give the release the variable Variable-Group, or write the group's name into the input connection",
  );
}

function staleIn(group: VariableGroup, world: ConnectionWorld): readonly string[] {
  return group.variables
    .filter(({ name, secret, value }) => {
      const ofJob = world.secrets.job(name);
      return !secret && typeof ofJob === "string" && ofJob.trim() !== (value ?? "").trim();
    })
    .map(({ name }) => name);
}

function noGroup(order: ConnectionOrder, named: string, cause: string, next: string): Error {
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
