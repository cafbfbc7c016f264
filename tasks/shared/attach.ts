import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../core/failure.ts";
import { bounded, defuse } from "../../core/model/defuse.ts";
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
    const path = join(folder, below, fileName(name));
    try {
      await mkdir(join(folder, below), { recursive: true });
      await writeFile(path, agent.masked(text));
    } catch (error) {
      throw notKept(name, path, error);
    }
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

/** What a run cannot keep, no later attempt can go on from: it is never a success. */
function notKept(name: string, path: string, error: unknown): Failure {
  const words = error instanceof Error ? error.message : String(error);
  return new Failure(
    {
      code: "RM060",
      what: `${name} was not kept with the run`,
      where: `the agent's disk, ${path}`,
      cause: `It could not be written (${bounded(defuse(words), 300)})`,
      state: "its state is not known",
      retry: "safe",
      next: "Make room on the agent, or let it write there; what was done until then stands in this log. Then run the stage again: it looks first at what the target has",
    },
    { cause: error },
  );
}

/** The name with everything replaced that a file system or the agent's command line could stumble over. */
export function fileName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9._-]+/g, "_").replace(/^\.+/, "_");
  return safe.slice(0, 120) || "_";
}
