import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./extension.ts";
import { freshPackage } from "./package.ts";
import { checkControls, checkRules } from "./rules.ts";
import { writeTally } from "./tally.ts";

const run = promisify(execFile);
const bin = (path: string): string => join(root, "node_modules", path);
const node =
  (...args: readonly string[]) =>
  async (): Promise<string> => {
    const { stdout } = await run(process.execPath, [...args], { cwd: root, maxBuffer: 1 << 26 });
    return stdout.trim().split("\n").at(-1) ?? "";
  };

/** What `npm run check` holds, in the order in which a fault is cheapest to see. */
const checks: readonly Readonly<{ name: string; run: () => Promise<string> }>[] = [
  { name: "types", run: node(bin("typescript7/bin/tsc"), "-p", ".") },
  { name: "format", run: node(bin("prettier/bin/prettier.cjs"), "--check", ".", "--log-level", "warn") },
  { name: "lint", run: node(bin("eslint/bin/eslint.js"), ".", "--max-warnings", "0") },
  { name: "dependency rules", run: checkRules },
  { name: "negative controls of the rules", run: checkControls },
  { name: "dead code", run: node(bin("knip/bin/knip.js")) },
  { name: "lock file", run: checkLockFile },
  { name: "package", run: () => freshPackage() },
  { name: "sizes", run: node(bin("size-limit/bin.js")) },
];

let failed = 0;
for (const check of checks) {
  const started = performance.now();
  const fault = await check.run().then(() => undefined, describe);
  if (fault !== undefined) failed += 1;
  console.log(
    `${fault === undefined ? "ok    " : "FAILED"}  ${check.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
  if (fault !== undefined) console.log(fault.replace(/^/gm, "        "));
}
await writeTally("check", { passed: checks.length - failed, failed });
process.exitCode = failed === 0 ? 0 : 1;

function describe(fault: unknown): string {
  const {
    stdout = "",
    stderr = "",
    message,
  } = fault as { stdout?: string; stderr?: string; message: string };
  return `${stdout}\n${stderr}`.trim() || message;
}

// A lock file that names a registry's host binds everybody to it.
async function checkLockFile(): Promise<string> {
  for (const path of ["package-lock.json", "test/support/azurite/package-lock.json"]) await checkLockAt(path);
  return "no host in them";
}

async function checkLockAt(path: string): Promise<void> {
  const lock = JSON.parse(await readFile(join(root, path), "utf8")) as {
    packages: Readonly<Record<string, Readonly<{ resolved?: string }>>>;
  };
  const bound = Object.keys(lock.packages).filter((name) => lock.packages[name]?.resolved?.includes("://"));
  if (bound.length > 0)
    throw new Error(
      `${bound.length} packages of ${path} name a registry's host (${bound[0] ?? ""} …): npm config set omit-lockfile-registry-resolved true`,
    );
}
