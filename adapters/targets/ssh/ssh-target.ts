import { posix } from "node:path";
import { Failure, refusal } from "../../../core/failure.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { TargetCheck, TargetIdentity } from "../../../core/model/target.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { DiskFault } from "../shared/release-folder/disk.ts";
import { type ReleaseFolder, releaseFolder, takesFiles } from "../shared/release-folder/release-folder.ts";
import { NotConnected } from "./not-connected.ts";
import { remoteDisk } from "./remote-disk.ts";
import { type RemoteHash, remoteHash } from "./remote-hash.ts";
import { addressWords, hostWords, type SshAddress } from "./ssh-address.ts";
import { connectionChecks, proofCheck, rightCheck, switchCheck } from "./ssh-checks.ts";
import { Cut, type Session, sshSession } from "./ssh-session.ts";
import { accessOf, type SshSettings } from "./ssh-settings.ts";

/** What is needed to reach the folder at the server. */
type Way = Readonly<{
  address: SshAddress;
  session: Session;
  hasher: RemoteHash;
  disk: ReturnType<typeof remoteDisk>;
}>;

/**
 * A folder of a server, over SFTP: releases lie in it, and `current` points to the one in use. Nothing is connected before
 * something is asked of it. Throws RM010 where the connection's values cannot be right.
 */
export function sshTarget(settings: SshSettings): Target {
  const access = accessOf(settings);
  const session = sshSession(access);
  const hasher = remoteHash(session);
  const way: Way = { address: access.address, session, hasher, disk: remoteDisk(session, hasher) };
  let opened: Promise<Readonly<{ root: string; folder: ReleaseFolder }>> | undefined;
  const open = (): NonNullable<typeof opened> => (opened ??= begin(way, settings));
  return {
    kind: "ssh",
    takes: takesFiles,
    identify: async () => identityOf((await open()).root, access.address),
    preflight: () => checks(way),
    stillThere: async (artefacts) => (await open()).folder.stillThere(artefacts),
    plan: async (artefacts) => (await open()).folder.plan(artefacts),
    deploy: async (step, artefact, io) => (await open()).folder.deploy(step, artefact, io),
    verify: async (artefacts, io) => (await open()).folder.verify(artefacts, io),
    close: async () => {
      const done = await opened?.catch(() => undefined);
      try {
        await done?.folder.close();
      } finally {
        session.close();
      }
    },
  };
}

async function begin(
  way: Way,
  settings: SshSettings,
): Promise<Readonly<{ root: string; folder: ReleaseFolder }>> {
  const root = await realRoot(way);
  return { root, folder: releaseFolder(way.disk, root, settings) };
}

function identityOf(root: string, address: SshAddress): TargetIdentity {
  return {
    id: `ssh:${hostWords(address)}${root}`,
    name: `${posix.basename(root)} at ${hostWords(address)}`,
    url: addressWords({ ...address, path: root }),
  };
}

/** The folder itself may be new, what it stands in may not: a misspelt path is found, not made. */
async function realRoot(way: Way): Promise<string> {
  try {
    return await foundRoot(way);
  } catch (thrown) {
    if (!(thrown instanceof DiskFault) || thrown instanceof Cut) throw thrown;
    throw badPath(way.address, thrown.message);
  }
}

async function foundRoot({ disk, address }: Way): Promise<string> {
  const { path } = address;
  const above = posix.dirname(path);
  const isThere = (await disk.look(path)) !== undefined;
  const real = await disk.realPath(isThere ? path : above);
  const kind = real === undefined ? undefined : (await disk.look(real))?.kind;
  if (real === undefined || kind === undefined)
    throw badPath(address, `neither it nor ${above} is there, or the account may not see it`);
  if (kind !== "folder") throw badPath(address, `${bounded(defuse(real), 300)} is no folder`);
  return isThere ? real : posix.join(real, posix.basename(path));
}

const mendPath = "Correct TargetPath in the connection, or make the folder at the server";

function badPath(address: SshAddress, cause: string): Error {
  return refusal({
    code: "RM010",
    what: "The target folder cannot be used",
    where: addressWords(address),
    cause: `${address.path}: ${cause}`,
    next: mendPath,
  });
}

async function checks(way: Way): Promise<readonly TargetCheck[]> {
  try {
    await way.session.line();
  } catch (thrown) {
    if (!(thrown instanceof NotConnected)) throw thrown;
    return connectionChecks(way.address, thrown);
  }
  return [...connectionChecks(way.address), ...(await folderChecks(way))];
}

async function folderChecks(way: Way): Promise<readonly TargetCheck[]> {
  const { disk, session, hasher } = way;
  const name = "The folder is there, or what it stands in";
  try {
    const root = await realRoot(way);
    const there = (await disk.look(root)) !== undefined;
    const text = there ? root : `${root} will be made`;
    return [
      { name, result: "ok", text },
      await rightCheck(session, there ? root : posix.dirname(root)),
      switchCheck(await disk.hindrance()),
      await proofCheck(hasher),
    ];
  } catch (thrown) {
    return [{ name, result: "failed", ...blamed(thrown) }];
  }
}

function blamed(thrown: unknown): Pick<TargetCheck, "text" | "fix"> {
  if (thrown instanceof Failure) return { text: thrown.report.cause, fix: thrown.report.next };
  if (!(thrown instanceof DiskFault)) throw thrown;
  return { text: thrown.message, fix: thrown.next ?? mendPath };
}
