import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Agent } from "./agent-task.ts";

/** What a task leaves with its run. Every file is written first and handed to the agent by its path. */
export type Leave = Readonly<{
  /** Evidence that others read later. Sent at once. */
  attachment: (type: string, name: string, text: string) => Promise<void>;
  /** Markdown on the run's page. */
  summary: (name: string, markdown: string) => Promise<void>;
  /** A file in the logs that can be downloaded. */
  log: (name: string, text: string) => Promise<void>;
  /** An artefact of the run. Builds only. */
  artefact: (name: string, file: string, text: string) => Promise<void>;
}>;

/** Leaves things through the agent, by way of its temporary folder. */
export function leaveThrough(agent: Agent, temp: string): Leave {
  const folder = join(temp, `release-manager-${randomUUID()}`);
  const written = async (below: string, name: string, text: string): Promise<string> => {
    await mkdir(join(folder, below), { recursive: true });
    const path = join(folder, below, fileName(name));
    await writeFile(path, agent.masked(text));
    return path;
  };
  return {
    attachment: async (type, name, text) =>
      agent.attach(type, fileName(name), await written(type, name, text)),
    summary: async (name, markdown) => agent.showSummary(await written("summary", name, markdown)),
    log: async (name, text) => agent.addToLogs(await written("logs", name, text)),
    artefact: async (name, file, text) => {
      await written(name, file, text);
      agent.publish(name, join(folder, name));
    },
  };
}

/** The name with everything replaced that a file system or the agent's command line could stumble over. */
export function fileName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9._-]+/g, "_").replace(/^\.+/, "_");
  return safe.slice(0, 120) || "_";
}
