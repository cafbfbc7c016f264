import { createHash } from "node:crypto";
import ssh2, { type Client, type ConnectConfig, type SFTPWrapper } from "ssh2";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import { DiskFault } from "../shared/release-folder/disk.ts";
import { type Attempt, noSftp, whyNot } from "./not-connected.ts";
import { hostWords } from "./ssh-address.ts";
import type { SshAccess } from "./ssh-settings.ts";

/** How an answer of the server comes. */
export type Answer<T> = (error: Error | null | undefined, value: T) => void;

/** What a command at the server said. */
export type Ran = Readonly<{ code: number | undefined; output: string }>;

/** One connection. Everything that is asked of it fails once it is gone: its handles mean nothing to another one. */
export type Line = Readonly<{
  ask: <T>(request: (sftp: SFTPWrapper, answer: Answer<T>) => void) => Promise<T>;
  /** Runs a command with this input. At most `most` characters of its output are kept; absent after `wait` milliseconds. */
  run: (
    command: string,
    input: string,
    limits: Readonly<{ most: number; wait: number }>,
  ) => Promise<Ran | undefined>;
}>;

/** The way to a server: one connection at a time, a new one where the last one was cut. */
export type Session = Readonly<{ line: () => Promise<Line>; close: () => void }>;

/** A connection that was cut. */
export class Cut extends DiskFault {}

/** How long one answer may take: a full disk or a share behind the server may make it slow. */
const answerPatience = 5 * 60_000;

const limits = { readyTimeout: 30_000, keepaliveInterval: 15_000, keepaliveCountMax: 4 } as const;

type Open = Readonly<{ line: Line; client: Client }>;

/** Connects when first asked for a line. Only a server that shows one of the known keys is told anything. */
export function sshSession(access: SshAccess): Session {
  let open: Promise<Open> | undefined;
  let closed = false;
  const gone = (): void => {
    open = undefined;
  };
  return {
    line: async () => {
      if (closed) throw new Cut("the connection was closed already");
      const mine = (open ??= connect(access, gone));
      return (await mine.catch(failing(gone))).line;
    },
    close: () => {
      closed = true;
      open?.then(({ client }) => client.end()).catch(() => undefined);
    },
  };
}

function failing(gone: () => void): (thrown: unknown) => never {
  return (thrown) => {
    gone();
    throw thrown;
  };
}

async function connect(access: SshAccess, gone: () => void): Promise<Open> {
  const client = new ssh2.Client();
  await signedIn(client, access);
  const whole = asker(client, access, gone);
  const { patience = answerPatience } = access;
  const sftp = await opened(client, whole, patience).catch((error: unknown) => {
    client.end();
    throw noSftp(access.address, error instanceof Error ? error : new Error(String(error)));
  });
  return {
    client,
    line: { ask: (request) => whole((done) => request(sftp, done), patience), run: runner(client, whole) },
  };
}

/** Asks something of a connection: its answer, or the connection's end. One without an answer for `patience` milliseconds is ended. */
type Whole = <T>(work: (done: Answer<T>) => void, patience?: number) => Promise<T>;

function asker(client: Client, { address }: SshAccess, gone: () => void): Whole {
  const ends = new Set<(error: Error) => void>();
  const next = "Check the server, and the network between it and the agent";
  let cut = new Cut(`the connection to ${hostWords(address)} was cut`, next);
  let isCut = false;
  const silent = (patience: number): void => {
    const seconds = Math.ceil(patience / 1000);
    cut = new Cut(`${hostWords(address)} gave no answer for ${seconds} s, and the connection was cut`, next);
    client.destroy();
  };
  // Every fault of a connection that is up ends in its close.
  client
    .on("error", () => undefined)
    .on("close", () => {
      isCut = true;
      gone();
      for (const end of ends) end(cut);
    });
  return (work, patience) =>
    new Promise((resolve, reject) => {
      if (isCut) {
        reject(cut);
        return;
      }
      const waiting = patience === undefined ? undefined : setTimeout(silent, patience, patience);
      const end = (error: Error): void => {
        clearTimeout(waiting);
        ends.delete(end);
        reject(error);
      };
      ends.add(end);
      work((error, value) => {
        // So ssh2 says that the channel ended before the answer.
        if (error) {
          end(error.message === "No response from server" ? cut : error);
          return;
        }
        resolve(value);
        // Kept already: it is only taken from those that wait.
        end(cut);
      });
    });
}

/** Without its SFTP a connection is of no use: it ends with it. */
async function opened(client: Client, whole: Whole, patience: number): Promise<SFTPWrapper> {
  const sftp = await whole<SFTPWrapper>((done) => client.sftp(done), patience);
  return sftp.on("error", () => client.end()).on("close", () => client.end());
}

function signedIn(client: Client, access: SshAccess): Promise<void> {
  const { address, by, hostKeys } = access;
  let shown: Attempt["shown"];
  const hostVerifier = (key: Buffer): boolean => {
    shown = { type: typeOf(key), fingerprint: fingerprintOf(key) };
    return hostKeys.includes(shown.fingerprint);
  };
  const signsInBy = "privateKey" in by ? "private key" : "password";
  const config: ConnectConfig = {
    ...limits,
    host: address.host,
    port: address.port,
    username: address.user,
    hostVerifier,
    agentForward: false,
    // No agent of the machine, no other way than the one that was given.
    ...("privateKey" in by
      ? { privateKey: by.privateKey.reveal(), authHandler: ["publickey"] }
      : { password: by.password.reveal(), authHandler: ["password"] }),
  };
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      client.destroy();
      reject(
        whyNot(error, { address, expected: hostKeys, signsInBy, ...(shown === undefined ? {} : { shown }) }),
      );
    };
    client
      .once("ready", () => {
        client.off("error", failed).off("close", early);
        resolve();
      })
      .on("error", failed)
      .on("close", early);
    function early(): void {
      failed(new Error("it closed the connection"));
    }
    // Small requests follow each other: each would wait for the last one's acknowledgement else.
    client.connect(config).setNoDelay(true);
  });
}

/** A key's kind stands at its beginning, after its length. */
function typeOf(key: Buffer): string {
  const length = key.length >= 4 ? Math.min(key.readUInt32BE(0), 64) : 0;
  return bounded(defuse(key.subarray(4, 4 + length).toString("latin1")), 64);
}

function fingerprintOf(key: Buffer): string {
  return createHash("sha256").update(key).digest("base64").replace(/=+$/, "");
}

function runner(client: Client, whole: Whole): Line["run"] {
  return (command, input, { most, wait }) =>
    whole<Ran | undefined>((done) => {
      let stop = (): void => undefined;
      const patience = setTimeout(() => {
        stop();
        done(undefined, undefined);
      }, wait);
      client.exec(command, (error, stream) => {
        if (error) {
          clearTimeout(patience);
          done(error, undefined);
          return;
        }
        stop = () => void stream.destroy();
        let output = "";
        stream.setEncoding("utf8");
        stream.on("data", (part: string) => {
          if (output.length < most) output += part;
          patience.refresh();
        });
        stream.stderr.resume();
        stream.on("error", () => undefined);
        stream.on("close", (code?: number) => {
          clearTimeout(patience);
          done(undefined, { code, output });
        });
        stream.end(input);
      });
    });
}
