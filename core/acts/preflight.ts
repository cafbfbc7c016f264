import type {
  ConnectionFault,
  Contract,
  ContractKey,
  GroupVariable,
  VariableGroup,
} from "../model/connection.ts";
import { noServiceConnection } from "../model/connection-faults.ts";
import { environmentsOf, keyIn } from "../model/group-keys.ts";
import { mostAlike } from "../model/look-alike.ts";
import { sameName } from "../model/ordinal.ts";
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

/** What is known besides the group. Names of service connections are absent where they could not be read. */
export type Surroundings = Readonly<{
  stages: readonly string[];
  serviceNames?: readonly string[] | undefined;
}>;

/** Checks a group against the contract: everything that is wrong at once. A browser cannot know more than this. */
export function preflight(
  group: VariableGroup,
  contract: Contract,
  { stages: pipelineStages, serviceNames }: Surroundings,
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
    faults: [
      ...checkContract(group, contract, pipelineStages),
      ...sameTargets(group, environments),
      ...unknownServices(group, contract, { environments, serviceNames }),
    ],
    values: [...shared, ...placed],
  };
}

/** S0-45: a misspelt service connection would be found by the stage that needs it only. One that a run fills in is left to it. */
function unknownServices(
  group: VariableGroup,
  contract: Contract,
  { environments, serviceNames: names }: Pick<Preflight, "environments"> & Pick<Surroundings, "serviceNames">,
): ConnectionFault[] {
  if (names === undefined) return [];
  const naming = contract
    .filter(({ type }) => type === "serviceConnection")
    .flatMap(({ key }) => ["", ...environments].flatMap((one) => keyIn(group, key, one, environments) ?? []));
  return [...new Set(naming)].flatMap(({ name, secret, value = "" }) => {
    const named = value.trim();
    if (secret || named === "" || named.includes("$(") || names.some((one) => sameName(one, named)))
      return [];
    return noServiceConnection(name, named, mostAlike(named, names));
  });
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
