import type { DeploymentSettings } from "./deployment-settings.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Reads the JSON of a deployment settings file. Absent where it has another form. */
export function readSettings(text: string): DeploymentSettings | undefined {
  const whole = fields(parsed(text.replace(/^\uFEFF/, "")));
  const variables = rows(whole?.["EnvironmentVariables"]);
  const references = rows(whole?.["ConnectionReferences"]);
  if (!whole || !variables || !references) return undefined;
  const read: DeploymentSettings = {
    variables: variables.map((one) => ({ name: string(one["SchemaName"]), value: string(one["Value"]) })),
    references: references.map((one) => ({
      name: string(one["LogicalName"]),
      connectionId: string(one["ConnectionId"]),
      connectorId: string(one["ConnectorId"]),
    })),
  };
  return [...read.variables, ...read.references].every(({ name }) => name !== "") ? read : undefined;
}

function rows(value: unknown): readonly Fields[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map((row) => fields(row) ?? {}) : undefined;
}

function fields(value: unknown): Fields | undefined {
  const good = typeof value === "object" && value !== null && !Array.isArray(value);
  return good ? (value as Fields) : undefined;
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
