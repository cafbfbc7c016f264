import { cloneNameFault, type ClonePlan, planClone } from "../../core/acts/clone-connection.ts";
import { preflight } from "../../core/acts/preflight.ts";
import type { ConnectionFault, Contract, VariableGroup } from "../../core/model/connection.ts";
import { environmentsOf, matchEnvironment } from "../../core/model/group-keys.ts";
import { sameName } from "../../core/model/ordinal.ts";
import type { Choice } from "../shared/fields.tsx";
import { askedFields, type Field } from "../shared/value-fields.tsx";
import type { Draft } from "./draft.ts";
import type { Choices, Copying } from "./new-release.ts";

/** The groups to choose from; the inherited one is marked. Absent: the pipeline takes none. */
export function connectionChoices(draft: Draft): readonly Choice[] | undefined {
  const { kind, connections, connection = "", connectionParameter } = draft;
  if (kind === "yaml" && connectionParameter === undefined) return undefined;
  if (connections.kind === "failed") {
    const text = connection === "" ? "could not be read" : `${connection} (the groups could not be read)`;
    return [{ value: connection, text }];
  }
  const groups = connections.value.map(({ name }) => ({
    value: name,
    text: name === connection ? `${name} (inherited)` : name,
  }));
  const isKnown = connection === "" || groups.some((one) => one.value === connection);
  const inherited = isKnown ? [] : [{ value: connection, text: `${connection} (inherited, not found)` }];
  return [{ value: "", text: "As the pipeline says" }, ...inherited, ...groups];
}

function chosenGroup({ connections }: Draft, { connection }: Choices): VariableGroup | undefined {
  if (connections.kind === "failed") return undefined;
  return connections.value.find((group) => group.name === connection);
}

/** What connections of the project are judged by. `serviceNames` is absent where they could not be read. */
export type Rules = Readonly<{ contract: Contract; serviceNames?: readonly string[] }>;

/** A new connection as it would be made, and how its fields are drawn. */
export type CopyShown = Copying &
  Readonly<{ source: string; asks: readonly Field[]; plan: ClonePlan; nameFault?: string }>;

/** The copy of the chosen group. Absent where none is wanted, or where there is no group to copy. */
export function copyOf(draft: Draft, choices: Choices, rules: Rules): CopyShown | undefined {
  const source = chosenGroup(draft, choices);
  if (!source || !choices.copy || draft.connections.kind === "failed") return undefined;
  const { copy } = choices;
  const plan = planClone(source, copy, rules.contract);
  const nameFault = cloneNameFault(copy.name, draft.connections.value);
  return {
    ...copy,
    source: source.name,
    asks: askedFields(source, plan),
    plan,
    ...(nameFault === undefined ? {} : { nameFault }),
  };
}

/** A name for a copy that no group has yet. */
export function nameOfCopy(source: string, { connections }: Draft): string {
  const groups = connections.kind === "read" ? connections.value : [];
  for (let number = 2; ; number += 1) {
    const name = `${source}-${number}`;
    if (!groups.some((group) => sameName(group.name, name))) return name;
  }
}

/** What can be told in a browser about the chosen connection, or about the copy that would be made of it. */
export function connectionFaults(
  draft: Draft,
  choices: Choices,
  rules: Rules,
  copy: CopyShown | undefined,
): readonly ConnectionFault[] {
  const group = chosenGroup(draft, choices);
  if (!group) return [];
  if (copy) return [...unserved(draft, { ...group, ...copy.plan.draft }, rules), ...copy.plan.faults];
  const names = draft.stages.map((stage) => stage.name);
  return [
    ...unserved(draft, group, rules),
    ...preflight(group, rules.contract, { stages: names, serviceNames: rules.serviceNames }).faults,
  ];
}

/** The stages that deploy with our task to an environment which the group does not know. */
function unserved(draft: Draft, group: VariableGroup, rules: Rules): readonly ConnectionFault[] {
  const stages = draft.stages.filter(({ environment }) => environment !== undefined);
  const known = environmentsOf(
    group,
    stages.map((stage) => stage.name),
    rules.contract,
  );
  return stages
    .filter(({ environment = "" }) => matchEnvironment(environment, known) === undefined)
    .map(({ name, environment = "" }) => ({
      kind: "unknownEnvironment",
      variable: name,
      text: `${group.name} has no keys for ${environment}: ${name} could not be deployed.`,
      fix: `Add the keys of ${environment} to the group, or choose another connection.`,
    }));
}
