import type { GroupVariable, VariableGroup } from "./connection.ts";
import { variableNamed } from "./group-keys.ts";
import type { Secret } from "./secret.ts";

/** What `$(name)` means inside a group: its plain value, or what the caller knows of its secret. */
export function valueInGroup(
  group: VariableGroup,
  name: string,
  ofSecret: (variable: GroupVariable) => Secret,
): string | Secret | undefined {
  const variable = variableNamed(group, name);
  return variable?.secret === true ? ofSecret(variable) : variable?.value;
}
