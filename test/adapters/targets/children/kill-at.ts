import promises, { type FileHandle } from "node:fs/promises";
import type { ClientRequest } from "node:http";
import https, { type RequestOptions } from "node:https";
import { createRequire, syncBuiltinESMExports } from "node:module";

/** Counts the writes of this process. At the n-th one it kills itself, as a machine that loses its power would. */
export type Killer = Readonly<{ step: () => boolean; now: () => never }>;

/** A process that dies at its n-th write; at none where n is 0. */
export function killer(n: number): Killer {
  let at = 0;
  return {
    step: () => ++at === n,
    now: () => {
      process.kill(process.pid, "SIGKILL");
      // The signal is not answered in this process: nothing may happen between it and the end.
      for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    },
  };
}

const moves = ["rename", "mkdir", "rm", "unlink", "symlink", "link", "truncate", "chmod"] as const;

/** Writes to the disk count: a move dies before it is done, a file in the middle of its part. */
export function dieAtDiskWrites({ step, now }: Killer): void {
  const patched = promises as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
  for (const name of moves) {
    const real = patched[name];
    patched[name] = async (...given) => (step() ? now() : real?.(...given));
  }
  const write = promises.writeFile;
  patched["writeFile"] = async (...given) => {
    const [path, text, options] = given as Parameters<typeof write>;
    if (!step()) return write(path, text, options);
    const half = typeof text === "string" ? text.slice(0, text.length / 2) : "";
    await write(path, half, options);
    return now();
  };
  const open = promises.open;
  patched["open"] = async (...given) => {
    const [path, flags, mode] = given as Parameters<typeof open>;
    const writes = typeof flags === "string" && /[wa+]/.test(flags);
    if (writes && step()) now();
    const file = await open(path, flags, mode);
    return writes ? dyingFile(file, { step, now }) : file;
  };
  syncBuiltinESMExports();
}

function dyingFile(file: FileHandle, { step, now }: Killer): FileHandle {
  const real = file.write.bind(file) as (part: Uint8Array, ...more: unknown[]) => Promise<unknown>;
  const write = async (part: Uint8Array, ...more: unknown[]): Promise<unknown> => {
    if (!step()) return real(part, ...more);
    await real(part.subarray(0, part.length / 2));
    return now();
  };
  return Object.assign(file, { write });
}

/**
 * Requests that change something count twice: before they go, and when the server has done them but nobody here knows yet.
 * For targets that are reached over HTTP.
 */
export function dieAtRequests({ step, now }: Killer): void {
  const real = https.request;
  const dying = (...given: Parameters<typeof https.request>): ClientRequest => {
    const [url, options] = given as unknown as [string, RequestOptions];
    const isRead = options.method === "GET" || url.includes("/oauth2/");
    if (!isRead && step()) now();
    const request = real(...given);
    const done = (): void => {
      if (step()) now();
    };
    if (!isRead) request.prependOnceListener("response", done);
    return request;
  };
  Object.assign(https, { request: dying });
  syncBuiltinESMExports();
}

const changes = ["mkdir", "rmdir", "unlink", "symlink", "write", "ext_openssh_rename"] as const;

/** The same for a server that is reached over SFTP. */
export function dieAtSftp({ step, now }: Killer): void {
  type Call = (this: unknown, ...given: unknown[]) => unknown;
  // The client's own class, for which there are no types: its calls are what a server is asked to change.
  const { SFTP } = createRequire(import.meta.url)("ssh2/lib/protocol/SFTP.js") as Readonly<{
    SFTP: Readonly<{ prototype: Record<string, Call> }>;
  }>;
  const methods = SFTP.prototype;
  const wrap = (name: string, writes: (given: readonly unknown[]) => boolean): void => {
    const real = methods[name] ?? never(name);
    methods[name] = function (...given) {
      if (!writes(given)) return real.apply(this, given);
      if (step()) now();
      const answer = given.at(-1) as (...answered: unknown[]) => void;
      const dying = (...answered: unknown[]): void => (step() ? now() : answer(...answered));
      return real.apply(this, [...given.slice(0, -1), dying]);
    };
  };
  for (const name of changes) wrap(name, () => true);
  wrap("open", ([, flags]) => /[wa+]/.test(String(flags)));
}

function never(name: string): never {
  throw new Error(`SFTP has no ${name} any more`);
}
