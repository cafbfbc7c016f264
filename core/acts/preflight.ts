import type {
  ConnectionFault,
  Contract,
  ContractKey,
  GroupVariable,
  VariableGroup,
} from "../model/connection.ts";
import { environmentsOf, keyIn } from "../model/group-keys.ts";
import { checkContract, sameTargets } from "../model/resolve-connection.ts";

/** One value that the contract asks for: whether it is there, never what it is. */
export type PreflightValue = Readonly<{
  variable: string;
  environment?: string;
  secret: boolean;
  present: boolean;
}>;

/** What can be known of a connection without running anything. */
export type Preflight = Readonly<{
  environments: readonly string[];
  faults: readonly ConnectionFault[];
  values: readonly PreflightValue[];
}>;

/** Checks a group against the contract: everything that is wrong at once. A browser cannot know more than this. */
export function preflight(
  group: VariableGroup,
  pipelineStages: readonly string[],
  contract: Contract,
): Preflight {
  const environments = environmentsOf(group, pipelineStages, contract);
  const shared = contract
    .filter((key) => !key.perEnvironment)
    .map((key) => valueOf(group, key, environments));
  const placed = environments.flatMap((environment) =>
    contract.filter((key) => key.perEnvironment).map((key) => valueOf(group, key, environments, environment)),
  );
  return {
    environments,
    faults: [...checkContract(group, contract, pipelineStages), ...sameTargets(group, environments)],
    values: [...shared, ...placed],
  };
}

function valueOf(
  group: VariableGroup,
  key: ContractKey,
  environments: readonly string[],
  environment?: string,
): PreflightValue {
  const found = keyIn(group, key.key, environment ?? "", environments);
  const place = environment === undefined ? {} : { environment };
  if (found) return { variable: found.name, ...place, secret: found.secret, present: hasValue(found) };
  const variable = environment === undefined ? key.key : `${key.key}-${environment}`;
  return { variable, ...place, secret: key.type === "secret", present: false };
}

/** A secret's value is never given back: it counts as there where its variable is. */
function hasValue(variable: GroupVariable): boolean {
  return variable.secret || (variable.value ?? "").trim() !== "";
}
