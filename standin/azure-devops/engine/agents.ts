import { join } from "node:path";
import type { RunnerOptions } from "../../agent/job.ts";

/** What an agent lends to the job that it runs. */
export type Agent = Pick<RunnerOptions, "workRoot" | "tasks" | "node"> &
  Partial<Pick<RunnerOptions, "preferNode24" | "timeScale">>;

/** The agents of the pool: each runs one job at a time. */
export type Agents = Readonly<{
  /** Waits for a free agent. */
  use: <T>(work: (agent: Agent) => Promise<T>) => Promise<T>;
}>;

export function agentsOf(count: number, folder: string, common: () => Omit<Agent, "workRoot">): Agents {
  const free = Array.from({ length: count }, (_, index) => join(folder, `agent-${index + 1}`));
  const waiting: ((workRoot: string) => void)[] = [];
  const take = (): Promise<string> => {
    const workRoot = free.shift();
    if (workRoot !== undefined) return Promise.resolve(workRoot);
    return new Promise((done) => {
      waiting.push(done);
    });
  };
  const give = (workRoot: string): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(workRoot);
    else next(workRoot);
  };
  return {
    use: async (work) => {
      const workRoot = await take();
      try {
        return await work({ ...common(), workRoot });
      } finally {
        give(workRoot);
      }
    },
  };
}

/** Counts what still goes on, so that a caller can wait until nothing does. */
export type Busy = Readonly<{
  /** Goes on by itself; a rejection is a fault of the stand-in and is told. */
  track: (work: Promise<unknown>) => void;
  idle: () => Promise<void>;
}>;

export function busyCount(log: (line: string) => void): Busy {
  let running = 0;
  const waiting: (() => void)[] = [];
  const ended = (): void => {
    running -= 1;
    if (running === 0) for (const done of waiting.splice(0)) done();
  };
  return {
    track: (work) => {
      running += 1;
      work
        .catch((error: unknown) => {
          log(`STAND-IN FAULT: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        })
        .finally(ended);
    },
    idle: () =>
      running === 0
        ? Promise.resolve()
        : new Promise((done) => {
            waiting.push(done);
          }),
  };
}
