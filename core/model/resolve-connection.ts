import { checkSlot } from "./check-slot.ts";
import { unknownEnvironment } from "./connection-faults.ts";
import { composedConnections } from "./compose-connection.ts";
import type { ConnectionFault, Contract, ResolvedConnection, VariableGroup } from "./connection.ts";
import { absenceFaults, slotsOf, type Slot, type View } from "./contract-slots.ts";
import { quoted } from "./defuse.ts";
import { environmentsOf, matchEnvironment, variableNamed } from "./group-keys.ts";
import { mostAlike } from "./look-alike.ts";
import { sameName } from "./ordinal.ts";
import { resolveSlot, type Sources } from "./resolve-slot.ts";
import { sharedTargets } from "./same-targets.ts";
import { asksOf, type SignsIn } from "./sign-in.ts";
import { listed } from "./words.ts";

/** What is to be resolved, and where values come from. */
export type ResolveOrder = Sources &
  Readonly<{
    environment: string;
    stageNames: readonly string[];
    contract: Contract;
    /** Keys that the chosen target needs on top of what the contract requires. */
    needs?: readonly string[];
    signsIn?: SignsIn;
  }>;

/**
 * What a group gives for one environment: a value for each key of the contract that it has, and every fault, a target
 * that is shared with another environment included. With a fault in it, nothing may be deployed.
 */
export function resolveConnection(order: ResolveOrder): ResolvedConnection {
  const { group, stageNames } = order;
  const { contract, needs } = asksOf(order, group);
  const environments = environmentsOf(group, stageNames, contract);
  const environment = environmentOf(order.environment, environments);
  const regarded = environment === undefined ? [] : [environment];
  const view: View = { group, contract, environments, regarded, needs };
  const { requireSecrets } = order;
  const slots = slotsOf(view).map((slot) =>
    !requireSecrets && isForgiven(slot, needs) ? { ...slot, asked: false } : slot,
  );
  const results = slots.map((slot) => resolveSlot(slot, order));
  const values = results.flatMap((result) => result.value ?? []);
  const given = slots.flatMap(({ key, variable }) => (variable === undefined ? [] : [key.key]));
  return {
    group: { id: group.id, name: group.name },
    environment: environment ?? order.environment,
    values: [...values, ...composedConnections(values, given)],
    faults: [
      ...(environment === undefined ? [unknownEnvironment(order.environment, environments)] : []),
      ...absenceFaults(slots, view, stageNames),
      ...results.flatMap((result) => result.fault ?? []),
      ...sharedTargets(group, environments)
        .filter((shared) => shared.environments.some((name) => name === environment))
        .map((shared) => shared.fault),
    ],
  };
}

/** Every difference between a group and the contract that can be seen without a run, for all its environments. */
export function checkContract(
  group: VariableGroup,
  asked: Contract,
  stageNames: readonly string[],
): ConnectionFault[] {
  const { contract } = asksOf({ contract: asked }, group);
  const environments = environmentsOf(group, stageNames, contract);
  const view: View = { group, contract, environments, regarded: environments, needs: [] };
  const slots = slotsOf(view);
  return [
    ...(lacksPlaces(view) ? [unknownEnvironment("", [])] : []),
    ...absenceFaults(slots, view, stageNames),
    ...distinct(slots.flatMap((slot) => checkSlot(slot, group) ?? [])),
  ];
}

/** Pairs of environments whose `TargetURL` or `TargetPath` mean one place: both variables are named (D2). */
export function sameTargets(group: VariableGroup, environments: readonly string[]): ConnectionFault[] {
  return sharedTargets(group, environments).map((shared) => shared.fault);
}

/** Why no group was chosen, and what to do. */
export type NoGroup = Readonly<{ fault: string; fix: string }>;

/** The group that a text names: digits are an id; else the exact name; else the only one that differs in case alone. */
export function chooseGroup(named: string, groups: readonly VariableGroup[]): VariableGroup | NoGroup {
  const wanted = named.trim();
  if (wanted === "") {
    return {
      fault: "No connection is named.",
      fix: "Give the input connection a variable group's name or id.",
    };
  }
  const reference = /\$\([^()]*\)/.exec(wanted);
  if (reference !== null) {
    const fix = "Define the variable on the pipeline, or name the group itself.";
    return { fault: `The connection is named by ${quoted(reference[0])}, which has no value here.`, fix };
  }
  if (/^\d+$/.test(wanted))
    return groups.find((group) => group.id === Number(wanted)) ?? none(wanted, groups);
  const exact = groups.filter((group) => group.name === wanted);
  const matching = exact.length > 0 ? exact : groups.filter((group) => sameName(group.name, wanted));
  return matching.length > 1 ? several(wanted, matching) : (matching[0] ?? none(wanted, groups));
}

function environmentOf(named: string, environments: readonly string[]): string | undefined {
  const alone = environments.length === 0 && named.trim() !== "";
  // A group for a single environment may give its keys without any suffix: it serves whatever it is asked for.
  return alone ? named.trim() : matchEnvironment(named, environments);
}

// Where no secret is needed, the contract does not ask for one; what the target needs stays asked for.
function isForgiven({ key }: Slot, needs: readonly string[]): boolean {
  return key.type === "secret" && !needs.some((need) => sameName(need, key.key));
}

function lacksPlaces(view: View): boolean {
  const placed = view.contract.filter((key) => key.perEnvironment);
  const plain = placed.some((key) => variableNamed(view.group, key.key) !== undefined);
  return view.environments.length === 0 && placed.some((key) => key.required) && !plain;
}

function distinct(faults: readonly ConnectionFault[]): ConnectionFault[] {
  return faults.filter((one, at) => faults.findIndex((other) => other.text === one.text) === at);
}

function none(wanted: string, groups: readonly VariableGroup[]): NoGroup {
  const names = groups.map((group) => group.name);
  const alike = mostAlike(wanted, names);
  const hint = alike === undefined ? "" : ` Did you mean ${quoted(alike)}?`;
  return {
    fault: `There is no variable group ${quoted(wanted)} that can be read here.${hint}`,
    fix: "Correct the name, create the group, or let this pipeline use it (Library, the group, Pipeline permissions).",
  };
}

function several(wanted: string, matching: readonly VariableGroup[]): NoGroup {
  const names = listed(matching.slice(0, 5).map((group) => `${quoted(group.name)} (id ${group.id})`));
  return {
    fault: `More than one variable group fits ${quoted(wanted)}: ${names}.`,
    fix: "Name it by its id.",
  };
}
