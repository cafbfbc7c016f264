import type { VariableGroup } from "../state/state.ts";

/** A group as everybody may see it: secrets have no value. */
export function shownGroup(group: VariableGroup): Record<string, unknown> {
  const { providerData, variables, ...rest } = group;
  return {
    variables: Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => [
        name,
        variable.isSecret === true ? { ...variable, value: null } : variable,
      ]),
    ),
    ...(providerData === undefined ? {} : { providerData }),
    ...rest,
  };
}
