import type { GroupVariable, VariableGroup } from "../../core/model/connection.ts";
import { readObject, readText } from "./read-answer.ts";
import { lower, moment, optional, type WireIdentity } from "./read-common.ts";

/** `VariableGroup`, distributed task 7.0; `providerData` of a group that is linked to a vault. */
export type WireGroup = Readonly<{
  id?: number | null;
  name?: string | null;
  description?: string | null;
  type?: string | null;
  providerData?: unknown;
  variables?: Readonly<
    Record<string, Readonly<{ value?: string | null; isSecret?: boolean | null }> | null>
  > | null;
  modifiedOn?: string | null;
  modifiedBy?: WireIdentity | null;
  variableGroupProjectReferences?: unknown;
}>;

/** The body as a group's wire form. Absent where Azure DevOps answered with nothing. */
export function readWireGroup(body: unknown): WireGroup | undefined {
  const wire = readObject(body) as WireGroup | undefined;
  return wire?.id ? wire : undefined;
}

/** A variable group. Of a secret there is no value, and all that a vault gives is secret. */
export function readGroup(wire: WireGroup): VariableGroup {
  const vault = readVault(wire);
  return {
    id: wire.id ?? 0,
    name: wire.name ?? "",
    description: wire.description ?? "",
    ...optional("vault", vault),
    variables: Object.entries(wire.variables ?? {}).map(([name, variable]) =>
      readVariable(name, variable, !!vault),
    ),
    ...moment("modifiedOn", wire.modifiedOn),
    ...optional("modifiedBy", wire.modifiedBy?.displayName ?? wire.modifiedBy?.id),
  };
}

function readVariable(
  name: string,
  wire: Readonly<{ value?: string | null; isSecret?: boolean | null }> | null,
  fromVault: boolean,
): GroupVariable {
  const isSecret = fromVault || wire?.isSecret === true;
  // A plain variable without a value is an empty one.
  return isSecret ? { name, secret: true } : { name, secret: false, value: wire?.value ?? "" };
}

function readVault(wire: WireGroup): VariableGroup["vault"] {
  if (lower(wire.type) !== "azurekeyvault") return undefined;
  const data = readObject(wire.providerData) ?? {};
  return {
    name: readText(data["vault"]) ?? "",
    serviceConnectionId: readText(data["serviceEndpointId"]) ?? "",
  };
}
