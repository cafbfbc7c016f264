import { execFile, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { installDebians } from "../../scripts/debian.ts";

const run = promisify(execFile);
const places = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/opt/homebrew/sbin/sshd"];

/** Looks for OpenSSH's server; where there is none it is installed (Debian's, as root). */
export async function findSshd(
  tell: (line: string) => void,
): Promise<Readonly<{ path: string }> | Readonly<{ missing: string }>> {
  if (installedSshd() === undefined) await installDebians(["openssh-server"], tell);
  const path = installedSshd();
  return path === undefined
    ? { missing: "No SSH server: the tests of the target ssh are skipped (install openssh-server)." }
    : { path };
}

/** Where OpenSSH's server is, if it is. */
export function installedSshd(): string | undefined {
  return places.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A server on this machine, with keys of its own, that lets the account of the tests sign in by its key. */
export type Sshd = Readonly<{
  port: number;
  user: string;
  /** `SHA256:…` of its only host key. */
  hostKey: string;
  privateKey: string;
  stop: () => Promise<void>;
}>;

/** How it is to be: lines for its configuration, a command before its own (for example limits), or another SFTP. */
export type SshdOptions = Readonly<{
  lines?: readonly string[];
  before?: readonly string[];
  sftp?: string | undefined;
}>;

/** Starts a server in a folder, on a free port. */
export async function startSshd(folder: string, options: SshdOptions = {}): Promise<Sshd> {
  const path = installedSshd();
  if (path === undefined) throw new Error("There is no SSH server");
  // Where the server runs as root, it goes down to this folder before anybody signed in.
  if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const port = await freePort();
  const [hostKey] = await Promise.all([newKey(folder, "host"), newKey(folder, "account")]);
  await writeFile(join(folder, "sshd_config"), configuration(folder, port, options));
  const [program = "", ...args]: readonly string[] = [
    ...(options.before ?? []),
    path,
    "-D",
    "-e",
    "-f",
    join(folder, "sshd_config"),
  ];
  const server = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  server.stderr.on("data", (part: Buffer) => said.push(part.toString()));
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  await answering(port, () => {
    if (server.exitCode !== null) throw new Error(`sshd ended: ${said.join("")}`);
  });
  return {
    port,
    user: userInfo().username,
    hostKey,
    privateKey: await readFile(join(folder, "account"), "utf8"),
    stop: async () => {
      server.kill();
      await ended;
    },
  };
}

function configuration(
  folder: string,
  port: number,
  { lines = [], sftp = "internal-sftp" }: SshdOptions,
): string {
  return [
    ...lines,
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(folder, "host")}`,
    `PidFile ${join(folder, "pid")}`,
    `AuthorizedKeysFile ${join(folder, "account.pub")}`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "PermitRootLogin yes",
    "MaxStartups 100",
    "LogLevel ERROR",
    // A shell that counts itself as the first one reads the account's own start files: slow, and not ours.
    "SetEnv SHLVL=2",
    ...(sftp === "" ? [] : [`Subsystem sftp ${sftp}`]),
    "",
  ].join("\n");
}

/** Makes a key and gives its fingerprint. */
async function newKey(folder: string, name: string): Promise<string> {
  const file = join(folder, name);
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", file]);
  const { stdout } = await run("ssh-keygen", ["-lf", `${file}.pub`]);
  return /SHA256:\S+/.exec(stdout)?.[0] ?? "";
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answering(port: number, check: () => void): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    check();
    if (await answers(port)) return;
    await pause(25);
  }
  throw new Error(`Nothing answers at port ${port}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
