import promises, { type FileHandle } from "node:fs/promises";
import { Socket } from "node:net";
import { syncBuiltinESMExports } from "node:module";

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

/** Writes to a network count: for targets that are servers. */
export function dieAtSocketWrites({ step, now }: Killer): void {
  const patched = Socket.prototype as unknown as { write: (...given: unknown[]) => boolean };
  const real = patched.write;
  patched.write = function (this: Socket, ...given: unknown[]): boolean {
    return step() ? now() : real.apply(this, given);
  };
}
