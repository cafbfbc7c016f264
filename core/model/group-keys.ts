import { defaultContract, type Contract, type GroupVariable, type VariableGroup } from "./connection.ts";
import { distinctNames, ordinal, sameName } from "./ordinal.ts";

/** Names by which one and the same environment goes, in the order in which releases usually pass them. */
const abbreviations: readonly (readonly string[])[] = [
  ["DEV", "Development"],
  ["TEST", "Test", "TST", "Testing"],
  ["SIT", "System Integration Test", "Integration"],
  ["QA", "Quality Assurance"],
  ["UAT", "User Acceptance Test", "User Acceptance Testing", "User Acceptance", "Acceptance", "ACC"],
  ["STG", "Staging", "STAGE"],
  ["PREPROD", "Pre-Production", "Preproduction", "Pre-Prod", "PPE"],
  ["PROD", "Production", "PRD"],
];

/**
 * The environments that a group serves, derived from its own keys: `Target…-<ENV>` and the contract's required keys of
 * an environment. A suffix without hyphen counts only where a stage bears that name. In the usual order, then by name.
 */
export function environmentsOf(
  group: Pick<VariableGroup, "variables">,
  stageNames: readonly string[],
  contract: Contract = defaultContract,
): string[] {
  const keys = contract.filter((key) => key.perEnvironment && key.required).map((key) => key.key);
  const names = group.variables.map((variable) => variable.name);
  const hyphenated = names.flatMap((name) => hyphenatedSuffix(name, keys) ?? []);
  const glued = names.flatMap((name) => gluedSuffix(name, keys, stageNames) ?? []);
  return distinctNames([...hyphenated, ...glued]).sort((a, b) => rank(a) - rank(b) || ordinal(a, b));
}

/**
 * The group's variable for a key in an environment: `<key>-<ENV>`, else `<key><ENV>` where the environment is known, else
 * the key alone. Case does not matter.
 */
export function keyIn(
  group: Pick<VariableGroup, "variables">,
  key: string,
  environment: string,
  environments: readonly string[],
): GroupVariable | undefined {
  const known = environments.some((name) => sameName(name, environment));
  const names = [`${key}-${environment}`, ...(known ? [`${key}${environment}`] : []), key];
  for (const name of names) {
    const variable = variableNamed(group, name);
    if (variable !== undefined) return variable;
  }
  return undefined;
}

/** The group's variable of that name, in any case. */
export function variableNamed(
  group: Pick<VariableGroup, "variables">,
  name: string,
): GroupVariable | undefined {
  return group.variables.find((variable) => sameName(variable.name, name));
}

/**
 * The group's environment that a stage's environment means: the same name in any case, or the same by a known
 * abbreviation (`Production` is `PROD`). Absent where none or more than one fits.
 */
export function matchEnvironment(
  stageEnvironment: string,
  environmentsOfGroup: readonly string[],
): string | undefined {
  const wanted = stageEnvironment.trim();
  const same = environmentsOfGroup.find((name) => sameName(name, wanted));
  if (same !== undefined) return same;
  const alike = environmentsOfGroup.filter((name) => isOneEnvironment(name, wanted));
  return alike.length === 1 ? alike[0] : undefined;
}

/** Whether a name is one of the usual names of environments, so that it is no misspelling of another one. */
export function isUsualEnvironment(name: string): boolean {
  return abbreviations.some((names) => names.some((known) => sameName(known, name)));
}

function isOneEnvironment(a: string, b: string): boolean {
  return abbreviations.some((names) => [a, b].every((name) => names.some((known) => sameName(known, name))));
}

function hyphenatedSuffix(name: string, keys: readonly string[]): string | undefined {
  const at = name.indexOf("-");
  if (at <= 0 || name.length === at + 1) return undefined;
  const key = name.slice(0, at);
  const counts = /^target[a-z]+$/i.test(key) || keys.some((known) => sameName(known, key));
  return counts ? name.slice(at + 1) : undefined;
}

function gluedSuffix(
  name: string,
  keys: readonly string[],
  stageNames: readonly string[],
): string | undefined {
  const key = keys.find((known) => name.toLowerCase().startsWith(known.toLowerCase()));
  if (key === undefined || name.length === key.length) return undefined;
  const suffix = name.slice(key.length);
  return stageNames.some((stage) => sameName(stage, suffix) || isOneEnvironment(stage, suffix))
    ? suffix
    : undefined;
}

function rank(environment: string): number {
  const found = abbreviations.findIndex((names) => names.some((known) => sameName(known, environment)));
  return found < 0 ? abbreviations.length - 1.5 : found;
}
