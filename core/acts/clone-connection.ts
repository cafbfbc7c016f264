import { refusal } from "../failure.ts";
import type { ConnectionFault, Contract, GroupVariable, VariableGroup } from "../model/connection.ts";
import { sameName } from "../model/ordinal.ts";
import type { Connections, GroupDraft } from "../ports.ts";
import { preflight } from "./preflight.ts";

/** What a person answered: the new group's name, and values by variable. */
export type CloneAnswers = Readonly<{
  name: string;
  description?: string;
  values: Readonly<Record<string, string>>;
}>;

/** A group that could be made from another one, and what keeps it from being made. */
export type ClonePlan = Readonly<{
  draft: GroupDraft;
  /** Variables that differ between families of environments: their values are asked for. */
  asks: readonly string[];
  faults: readonly ConnectionFault[];
}>;

/**
 * Plans a copy of a group under another name. The source is only read. Secrets cannot be copied: they are asked for. One that
 * the contract does not require is left out where no value is given, so that no empty one stands in the new group.
 */
export function planClone(source: VariableGroup, answers: CloneAnswers, contract: Contract): ClonePlan {
  const variables = source.variables
    .map((variable) => answered(variable, answers.values))
    .filter((variable) => !isMissing(variable) || !isOptional(variable.name, contract));
  const draft: GroupDraft = {
    name: answers.name.trim(),
    description: answers.description ?? `Made from ${source.name}. ${source.description}`.trim(),
    variables,
  };
  const { vault: _, ...plain } = source;
  const asGroup: VariableGroup = { ...plain, ...draft };
  return {
    draft,
    asks: source.variables.filter(isAsked).map((variable) => variable.name),
    faults: [
      ...ofVault(source),
      ...withoutSecret(variables),
      ...preflight(asGroup, contract, { stages: [] }).faults,
    ],
  };
}

/** The one sentence why a copy cannot have the name; absent where it can. */
export function cloneNameFault(name: string, groups: readonly VariableGroup[]): string | undefined {
  if (name.trim() === "") return "Give the new connection a name.";
  return groupCalled(name.trim(), groups) && "There is a connection of this name already: give another one.";
}

/** Makes the planned group and lets the pipelines use it. Refused with every fault, or where the name is taken. */
export async function cloneConnection(
  plan: ClonePlan,
  use: Readonly<{ pipelines: readonly number[] }>,
  connections: Pick<Connections, "list" | "create" | "authorise">,
): Promise<VariableGroup> {
  refuseFaults(plan);
  const taken = groupCalled(plan.draft.name, await connections.list());
  if (taken) throw refused(plan, "RM001", `There is a group ${taken.name} already (id ${taken.id})`);
  const made = await connections.create(plan.draft);
  await connections.authorise(made.id, use.pipelines);
  return made;
}

function groupCalled(name: string, groups: readonly VariableGroup[]): VariableGroup | undefined {
  return groups.find((group) => sameName(group.name, name));
}

function answered(variable: GroupVariable, values: CloneAnswers["values"]): GroupVariable {
  const given = values[variable.name];
  if (given === undefined || (variable.secret && given === "")) return variable;
  return { ...variable, value: given };
}

function isAsked(variable: GroupVariable): boolean {
  return variable.secret || /^(Target(URL|SPN|Path)(-|$)|ClientID$)/i.test(variable.name);
}

function isMissing(variable: GroupVariable): boolean {
  return variable.secret && variable.value === undefined;
}

function isOptional(name: string, contract: Contract): boolean {
  const own = contract.find(
    ({ key }) => sameName(name, key) || name.toLowerCase().startsWith(`${key.toLowerCase()}-`),
  );
  return own !== undefined && !own.required;
}

function ofVault(source: VariableGroup): readonly ConnectionFault[] {
  if (!source.vault) return [];
  return [
    {
      kind: "wrongType",
      variable: source.name,
      text: `Its values come from the key vault “${source.vault.name}”, so that a copy would have none`,
      fix: "Make a group in the library that is linked to the other vault",
    },
  ];
}

function withoutSecret(variables: readonly GroupVariable[]): readonly ConnectionFault[] {
  return variables.filter(isMissing).map(({ name }) => ({
    kind: "empty" as const,
    variable: name,
    text: `${name} is secret: Azure DevOps does not give its value to anybody, so it cannot be copied`,
    fix: `Give a value for ${name}`,
  }));
}

function refuseFaults({ draft, faults }: ClonePlan): void {
  if (draft.name === "") throw refused({ draft }, "RM001", "It has no name");
  if (faults.length === 0) return;
  throw refused({ draft }, "RM010", faults.map((fault) => `${fault.text} (${fault.fix})`).join("; "));
}

function refused({ draft }: Pick<ClonePlan, "draft">, code: "RM001" | "RM010", cause: string): Error {
  return refusal({
    code,
    what: "The connection was not cloned",
    where: draft.name || "a group without a name",
    cause,
    next: code === "RM010" ? "Give what is missing" : "Give another name",
  });
}
