import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, taskNames } from "../../scripts/extension.ts";
import { type Measured, median } from "./figure.ts";

const runs = 11;

/** From the start of the process to the first line of a built task, beside an empty Node process in the same run. */
export async function measureStartUp(): Promise<Measured> {
  const temp = await mkdtemp(join(tmpdir(), "start-up-"));
  const times = new Map<string, number[]>(["empty", ...taskNames].map((name) => [name, []]));
  // Taken in turn, so that a busy moment of the machine falls on all of them.
  for (let run = 0; run < runs; run += 1)
    for (const [name, taken] of times)
      taken.push(name === "empty" ? await toEnd() : await toFirstLine(name, temp));
  await rm(temp, { recursive: true });
  const empty = median(times.get("empty") ?? []);
  return taskNames.map((name) => ({
    what: `task ${name}, start to first line, in empty Node processes (${empty.toFixed(0)} ms)`,
    value: median(times.get(name) ?? []) / empty,
    bar: 2.5,
    unit: "×",
  }));
}

async function toEnd(): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, ["-e", "0"]);
  await new Promise((resolve) => child.on("exit", resolve));
  return performance.now() - started;
}

async function toFirstLine(name: string, temp: string): Promise<number> {
  const started = performance.now();
  const env = {
    ...process.env,
    AGENT_TEMPDIRECTORY: temp,
    DISTRIBUTEDTASK_TASKS_NODE_SKIPDEBUGLOGSWHENDEBUGMODEOFF: "true",
  };
  const child = spawn(process.execPath, [join(root, "dist/extension/tasks", name, "index.js")], {
    cwd: temp,
    env,
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const first = await new Promise<number>((resolve) =>
    child.stdout.on("data", (said: Buffer) => {
      if (/^Release Manager: /m.test(said.toString())) resolve(performance.now() - started);
    }),
  );
  child.kill("SIGKILL");
  await ended;
  return first;
}
