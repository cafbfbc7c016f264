import type { AzureDevOps } from "../../core/ports.ts";
import { readObject, readText } from "./read-answer.ts";

/** `TeamProject` of the core area (7.0). Absent for anything else. */
export function readProject(body: unknown): AzureDevOps["project"] | undefined {
  const wire = readObject(body);
  const [id, name] = [readText(wire?.["id"]), readText(wire?.["name"])];
  return id && name ? { id, name } : undefined;
}
