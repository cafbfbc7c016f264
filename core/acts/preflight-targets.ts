import { ended, Failure } from "../failure.ts";
import { environmentsOf } from "../model/group-keys.ts";
import type { TargetCheck, TargetIdentity } from "../model/target.ts";
import { listed } from "../model/words.ts";
import type { Target } from "../ports-of-targets.ts";
import {
  type ChosenConnection,
  type ConnectionOrder,
  type ConnectionWorld,
  namedGroup,
  type NamedGroup,
  readGroup,
} from "./choose-connection.ts";

/** One environment of a connection: what was tried there. */
export type EnvironmentChecked = Readonly<{
  environment: string;
  /** Who the target says that it is. Absent where it could not be asked. */
  target?: TargetIdentity;
  checks: readonly TargetCheck[];
}>;

/** Every environment of a connection, and the connection itself. */
export type PreflightReport = Readonly<{
  group: Readonly<{ id: number; name: string }>;
  environments: readonly EnvironmentChecked[];
}>;

/** What trying needs of the world. */
export type PreflightWorld = ConnectionWorld &
  Readonly<{
    /** Opens the target of one environment. Nothing is written by it. */
    open: (connection: ChosenConnection) => Promise<Target>;
  }>;

/**
 * Tries a connection in all its environments, not only in the one that is deployed to next: the keys, then what only an agent can
 * know, the host, the sign-in and the rights. Everything that is wrong is in the report; nothing is changed anywhere.
 */
export async function preflightTargets(
  order: ConnectionOrder,
  world: PreflightWorld,
): Promise<PreflightReport> {
  const named = await namedGroup(order, world.connections);
  const { group } = named;
  const names = environmentsOf(group, order.stageNames, order.contract);
  const environments: EnvironmentChecked[] = [];
  // One after the other: two environments of one organisation share its limits.
  for (const environment of names.length === 0 ? [order.environment] : names)
    environments.push(await checked(named, { ...order, environment }, world));
  return {
    group: { id: group.id, name: group.name },
    environments: environments.map(withTwins(environments)),
  };
}

/** What has to be mended, one line each: in which environments, what, and how. */
export function repairs({ environments }: PreflightReport): readonly string[] {
  const lines = new Map<string, string[]>();
  for (const { environment, checks } of environments) {
    for (const { text, fix } of checks.filter(({ result }) => result === "failed")) {
      const line = fix === undefined ? ended(text) : `${ended(text)} ${ended(fix)}`;
      lines.set(line, [...(lines.get(line) ?? []), environment]);
    }
  }
  return [...lines].map(([line, where]) => `${listed([...new Set(where)])}: ${line}`);
}

async function checked(
  named: NamedGroup,
  order: ConnectionOrder,
  world: PreflightWorld,
): Promise<EnvironmentChecked> {
  const { environment } = order;
  const { notUsed, ...connection } = await readGroup(named, order, world);
  const faults = connection.resolved.faults.map(({ variable: name, text, fix }): TargetCheck => ({
    name,
    result: "failed",
    text,
    fix,
  }));
  if (faults.length > 0) return { environment, checks: [...notUsed.map(unused), ...faults, untried] };
  return { environment, ...(await tried(connection, world)) };
}

function unused(text: string): TargetCheck {
  return { name: "A secret of the job", result: "unknown", text };
}

const untried: TargetCheck = {
  name: "The target",
  result: "unknown",
  text: "was not tried, because the connection to it is not complete",
};

type Tried = Omit<EnvironmentChecked, "environment">;

async function tried(connection: ChosenConnection, world: PreflightWorld): Promise<Tried> {
  try {
    const target = await world.open(connection);
    try {
      const checks = await target.preflight();
      const found = checks.some(({ result }) => result === "failed") ? undefined : await target.identify();
      return { checks, ...(found === undefined ? {} : { target: found }) };
    } finally {
      await target.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { where, cause, next } = error.report;
    return { checks: [{ name: where, result: "failed", text: cause, fix: next }] };
  }
}

/** Two environments whose target is one are named at both (D2): only the targets themselves can tell. */
function withTwins(all: readonly EnvironmentChecked[]): (one: EnvironmentChecked) => EnvironmentChecked {
  return (one) => {
    const twins = all.filter(
      (other) => other !== one && other.target !== undefined && other.target.id === one.target?.id,
    );
    if (twins.length === 0) return one;
    const check: TargetCheck = {
      name: "The target is this environment's own",
      result: "failed",
      text: `${one.target?.name ?? ""} is the target of ${listed(twins.map(({ environment }) => environment))}, too.`,
      fix: "Give each environment a target of its own.",
    };
    return { ...one, checks: [...one.checks, check] };
  };
}
