import { randomUUID } from "node:crypto";
import { posix } from "node:path";
import { counted } from "../../../core/model/words.ts";
import { type FileHash, hashFile } from "../shared/hash-file.ts";
import { type Disk, DiskFault, type OnPart } from "../shared/release-folder/disk.ts";
import type { RemoteHash } from "./remote-hash.ts";
import { asked, type Asking, type AskOr, asking, plain } from "./sftp.ts";
import type { Line, Session } from "./ssh-session.ts";

const textBytes = 1_000_000;
/** Several are under way at once, so that a long way to the server costs less. */
const partBytes = 64 * 1024;

type RemoteDisk = Disk & Readonly<{ realPath: (path: string) => Promise<string | undefined> }>;

/** A server's disk, over SFTP. */
export function remoteDisk(session: Session, { hash }: Pick<RemoteHash, "hash">): RemoteDisk {
  const at = asking(session);
  const { look, list, move, remove, line, ask, askOr } = at;
  return {
    ...{ look, list, move, remove, hash },
    join: (...parts) => posix.join(...parts),
    makeFolder: (path) => makeFolder(path, at),
    readText: (path) => readText(path, at),
    writeWhole: async (path, text) => {
      const temporary = `${path}.${randomUUID().slice(0, 8)}`;
      await writeNew(await line(), temporary, text);
      await move(temporary, path);
    },
    create: (path, text) => created(path, text, at),
    copyIn: (from, to, onPart) => copyIn(from, to, onPart, at),
    readLink: (path) =>
      askOr<string>(path, (sftp, answer) => {
        sftp.readlink(path, answer);
      }),
    point: async (link, to) => {
      const next = `${link}.next`;
      await remove(next);
      await ask<undefined>("make the link", next, (sftp, answer) => {
        sftp.symlink(to, next, plain(answer));
      });
      await move(next, link);
      return "link";
    },
    room: async (folder) => (await roomOf(folder, askOr)) ?? roomOf(posix.dirname(folder), askOr),
    hindrance: () => hindrance(session),
    realPath: (path) =>
      askOr<string>(path, (sftp, answer) => {
        sftp.realpath(path, answer);
      }),
  };
}

async function makeFolder(path: string, { ask, look }: Asking): Promise<void> {
  try {
    await ask<undefined>("make the folder", path, (sftp, answer) => {
      sftp.mkdir(path, plain(answer));
    });
  } catch (thrown) {
    if ((await look(path))?.kind !== "folder") throw thrown;
  }
}

async function readText(path: string, { look, askOr }: Asking): Promise<string | undefined> {
  const entry = await look(path);
  if (entry?.kind !== "file" || entry.bytes > textBytes) return undefined;
  const found = await askOr<Buffer>(path, (sftp, answer) => sftp.readFile(path, answer));
  return found?.toString("utf8");
}

async function writeNew(line: Line, path: string, text: string): Promise<void> {
  await asked(line, "write", path, (sftp, answer) =>
    sftp.writeFile(path, text, { flag: "wx" }, plain(answer)),
  );
}

/** The server has no word of its own for "it is there already": it is looked up. */
async function created(path: string, text: string, { line, look }: Asking): Promise<boolean> {
  try {
    await writeNew(await line(), path, text);
    return true;
  } catch (thrown) {
    if ((await look(path)) !== undefined) return false;
    throw thrown;
  }
}

async function copyIn(from: string, to: string, onPart: OnPart, at: Asking): Promise<FileHash> {
  const line = await at.line();
  const handle = await asked<Buffer>(line, "make the file", to, (sftp, answer) => {
    sftp.open(to, "wx", answer);
  });
  const close = (): Promise<undefined> =>
    asked<undefined>(line, "close", to, (sftp, answer) => {
      sftp.close(handle, plain(answer));
    });
  let begin = 0;
  try {
    const read = await hashFile(from, async (part) => {
      onPart(part.length);
      const write = writing(line, handle, to);
      const sent = pieces(part).map(({ offset, piece }) => write(piece, begin + offset));
      begin += part.length;
      await Promise.all(sent);
    });
    await close();
    return read;
  } catch (thrown) {
    await close().catch(() => undefined);
    throw await withRoom(thrown, () => roomOf(posix.dirname(to), at.askOr));
  }
}

function writing(line: Line, handle: Buffer, to: string): (piece: Buffer, at: number) => Promise<undefined> {
  return (piece, at) =>
    asked<undefined>(line, "write", to, (sftp, answer) => {
      sftp.write(handle, piece, 0, piece.length, at, plain(answer));
    });
}

function pieces(part: Uint8Array): readonly Readonly<{ offset: number; piece: Buffer }>[] {
  const count = Math.ceil(part.length / partBytes);
  return Array.from({ length: count }, (_, index) => {
    const offset = index * partBytes;
    const bytes = Math.min(partBytes, part.length - offset);
    return { offset, piece: Buffer.from(part.buffer, part.byteOffset + offset, bytes) };
  });
}

/** SFTP says only "Failure" for a full disk: how much is free is the better half of the message. */
async function withRoom(thrown: unknown, room: () => Promise<number | undefined>): Promise<unknown> {
  if (!(thrown instanceof DiskFault) || !/: Failure$/.test(thrown.message)) return thrown;
  const free = await room().catch(() => undefined);
  const words =
    free === undefined ? "" : ` (${counted(free, "byte")} are free there; a quota may be smaller)`;
  return new DiskFault(`${thrown.message}${words}`, thrown.next, { cause: thrown });
}

type Space = Readonly<{ f_bavail: number; f_frsize: number; f_blocks: number }>;

/** Not every server can say. */
async function roomOf(folder: string, askOr: AskOr): Promise<number | undefined> {
  try {
    const space = await askOr<Space>(folder, (sftp, answer) => sftp.ext_openssh_statvfs(folder, answer));
    return space === undefined || space.f_blocks === 0 ? undefined : space.f_bavail * space.f_frsize;
  } catch (thrown) {
    if (thrown instanceof DiskFault) return undefined;
    throw thrown;
  }
}

/** Tried on names that are nowhere: a server that can says that there is no such file. */
async function hindrance(session: Session): Promise<string | undefined> {
  const nowhere = `/.release-manager-${randomUUID()}`;
  const line = await session.line();
  const why = await line
    .ask<undefined>((sftp, answer) => sftp.ext_openssh_rename(`${nowhere}-a`, `${nowhere}-b`, plain(answer)))
    .then(() => undefined)
    .catch((thrown: unknown) => thrown);
  if (why instanceof DiskFault) throw why;
  const cannot = why instanceof Error && /does not support this extended/i.test(why.message);
  return cannot
    ? "the server cannot replace a link in one step (its SFTP lacks posix-rename@openssh.com), so users could find nothing there for a moment"
    : undefined;
}
