import { refusal } from "../failure.ts";
import type { VariableGroup } from "../model/connection.ts";
import { quoted } from "../model/defuse.ts";
import type { Connections } from "../ports.ts";

/**
 * Changes values of a group in place. Secrets that are not named keep their stored values. Refused when somebody saved the
 * group since `expected` was read (RM042), and for a variable that it does not have.
 */
export async function editConnection(
  expected: VariableGroup,
  values: Readonly<Record<string, string>>,
  connections: Pick<Connections, "update">,
): Promise<VariableGroup> {
  const unknown = Object.keys(values).filter((name) => !expected.variables.some((one) => one.name === name));
  if (unknown.length > 0) {
    throw refused(expected, `It has no variable ${unknown.map((name) => quoted(name)).join(", ")}`, "Reload");
  }
  if (expected.vault) {
    const cause = `Its values are secrets of the key vault ${quoted(expected.vault.name)}`;
    throw refused(expected, cause, "Change them in the vault");
  }
  return connections.update(expected, {
    name: expected.name,
    description: expected.description,
    variables: expected.variables.map((variable) => {
      const value = values[variable.name];
      return value === undefined || (variable.secret && value === "") ? variable : { ...variable, value };
    }),
  });
}

function refused(group: VariableGroup, cause: string, next: string): Error {
  return refusal({
    code: "RM001",
    what: `${group.name} was not changed`,
    where: `group ${group.id}`,
    cause,
    next,
  });
}
