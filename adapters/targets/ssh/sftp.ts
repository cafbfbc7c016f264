import { posix } from "node:path";
import type { FileEntryWithStats, SFTPWrapper, Stats } from "ssh2";
import { inParallel } from "../../../core/acts/in-parallel.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import { type Disk, DiskFault, type Entry } from "../shared/release-folder/disk.ts";
import type { Answer, Line, Session } from "./ssh-session.ts";

const width = 8;

/** What is asked of SFTP. */
export type Request<T> = (sftp: SFTPWrapper, answer: Answer<T>) => void;
/** Asks; a refusal says in words what the server did not do with which path. */
export type Ask = <T>(doing: string, path: string, request: Request<T>) => Promise<T>;
/** Asks for something that may not be there. */
export type AskOr = <T>(path: string, request: Request<T>) => Promise<T | undefined>;

/** Everything that asks the server, and what only looks. */
export type Asking = Readonly<{ ask: Ask; askOr: AskOr; line: Session["line"] }> &
  Pick<Disk, "look" | "list" | "move" | "remove">;

/** Asks on whatever connection there is, with a new one where the last was cut. */
export function asking(session: Session): Asking {
  const ask: Ask = async (doing, path, request) => asked(await session.line(), doing, path, request);
  const askOr: AskOr = async (path, request) => absentAs(ask("read", path, request));
  const look: Disk["look"] = async (path) => {
    const facts = await askOr<Stats>(path, (sftp, answer) => {
      sftp.lstat(path, answer);
    });
    return facts && entryOf(facts);
  };
  const list: Disk["list"] = async (folder) => {
    const found = await askOr<FileEntryWithStats[]>(folder, (sftp, answer) => {
      sftp.readdir(folder, answer);
    });
    return found?.map(({ filename, attrs }) => ({
      name: plainName(filename, folder),
      entry: entryOf(attrs),
    }));
  };
  const move: Disk["move"] = (from, to) =>
    ask<undefined>("move", from, (sftp, answer) => {
      sftp.ext_openssh_rename(from, to, plain(answer));
    });
  return {
    ask,
    askOr,
    look,
    list,
    move,
    remove: (path) => removed(path, ask, { look, list }),
    line: session.line,
  };
}

/** Answers without a value. */
export function plain(answer: Answer<undefined>): (error?: Error | null) => void {
  return (error) => answer(error, undefined);
}

/** Asks on one line: for what has a handle, which means nothing to another connection. */
export async function asked<T>(line: Line, doing: string, path: string, request: Request<T>): Promise<T> {
  try {
    return await line.ask(request);
  } catch (thrown) {
    if (thrown instanceof DiskFault || !(thrown instanceof Error)) throw thrown;
    throw faultOf(thrown, doing, path);
  }
}

/** What is asked for, or nothing where the server says that there is nothing. */
export async function absentAs<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (thrown) {
    if (thrown instanceof DiskFault && isAbsent(thrown.cause)) return undefined;
    throw thrown;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === 2;
}

const advice: Readonly<Record<number, string>> = {
  2: "Check that the folder is still there",
  3: "Give the account of TargetPath the right to write there",
  4: "Check the space and the quota of the account at the server",
};

function faultOf(error: Error, doing: string, path: string): DiskFault {
  const code = "code" in error && typeof error.code === "number" ? error.code : 0;
  const words = `the server did not ${doing} ${bounded(defuse(path), 300)}: ${bounded(defuse(error.message), 200)}`;
  return new DiskFault(words, advice[code], { cause: error });
}

function entryOf(facts: Stats): Entry {
  const kind = facts.isDirectory()
    ? "folder"
    : facts.isSymbolicLink()
      ? "link"
      : facts.isFile()
        ? "file"
        : "other";
  return { kind, bytes: facts.size };
}

/** A server that names things in other folders would have us remove those. */
function plainName(name: string, folder: string): string {
  if (name !== "" && name !== "." && name !== ".." && !name.includes("/")) return name;
  throw new DiskFault(
    `the server lists ${bounded(defuse(JSON.stringify(name)), 100)} in ${folder}, which is no name`,
  );
}

async function removed(path: string, ask: Ask, disk: Pick<Disk, "look" | "list">): Promise<void> {
  const entry = await disk.look(path);
  if (entry === undefined) return;
  if (entry.kind !== "folder") return ask("remove", path, (sftp, answer) => sftp.unlink(path, plain(answer)));
  const inside = (await disk.list(path)) ?? [];
  await inParallel(inside, width, ({ name }) => removed(posix.join(path, name), ask, disk));
  await ask("remove", path, (sftp, answer) => sftp.rmdir(path, plain(answer)));
}
