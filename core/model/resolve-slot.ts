import { isAddress } from "./address.ts";
import { empty, notUrl, secretNotArrived, unresolved, wrongType } from "./connection-faults.ts";
import type { ConnectionFault, ConnectionValue, GroupVariable } from "./connection.ts";
import type { SecretRoute, VariableGroup } from "./connection.ts";
import type { Slot } from "./contract-slots.ts";
import { expand, type Expansion, type Lookup } from "./expand.ts";
import { valueInGroup } from "./group-values.ts";
import { secret, type Secret } from "./secret.ts";

/** A secret of a group that reached the run, and the way by which it came. */
export type Arrived = Readonly<{ route: SecretRoute; secret: Secret }>;

/** Where values come from. */
export type Sources = Readonly<{
  group: VariableGroup;
  /** The job's variables, for `$(…)`. One that is a secret must come as a `Secret`. */
  lookup: Lookup;
  /** Absent for a secret that did not arrive. */
  secrets: (variable: GroupVariable) => Arrived | undefined;
  /** False where no secret is needed: none that is absent is a fault then. */
  requireSecrets: boolean;
}>;

/** A value, a fault, or neither where the group has nothing that is asked for. */
export type SlotResult = Readonly<{ value?: ConnectionValue; fault?: ConnectionFault }>;

/** The value of one slot in a run. */
export function resolveSlot(slot: Slot, sources: Sources): SlotResult {
  const { variable } = slot;
  if (variable === undefined) return {};
  if (!variable.secret) return resolvePlain(slot, variable, sources);
  // Everything in a key vault is a secret to Azure DevOps: there the contract alone says what is one.
  const mayBeSecret = slot.key.type === "secret" || sources.group.vault !== undefined;
  return mayBeSecret ? resolveSecret(slot, variable, sources) : { fault: wrongType(variable) };
}

function resolveSecret(slot: Slot, variable: GroupVariable, sources: Sources): SlotResult {
  const arrived = sources.secrets(variable);
  if (arrived === undefined) return notThere(slot, variable, sources);
  const text = arrived.secret.reveal();
  if (text === "") return slot.asked ? { fault: empty(variable.name) } : {};
  const named = { key: slot.key.key, variable: variable.name };
  if (slot.key.type === "secret") return { value: { ...named, kind: "secret", ...arrived } };
  return checked(slot, { ...named, kind: "text", text: text.trim() });
}

function resolvePlain(slot: Slot, variable: GroupVariable, sources: Sources): SlotResult {
  const pulled: (Arrived | undefined)[] = [];
  const arriving = (found: GroupVariable): Secret => {
    const arrived = sources.secrets(found);
    pulled.push(arrived?.secret.reveal() === "" ? undefined : arrived);
    return arrived?.secret ?? secret("");
  };
  const lookup: Lookup = (name) => valueInGroup(sources.group, name, arriving) ?? sources.lookup(name);
  const expansion = expand(variable.value ?? "", lookup);
  if (expansion.unresolved.length > 0) return { fault: unresolved(variable.name, expansion.unresolved) };
  if (pulled.includes(undefined)) return notThere(slot, variable, sources);
  return ofExpansion(slot, variable, expansion, pulled[0]?.route);
}

// A secret from the job's own variables came by one of the stage's.
function ofExpansion(
  slot: Slot,
  variable: GroupVariable,
  expansion: Expansion,
  route: SecretRoute = "stage variable",
): SlotResult {
  const named = { key: slot.key.key, variable: variable.name };
  const text = expansion.text.trim();
  if (text === "") return slot.asked ? { fault: empty(variable.name) } : {};
  if (expansion.secret) return checked(slot, { ...named, kind: "secret", route, secret: secret(text) });
  return slot.key.type === "secret"
    ? { fault: wrongType(variable) }
    : checked(slot, { ...named, kind: "text", text });
}

function notThere(slot: Slot, variable: GroupVariable, sources: Sources): SlotResult {
  return slot.asked && sources.requireSecrets ? { fault: secretNotArrived(variable.name) } : {};
}

function checked(slot: Slot, value: ConnectionValue): SlotResult {
  const text = value.kind === "text" ? value.text : value.secret.reveal();
  return slot.key.type === "url" && !isAddress(text) ? { fault: notUrl(value.variable) } : { value };
}
