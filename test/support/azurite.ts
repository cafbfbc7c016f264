import { spawn, execFile } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { root } from "../../scripts/extension.ts";
import type { Certificates } from "../../standin/targets/certificates.ts";

/** Where Azurite is, or one sentence that says why it is not. */
export type FoundAzurite = Readonly<{ path: string }> | Readonly<{ missing: string }>;

const cache = join(root, "node_modules", ".cache", "release-manager", "azurite");
const recipe = join(import.meta.dirname, "azurite");

/** Installs Azurite once, beside the project's own packages: it is larger than all of them, and only some tests need it. */
export async function findAzurite(
  tell: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): Promise<FoundAzurite> {
  const path = join(cache, "node_modules/azurite/dist/src/blob/main.js");
  const lock = await readFile(join(recipe, "package-lock.json"), "utf8");
  const installed = await readFile(join(cache, "installed"), "utf8").catch(() => "");
  if (installed === lock) return { path };
  tell("Installing Azurite for the tests of the target blob …");
  await mkdir(cache, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) await cp(join(recipe, name), join(cache, name));
  const options = { cwd: cache, timeout: 300_000, shell: process.platform === "win32", maxBuffer: 64e6 };
  const quiet = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  try {
    await promisify(execFile)("npm", quiet, options);
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n").slice(0, 3).join(" ") : String(error);
    return { missing: `Azurite could not be installed: ${why}` };
  }
  await writeFile(join(cache, "installed"), lock);
  return { path };
}

/** A storage account on this machine, over https. `url` is the account's address. */
export type Azurite = Readonly<{ url: string; stop: () => Promise<void> }>;

/** Starts Azurite on a free port of this machine. It forgets everything when it stops. */
export async function startAzurite(
  path: string,
  { certificate, key }: Certificates,
  folder: string,
): Promise<Azurite> {
  const [certFile, keyFile] = [join(folder, "azurite.pem"), join(folder, "azurite-key.pem")];
  await writeFile(certFile, certificate);
  await writeFile(keyFile, key, { mode: 0o600 });
  const quiet = ["--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--silent"];
  const tls = ["--oauth", "basic", "--cert", certFile, "--key", keyFile];
  const args = [path, "--blobHost", "127.0.0.1", "--blobPort", "0", ...quiet, ...tls];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const port = await portOf(child);
  return { url: `https://localhost:${port}/devstoreaccount1`, stop: () => stopped(child) };
}

function portOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error("Azurite has no output");
    createInterface({ input: child.stdout }).on("line", (line) => {
      const port = /successfully listens on https:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(port);
    });
    child.once("exit", (code) => reject(new Error(`Azurite ended with ${code ?? "a signal"}`)));
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

/** A token as Azurite wants it: it looks at audience, issuer and times, not at the signature. */
export function azuriteToken(seconds = 3600): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    aud: "https://storage.azure.com",
    iss: "https://sts.windows.net/00000000-0000-4000-8000-000000000001/",
    iat: now - 60,
    nbf: now - 60,
    exp: now + seconds,
  };
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.c2lnbmVk`;
}
