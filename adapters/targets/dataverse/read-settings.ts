import { type Fields, jsonOf } from "../shared/read-json.ts";
import type { DeploymentSettings } from "./deployment-settings.ts";

/** Reads the JSON of a deployment settings file. Absent where it has another form. */
export function readSettings(text: string): DeploymentSettings | undefined {
  const whole = fields(jsonOf(text));
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

function string(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
