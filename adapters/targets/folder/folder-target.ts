import { access, constants, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { Failure, refusal } from "../../../core/failure.ts";
import type { TargetCheck, TargetIdentity } from "../../../core/model/target.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { lockOf } from "../shared/release-folder/layout.ts";
import { releaseLock } from "../shared/release-folder/lock.ts";
import { releaseFolder, takesFiles } from "../shared/release-folder/release-folder.ts";
import type { ReleaseSettings } from "../shared/release-folder/release-work.ts";
import { localDisk } from "./local-disk.ts";

/** What a folder target is told: besides what all are told an absolute path, local or a share. */
export type FolderSettings = ReleaseSettings & Readonly<{ path: string }>;

/** A folder or share: releases lie in it, and `current` points to the one in use. */
export async function folderTarget(settings: FolderSettings): Promise<Target> {
  const root = await realRoot(settings.path);
  return {
    kind: "folder",
    takes: takesFiles,
    identify: () => Promise.resolve(identityOf(root)),
    preflight: () => checksOf(settings.path, root),
    ...releaseFolder(localDisk, root, settings),
  };
}

/** Gives the lock of a folder back that a process of this job left behind. */
export async function giveFolderBack(root: string, job: string): Promise<void> {
  await releaseLock(localDisk, lockOf(localDisk, root), job);
}

function identityOf(root: string): TargetIdentity {
  return { id: `folder:${root}`, name: basename(root), url: root };
}

/** The folder itself may be new, what it stands in may not: a misspelt path is found, not made. */
async function realRoot(path: string): Promise<string> {
  if (!isAbsolute(path)) throw badPath(path, "it is not an absolute path");
  try {
    const real = await realpath(path);
    if (!(await stat(real)).isDirectory()) throw badPath(path, "it is a file, no folder");
    return real;
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const parent = await realpath(dirname(path)).catch(() => undefined);
    if (parent === undefined)
      throw badPath(
        path,
        `neither it nor ${dirname(path)} exists on this agent, or the agent may not see it`,
      );
    return join(parent, basename(path));
  }
}

/** The folder is there, or what it would stand in; and the agent's account may write. */
async function checksOf(path: string, root: string): Promise<readonly TargetCheck[]> {
  const name = "The agent may write to the folder";
  const place = await nearest(root);
  try {
    await access(place, constants.W_OK);
    return [{ name, result: "ok", text: place }];
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const fix = "Let the agent's account write there, or correct TargetPath";
    return [{ name, result: "failed", text: `${path}: ${why}`, fix }];
  }
}

/** The folder itself, or what it will be made in. */
async function nearest(root: string): Promise<string> {
  return (await realpath(root).catch(() => undefined)) ?? dirname(root);
}

function badPath(path: string, cause: string): Error {
  return refusal({
    code: "RM010",
    what: "The target folder cannot be used",
    where: path,
    cause: `${path}: ${cause}`,
    next: "Correct TargetPath in the connection, or make the folder",
  });
}
