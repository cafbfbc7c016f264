import type { ReferenceRow, VariableRow } from "./read-dataverse.ts";
import { readSettings } from "./read-settings.ts";
import type { ReferenceOfSolution, SolutionContent, VariableOfSolution } from "./read-solution.ts";

/** A deployment settings file: what is to be set in this environment. Names are compared without case. */
export type DeploymentSettings = Readonly<{
  variables: readonly Readonly<{ name: string; value: string }>[];
  references: readonly Readonly<{ name: string; connectionId: string; connectorId: string }>[];
}>;

/** What the environment holds of a solution's variables and references. */
export type CurrentValues = Readonly<{
  variables: readonly VariableRow[];
  references: readonly ReferenceRow[];
}>;

/** A value that goes along with an import, or is set without one. Never told: values may be confidential. */
export type ValueToSet =
  | Readonly<{ kind: "variable"; name: string; value: string; current?: VariableRow }>
  | Readonly<{
      kind: "reference";
      name: string;
      connectionId: string;
      connectorId: string;
      displayName: string;
      current?: ReferenceRow;
    }>;

/** What the settings mean for one solution, and what is wanting: `faults` in words, each naming its key. */
export type MatchedSettings = Readonly<{ values: readonly ValueToSet[]; faults: readonly string[] }>;

/** Takes the file's text apart; no text means no settings. Gives the faults of a file that is none. */
export function parseSettings(text: string | undefined): DeploymentSettings | Readonly<{ fault: string }> {
  if (text === undefined || text.trim() === "") return { variables: [], references: [] };
  const settings = readSettings(text);
  if (settings === undefined) {
    return {
      fault: 'it is no JSON object with "EnvironmentVariables" and "ConnectionReferences", each a list',
    };
  }
  const twice = duplicates(
    [...settings.variables, ...settings.references].map(({ name }) => name.toLowerCase()),
  );
  return twice === undefined ? settings : { fault: `it names '${twice}' twice` };
}

/** Picks the settings that the solution knows, and finds those that nobody gives. An empty text is no value. */
export function matchSettings(
  settings: DeploymentSettings,
  content: SolutionContent,
  current: CurrentValues,
): MatchedSettings {
  const found = [
    ...content.variables.map((variable) => matchVariable(settings, variable, current)),
    ...content.references.map((reference) => matchReference(settings, reference, current)),
  ];
  const values = found.flatMap((one) => (typeof one === "object" ? [one] : []));
  const faults = found.flatMap((one) => (typeof one === "string" ? [one] : []));
  return { values, faults: [...faults, ...unresolved(values)] };
}

/** A value, a fault in words, or nothing to do. */
type Match = ValueToSet | string | undefined;

function matchVariable(
  settings: DeploymentSettings,
  variable: VariableOfSolution,
  current: CurrentValues,
): Match {
  const { schemaName: name } = variable;
  const given = named(settings.variables, name)?.value ?? "";
  const there = current.variables.find((row) => sameName(row.schemaName, name));
  if (given !== "") return { kind: "variable", name, value: given, ...(there ? { current: there } : {}) };
  return variable.hasValue || hasValue(there) ? undefined : `environment variable '${name}' has no value`;
}

function matchReference(
  settings: DeploymentSettings,
  reference: ReferenceOfSolution,
  current: CurrentValues,
): Match {
  const { logicalName: name, displayName } = reference;
  const given = named(settings.references, name);
  const there = current.references.find((row) => sameName(row.logicalName, name));
  if (given === undefined || given.connectionId === "") {
    return there?.connectionId ? undefined : `connection reference '${name}' has no connection`;
  }
  const connectorId = reference.connectorId || given.connectorId;
  const known = there ? { current: there } : {};
  return { kind: "reference", name, connectionId: given.connectionId, connectorId, displayName, ...known };
}

/** Names of the file that none of the solutions knows: probably misspelled. */
export function strangers(settings: DeploymentSettings, contents: readonly SolutionContent[]): string[] {
  const known = new Set(
    contents.flatMap(({ variables, references }) => [
      ...variables.map(({ schemaName }) => schemaName.toLowerCase()),
      ...references.map(({ logicalName }) => logicalName.toLowerCase()),
    ]),
  );
  return [...settings.variables, ...settings.references]
    .map(({ name }) => name)
    .filter((name) => !known.has(name.toLowerCase()));
}

/** Those values that the environment does not hold yet. */
export function changesOf(values: readonly ValueToSet[]): readonly ValueToSet[] {
  return values.filter((value) =>
    value.kind === "variable"
      ? value.current?.value?.text !== value.value
      : value.current?.connectionId !== value.connectionId,
  );
}

/** `ComponentParameters` of an import. */
export function componentParameters(
  values: readonly ValueToSet[],
): readonly Readonly<Record<string, string>>[] {
  return values.map((value): Readonly<Record<string, string>> => {
    if (value.kind === "variable") {
      const row = value.current?.value;
      return {
        "@odata.type": "Microsoft.Dynamics.CRM.environmentvariablevalue",
        schemaname: value.name,
        value: value.value,
        ...(row ? { environmentvariablevalueid: row.id } : {}),
      };
    }
    return {
      "@odata.type": "Microsoft.Dynamics.CRM.connectionreference",
      connectionreferencelogicalname: value.name,
      connectionreferencedisplayname: value.displayName,
      connectorid: value.connectorId,
      connectionid: value.connectionId,
    };
  });
}

function hasValue(row: VariableRow | undefined): boolean {
  return row !== undefined && (row.hasDefault || row.value !== undefined);
}

function unresolved(values: readonly ValueToSet[]): string[] {
  return values.flatMap((value) => {
    const text = value.kind === "variable" ? value.value : value.connectionId;
    const macro = /\$\([^()\s]+\)/.exec(text)?.[0];
    return macro === undefined ? [] : [`'${value.name}' holds ${macro}, which nobody has resolved`];
  });
}

function named<T extends Readonly<{ name: string }>>(list: readonly T[], name: string): T | undefined {
  return list.find((one) => sameName(one.name, name));
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function duplicates(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}
