import type { ConnectionFault, Contract, ContractKey, GroupVariable, VariableGroup } from "./connection.ts";
import { lookAlike, missing } from "./connection-faults.ts";
import { isUsualEnvironment, keyIn, variableNamed } from "./group-keys.ts";
import { mostAlike } from "./look-alike.ts";
import { sameName } from "./ordinal.ts";

/** One key of the contract in one environment: what should be there, and what is. */
export type Slot = Readonly<{
  key: ContractKey;
  /** The name that the variable should have. */
  name: string;
  /** Absent where the group has nothing for it. */
  variable?: GroupVariable;
  /** Its absence is a fault. */
  asked: boolean;
}>;

/** Which group is read how: the environments that it knows, those that are looked at, and keys that a target needs. */
export type View = Readonly<{
  group: VariableGroup;
  contract: Contract;
  environments: readonly string[];
  regarded: readonly string[];
  needs: readonly string[];
}>;

/** Every key of the contract, and every needed one, shared keys first. */
export function slotsOf(view: View): Slot[] {
  const keys = withNeeds(view.contract, view.needs);
  const shared = keys.filter((key) => !key.perEnvironment).map((key) => sharedSlot(key, view));
  const placed = view.regarded.flatMap((environment) =>
    keys.filter((key) => key.perEnvironment).map((key) => placedSlot(key, environment, view)),
  );
  return [...shared, ...placed];
}

/** What the group lacks, with what may have been meant; and variables that look like a key that is not there. */
export function absenceFaults(
  slots: readonly Slot[],
  view: View,
  stageNames: readonly string[],
): ConnectionFault[] {
  const strangers = view.group.variables
    .map((variable) => variable.name)
    .filter((name) => !isKey(name, view));
  const odd = oddlySuffixed(view, stageNames);
  return slots.flatMap((slot) => {
    if (slot.variable !== undefined) return [];
    const stranger = mostAlike(slot.name, strangers);
    if (slot.asked) return [missing(slot.name, slot.key, stranger ?? mostAlike(slot.name, odd))];
    return stranger === undefined ? [] : [lookAlike(stranger, slot.name)];
  });
}

function withNeeds(contract: Contract, needs: readonly string[]): ContractKey[] {
  const unknown = needs.filter((need) => !contract.some((key) => sameName(key.key, need)));
  const added = unknown.map((key) => ({ key, type: "text", perEnvironment: true, required: true }) as const);
  return [...contract, ...added];
}

function sharedSlot(key: ContractKey, view: View): Slot {
  const variable = variableNamed(view.group, key.key);
  const excused =
    view.regarded.length > 0 && view.regarded.every((environment) => isExcused(key, environment, view));
  return { key, name: key.key, asked: isNeeded(key, view) || (key.required && !excused), ...there(variable) };
}

function placedSlot(key: ContractKey, environment: string, view: View): Slot {
  const variable = keyIn(view.group, key.key, environment, view.environments);
  const asked = isNeeded(key, view) || (key.required && !isExcused(key, environment, view));
  return { key, name: `${key.key}-${environment}`, asked, ...there(variable) };
}

function there(variable: GroupVariable | undefined): Pick<Slot, "variable"> {
  return variable === undefined ? {} : { variable };
}

function isNeeded(key: ContractKey, view: View): boolean {
  return view.needs.some((need) => sameName(need, key.key));
}

// An environment that has the other key and none of those that it stands in for.
function isExcused(key: ContractKey, environment: string, view: View): boolean {
  const { unless } = key;
  if (unless === undefined || keyIn(view.group, unless, environment, view.environments) === undefined)
    return false;
  const replaced = view.contract.filter((other) => other.perEnvironment && other.unless === unless);
  return replaced.every(
    (other) => keyIn(view.group, other.key, environment, view.environments) === undefined,
  );
}

function isKey(name: string, view: View): boolean {
  return withNeeds(view.contract, view.needs).some(({ key }) => {
    const isGlued = view.environments.some((environment) => sameName(name, `${key}${environment}`));
    return sameName(name, key) || name.toLowerCase().startsWith(`${key.toLowerCase()}-`) || isGlued;
  });
}

// `TargetURL-UTA` makes an environment of its own; where it is no usual one and no stage's, it may be a slip.
function oddlySuffixed(view: View, stageNames: readonly string[]): string[] {
  const known = (suffix: string): boolean =>
    isUsualEnvironment(suffix) || stageNames.some((stage) => sameName(stage, suffix));
  return view.group.variables
    .map((variable) => variable.name)
    .filter((name) => name.includes("-") && isKey(name, view) && !known(name.slice(name.indexOf("-") + 1)));
}
