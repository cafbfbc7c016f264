import type { FileHash } from "../hash-file.ts";

/** What stands at a path itself: a link is told, never followed. */
export type Entry = Readonly<{ kind: "file" | "folder" | "link" | "other"; bytes: number }>;

/** What is done with each part of a file before it is sent, for a progress and for a stop. */
export type OnPart = (bytes: number) => void;

/**
 * Where releases lie: the agent's own disk, a share or a server. Every path is absolute. What goes wrong is thrown as a
 * `DiskFault`, or as a `Failure` where the whole place is at fault.
 */
export type Disk = Readonly<{
  join: (...parts: readonly string[]) => string;
  /** Absent where nothing is there. */
  look: (path: string) => Promise<Entry | undefined>;
  /** What stands in a folder. Absent where there is no such folder. */
  list: (folder: string) => Promise<readonly Readonly<{ name: string; entry: Entry }>[] | undefined>;
  /** Makes a folder, the ones above it must be there. One that is there already is fine. */
  makeFolder: (path: string) => Promise<void>;
  /** Gives something another place. A file or link that stands there is replaced in one step. */
  move: (from: string, to: string) => Promise<void>;
  /** Removes a file, or a folder with all that is in it; a link itself, never what it leads to. Absence is fine. */
  remove: (path: string) => Promise<void>;
  /** A small text. Absent where there is no such file, or one that is larger than a marker can be. */
  readText: (path: string) => Promise<string | undefined>;
  /** Writes a small file so that a reader sees the old one or the new one, never a part. */
  writeWhole: (path: string, text: string) => Promise<void>;
  /** Makes a small file where none is. False where something stands there. */
  create: (path: string, text: string) => Promise<boolean>;
  /** Copies a file of the agent to a path where nothing stands, and gives what was read from the agent. */
  copyIn: (from: string, to: string, onPart: OnPart) => Promise<FileHash>;
  /** The SHA-256 of files, in their order; absent where there is none. A link is not followed. */
  hash: (paths: readonly string[]) => Promise<readonly (string | undefined)[]>;
  /** Where a link leads to. Absent where there is no link. */
  readLink: (path: string) => Promise<string | undefined>;
  /** Points a link to a folder in one step: whoever looks sees the old one or the new one. */
  point: (link: string, to: string) => Promise<"link" | "pointer">;
  /** Room for new files below a folder, in bytes. Absent where nobody can say. */
  room: (folder: string) => Promise<number | undefined>;
  /** Why no link could be switched in one step here. Absent where it can. */
  hindrance: () => Promise<string | undefined>;
}>;

/** Something that a disk refused, in words for a person, and what to do about it. */
export class DiskFault extends Error {
  override readonly name = "DiskFault";
  readonly next: string | undefined;

  constructor(message: string, next?: string, options?: ErrorOptions) {
    super(message, options);
    this.next = next;
  }
}
