import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installedSshd, startSshd } from "../support/sshd.ts";
import { runChild } from "./child.ts";
import type { Measured } from "./figure.ts";

const what = "peak memory, uploading 1 GiB over SSH";

/** Sending 1 GiB to an OpenSSH server of this machine. */
export async function measureUploadOverSsh(): Promise<Measured> {
  if (installedSshd() === undefined) return [{ what, why: "there is no OpenSSH server" }];
  const folder = await mkdtemp(join(tmpdir(), "upload-ssh-"));
  const server = await startSshd(folder);
  try {
    const [from, to] = [join(folder, "big.zip"), join(folder, "there.zip")];
    await writeFile(from, "");
    await truncate(from, 2 ** 30);
    const path = `ssh://${server.user}@127.0.0.1:${server.port}${folder}`;
    const args = [from, to, path, server.hostKey, server.privateKey];
    const { peakMiB, same } = await runChild<{ peakMiB: number; same: boolean }>("upload-ssh", args);
    return same
      ? [{ what, value: peakMiB, bar: 120, unit: "MB" }]
      : [{ what, why: "the file at the server is another one" }];
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}
