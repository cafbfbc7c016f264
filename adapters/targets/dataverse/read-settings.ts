import type { DeploymentSettings } from "./deployment-settings.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Reads the JSON of a deployment settings file. Absent where it has another form. */
export function readSettings(text: string): DeploymentSettings | undefined {
  const value = parsed(text.replace(/^\uFEFF/, ""));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { EnvironmentVariables: variables = [], ConnectionReferences: references = [] } = value as Fields;
  if (!Array.isArray(variables) || !Array.isArray(references)) return undefined;
  const read = {
    variables: variables.map((one: Fields) => ({
      name: string(one["SchemaName"]),
      value: string(one["Value"]),
    })),
    references: references.map((one: Fields) => ({
      name: string(one["LogicalName"]),
      connectionId: string(one["ConnectionId"]),
      connectorId: string(one["ConnectorId"]),
    })),
  };
  return [...read.variables, ...read.references].every(({ name }) => name !== "") ? read : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function string(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
