import { preflight, type Surroundings } from "../../core/acts/preflight.ts";
import type { ConnectionFault, Contract, GroupVariable, VariableGroup } from "../../core/model/connection.ts";
import type { Field } from "../shared/value-fields.tsx";

/** One group in the list. */
export type GroupRow = Readonly<{
  id: number;
  name: string;
  description: string;
  environments: readonly string[];
  vault?: string;
  faults: readonly ConnectionFault[];
  modifiedOn?: VariableGroup["modifiedOn"];
  modifiedBy?: string;
}>;

/** One key of a group, with its value for each environment. */
export type KeyRow = Readonly<{ variable: string; shown: string; secret: boolean; present: boolean }>;

/** One difference between two groups. */
export type Difference = Readonly<{ variable: string; left: string; right: string; same: boolean }>;

/** The groups that look like connections first, best first; the others follow. */
export function groupRows(
  groups: readonly VariableGroup[],
  contract: Contract,
  surroundings: Surroundings,
): readonly GroupRow[] {
  const rows = groups.map((group) => {
    const { environments, faults } = preflight(group, contract, surroundings);
    return {
      id: group.id,
      name: group.name,
      description: group.description,
      environments,
      ...(group.vault ? { vault: group.vault.name } : {}),
      faults,
      ...(group.modifiedOn === undefined ? {} : { modifiedOn: group.modifiedOn }),
      ...(group.modifiedBy === undefined ? {} : { modifiedBy: group.modifiedBy }),
    };
  });
  const rank = (row: GroupRow): number => (row.environments.length === 0 ? 1000 : 0) + row.faults.length;
  return rows.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** What the list says about a group: whether it can be used. */
export function verdictWords(row: GroupRow): string {
  if (row.environments.length === 0) return "Not a connection";
  if (row.faults.length === 0) return "Follows the contract";
  return `${row.faults.length} to repair`;
}

export function shownValue(variable: GroupVariable | undefined): string {
  if (!variable) return "missing";
  if (variable.secret) return "secret";
  return variable.value === undefined || variable.value === "" ? "empty" : variable.value;
}

/** Every variable of a group, sorted. */
export function keyRows(group: VariableGroup): readonly KeyRow[] {
  return group.variables
    .map((one) => ({
      variable: one.name,
      shown: shownValue(one),
      secret: one.secret,
      present: one.secret || Boolean(one.value),
    }))
    .sort((a, b) => a.variable.localeCompare(b.variable));
}

function isSame(a: GroupVariable | undefined, b: GroupVariable | undefined): boolean {
  if (!a || !b) return false;
  return a.secret === b.secret && (a.value ?? "") === (b.value ?? "");
}

/** Two groups side by side: names, types and plain values. Two secrets cannot be compared, and that is said. */
export function differences(left: VariableGroup, right: VariableGroup): readonly Difference[] {
  const find = (group: VariableGroup, name: string): GroupVariable | undefined =>
    group.variables.find((one) => one.name.toLowerCase() === name.toLowerCase());
  const names = new Map<string, string>();
  for (const one of [...left.variables, ...right.variables]) {
    if (!names.has(one.name.toLowerCase())) names.set(one.name.toLowerCase(), one.name);
  }
  const rows = [...names.values()].map((name) => {
    const a = find(left, name);
    const b = find(right, name);
    return { variable: name, left: shownValue(a), right: shownValue(b), same: isSame(a, b) };
  });
  return rows.sort((a, b) => Number(a.same) - Number(b.same) || a.variable.localeCompare(b.variable));
}

/** The values that can be changed in place. A secret is never shown: an empty field keeps it. */
export function fieldsOf(group: VariableGroup): readonly Field[] {
  return group.variables.map((one) => ({ variable: one.name, secret: one.secret, value: one.value ?? "" }));
}

/** Only what was really changed; a secret that was left empty stays as it is. */
export function changesOf(
  group: VariableGroup,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const one of group.variables) {
    const value = values[one.name];
    if (value === undefined || (one.secret && value === "")) continue;
    if (one.secret || value !== (one.value ?? "")) changed[one.name] = value;
  }
  return changed;
}
