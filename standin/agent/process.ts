import { execFile, spawn, type ChildProcess } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { constants as systemConstants, tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { LineCutter } from "./lines.ts";

/** One process of a job. */
export type ProcessOrder = Readonly<{
  file: string;
  arguments: readonly string[];
  cwd: string;
  environment: Readonly<Record<string, string>>;
  tell: (line: string) => void;
  /** Lines of standard error; both go to `tell` as well. */
  tellError?: (line: string) => unknown;
  /** Cancel or time-out: SIGINT, SIGTERM, SIGKILL follow. */
  signal: AbortSignal;
  times: ProcessTimes;
}>;

/** How long the runner waits, in milliseconds. */
export type ProcessTimes = Readonly<{
  interrupt: number;
  terminate: number;
  /** After the process is gone, for whoever still holds its output. */
  drain: number;
  /** Stop after SIGINT and wait. */
  graceful: boolean;
}>;

/** The process ended because the job was cancelled, or because its time was over. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** Runs a process to its end and returns its exit code. Its output is a real pipe, its input is closed. */
export async function runProcess(order: ProcessOrder): Promise<number> {
  const pipes = await openPipes();
  const child = spawn(order.file, order.arguments, {
    cwd: order.cwd,
    env: { ...order.environment },
    stdio: ["pipe", ...pipes.child],
  });
  child.stdin?.on("error", () => undefined).end();
  const exit = exitOf(child);
  pipes.closeChildEnds();
  const outputs = pipes.read(child);
  const tellError = (line: string): void => {
    order.tellError?.(line);
    order.tell(line);
  };
  const drained = Promise.all(
    outputs.map((output, at) => readLines(output, at === 0 ? order.tell : tellError)),
  );
  if (child.pid !== undefined) preferAsVictim(child.pid);
  const stop = (): void => void climb(child, exit, order.times);
  order.signal.addEventListener("abort", stop, { once: true });
  if (order.signal.aborted) stop();
  try {
    const code = await exit;
    await Promise.race([drained, wait(order.times.drain, undefined, { ref: false })]);
    if (order.signal.aborted) throw new Cancelled("The operation was canceled.");
    return code;
  } finally {
    order.signal.removeEventListener("abort", stop);
    for (const output of outputs) output.destroy();
  }
}

type Pipes = Readonly<{
  child: ["pipe", "pipe"] | [number, number];
  closeChildEnds: () => void;
  read: (child: ChildProcess) => Readable[];
}>;

/** Node gives a child sockets; the agent gives it pipes, which hold 64 KiB and lose what `process.exit` leaves behind. */
async function openPipes(): Promise<Pipes> {
  if (process.platform === "win32") {
    const read = ({ stdout, stderr }: ChildProcess): Readable[] =>
      [stdout, stderr].flatMap((one) => one ?? []);
    return { child: ["pipe", "pipe"], closeChildEnds: () => undefined, read };
  }
  const folder = mkdtempSync(join(tmpdir(), "agent-pipes-"));
  try {
    const names = [join(folder, "out"), join(folder, "err")];
    await promisify(execFile)("mkfifo", names);
    const readers = names.map((name) => openSync(name, constants.O_RDONLY | constants.O_NONBLOCK));
    const [out = 1, error = 2] = names.map((name) => openSync(name, constants.O_WRONLY));
    return {
      child: [out, error],
      closeChildEnds: () => {
        closeSync(out);
        closeSync(error);
      },
      read: () => readers.map((fd) => new Socket({ fd, readable: true, writable: false })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : systemConstants.signals[signal]));
    });
  });
}

function readLines(output: Readable, tell: (line: string) => void): Promise<void> {
  const cutter = new LineCutter(tell);
  return new Promise((resolve) => {
    output.on("data", (chunk: Buffer) => {
      cutter.take(chunk);
    });
    output.once("error", () => output.destroy());
    output.once("close", () => {
      cutter.end();
      resolve();
    });
    output.once("end", () => output.destroy());
  });
}

/** To the process itself only: its children get no signal, as with the agent. */
async function climb(child: ChildProcess, exit: Promise<number>, times: ProcessTimes): Promise<void> {
  const gone = exit.then(
    () => true,
    () => true,
  );
  const goneWithin = (milliseconds: number): Promise<boolean> =>
    Promise.race([gone, wait(milliseconds, false, { ref: false })]);
  child.kill("SIGINT");
  if ((await goneWithin(times.interrupt)) || times.graceful) return;
  child.kill("SIGTERM");
  if (await goneWithin(times.terminate)) return;
  child.kill("SIGKILL");
}

function preferAsVictim(pid: number): void {
  if (process.platform !== "linux") return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, "500");
  } catch {
    // The process may be gone already, or the machine may forbid it: the score is a courtesy to the agent.
  }
}
