import { isAddress } from "./address.ts";
import { empty, notUrl, unresolved, wrongType } from "./connection-faults.ts";
import type { ConnectionFault, GroupVariable, VariableGroup } from "./connection.ts";
import type { Slot } from "./contract-slots.ts";
import { expand, type Expansion } from "./expand.ts";
import { variableNamed } from "./group-keys.ts";
import { valueInGroup } from "./group-values.ts";
import { secret } from "./secret.ts";

/** What is wrong with the variable of a slot, as far as the group itself tells. Absent where nothing is, or it is not there. */
export function checkSlot(slot: Slot, group: VariableGroup): ConnectionFault | undefined {
  const { variable } = slot;
  // Everything in a key vault is a secret to Azure DevOps, and only a run can read it.
  if (variable === undefined || group.vault !== undefined) return undefined;
  if (!variable.secret) return checkPlain(slot, variable, group);
  return slot.key.type === "secret" ? undefined : wrongType(variable);
}

function checkPlain(slot: Slot, variable: GroupVariable, group: VariableGroup): ConnectionFault | undefined {
  const expansion = expand(variable.value ?? "", (name) => valueInGroup(group, name, () => secret("*")));
  if (expansion.text.trim() === "") return slot.asked ? empty(variable.name) : undefined;
  return expansion.unresolved.length > 0
    ? selfReference(variable, group, expansion.unresolved)
    : checkValue(slot, variable, expansion);
}

function checkValue(slot: Slot, variable: GroupVariable, expansion: Expansion): ConnectionFault | undefined {
  if (slot.key.type === "secret") return expansion.secret ? undefined : wrongType(variable);
  return slot.key.type === "url" && !isAddress(expansion.text) ? notUrl(variable.name) : undefined;
}

// What the group itself cannot fill in, the job's variables may; what refers to itself nobody can.
function selfReference(
  variable: GroupVariable,
  group: VariableGroup,
  names: readonly string[],
): ConnectionFault | undefined {
  const own = names.filter((name) => variableNamed(group, name) !== undefined);
  return own.length === 0 ? undefined : unresolved(variable.name, own);
}
