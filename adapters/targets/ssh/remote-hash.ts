import { createHash } from "node:crypto";
import { inParallel } from "../../../core/acts/in-parallel.ts";
import { once } from "../../../core/acts/once.ts";
import { absentAs, asked, plain } from "./sftp.ts";
import type { Line, Session } from "./ssh-session.ts";

/** How files are proved: by the server's own `sha256sum`, or by reading them back where there is no shell or none of it. */
export type Proof = "sha256sum" | "read back";

/** Hashes files of a server. */
export type RemoteHash = Readonly<{
  proof: () => Promise<Proof>;
  /** In the order of the paths; absent where there is no such file. */
  hash: (paths: readonly string[]) => Promise<readonly (string | undefined)[]>;
}>;

/** Names go to the command as data, never through a shell: no quoting can fail. */
const command = "xargs -0 sha256sum --";
const emptyHash = createHash("sha256").digest("hex");
const batch = 500;
const partBytes = 256 * 1024;
const parallel = 4;

/** Hashes at the server where it can, else here. What the command says nothing about is read back, too. */
export function remoteHash(session: Session): RemoteHash {
  const proofHere = once(() => tryCommand(session));
  return {
    proof: proofHere,
    hash: async (paths) => {
      if (paths.length === 0) return [];
      const told =
        (await proofHere()) === "sha256sum" ? await toldHashes(session, paths) : new Map<string, string>();
      const found = await inParallel(paths, parallel, async (path) => ({
        hash: told.get(path) ?? (await readBack(await session.line(), path)),
      }));
      return found.map(({ hash }) => hash);
    },
  };
}

/** An account that may transfer files only has no shell, and some servers have no such command. */
async function tryCommand(session: Session): Promise<Proof> {
  const line = await session.line();
  const ran = await line.run(command, "/dev/null\0", { most: 1_000, wait: 10_000 }).catch(() => undefined);
  return ran?.output.startsWith(`${emptyHash} `) ? "sha256sum" : "read back";
}

async function toldHashes(session: Session, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const told = new Map<string, string>();
  for (let at = 0; at < paths.length; at += batch) {
    const some = paths.slice(at, at + batch);
    const line = await session.line();
    const limits = { most: some.join().length * 2 + some.length * 100, wait: 30 * 60_000 };
    const input = some.map((path) => `${path}\0`).join("");
    // Refused, for example for want of a channel: read back.
    const ran = await line.run(command, input, limits).catch(() => undefined);
    for (const [path, hash] of hashesIn(ran?.output ?? "", some)) told.set(path, hash);
  }
  return told;
}

/** The hashes that `sha256sum` says, for paths that were asked for and stand there plainly. */
export function hashesIn(output: string, asked: readonly string[]): ReadonlyMap<string, string> {
  const wanted = new Set(asked);
  const lines = output.split("\n").flatMap((line): [string, string][] => {
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    return match?.[1] !== undefined && match[2] !== undefined && wanted.has(match[2])
      ? [[match[2], match[1]]]
      : [];
  });
  return new Map(lines);
}

async function readBack(line: Line, path: string): Promise<string | undefined> {
  const handle = await absentAs(
    asked<Buffer>(line, "read", path, (sftp, answer) => {
      sftp.open(path, "r", answer);
    }),
  );
  if (handle === undefined) return undefined;
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafeSlow(partBytes);
  const part = (at: number): Promise<number> =>
    asked(line, "read", path, (sftp, answer) => sftp.read(handle, buffer, 0, buffer.length, at, answer));
  try {
    let at = 0;
    for (let read = await part(at); read > 0; read = await part(at)) {
      hash.update(buffer.subarray(0, read));
      at += read;
    }
  } finally {
    // Nothing hangs on it: everything was read, or what went wrong is thrown already.
    await line.ask<undefined>((sftp, answer) => sftp.close(handle, plain(answer))).catch(() => undefined);
  }
  return hash.digest("hex");
}
