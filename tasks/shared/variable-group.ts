import type { Agent } from "./agent-task.ts";
import { unresolved } from "./unresolved.ts";

/** The spellings under which the field names the connection of a run. */
const names = ["Variable-Group", "Variable Group"];

/** The connection that this run was queued with, or that the release names. Absent where nothing names one. */
export function connectionOf(agent: Pick<Agent, "variable">): string | undefined {
  const found = names
    .map((name) => agent.variable(name)?.trim())
    .find((text) => text !== undefined && text !== "");
  return found === undefined || unresolved.test(found) ? undefined : found;
}
