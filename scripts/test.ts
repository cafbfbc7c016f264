import { spawn } from "node:child_process";
import { access, rm } from "node:fs/promises";
import { join } from "node:path";
import { findSshd } from "../test/support/sshd.ts";
import { findAzurite } from "../test/support/azurite.ts";
import { findBrowser } from "./browser.ts";
import { root } from "./extension.ts";
import { findNode24 } from "./node-24.ts";
import { freshPackage } from "./package.ts";
import { writeTally } from "./tally.ts";

const bin = (path: string): string => join(root, "node_modules", path);
const tally = (part: string): string => join(root, "dist", "tally", `${part}.json`);

/** One run of mocha, in a process of its own. `env` may say why it cannot run here. */
type Part = Readonly<{ name: string; args: readonly string[]; coverage?: boolean; env?: Environment }>;
type Environment = () => Promise<
  Readonly<{ set: Readonly<Record<string, string>> }> | Readonly<{ missing: string }>
>;

const patient = ["--timeout", "120000"];

/** The quick parts first: they say more. The packaged tasks run on both Nodes that an agent brings. */
const parts: readonly Part[] = [
  { name: "unit", args: ["test/**/*.test.{ts,tsx}", "--ignore", "test/e2e/**"], coverage: true },
  { name: "node24", args: ["test/tasks/*.test.ts"], env: onNode24 },
  { name: "e2e", args: ["test/e2e/*.test.ts", ...patient], env: named("e2e") },
  // Other connections for the same pipelines: in a world of their own, or the main job would inherit them.
  {
    name: "e2e-connections",
    args: ["test/e2e/connections/*.test.ts", ...patient],
    env: named("e2e-connections"),
  },
];

/** `npm test`: makes the package that is tested, then runs every part, however the one before ended. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  console.log(`Package: ${await freshPackage()}`);
  // Installing one takes longer than a test may.
  const browser = await findBrowser((line) => console.log(line));
  console.log("path" in browser ? `Browser: ${browser.path}` : browser.missing);
  const sshd = await findSshd((line) => console.log(line));
  console.log("path" in sshd ? `SSH server: ${sshd.path}` : sshd.missing);
  const azurite = await findAzurite((line) => console.log(line));
  console.log("path" in azurite ? `Azurite: ${azurite.path}` : azurite.missing);
  for (const part of parts) if (wanted.length === 0 || wanted.includes(part.name)) await runPart(part);
}

async function runPart({ name, args, coverage, env }: Part): Promise<void> {
  await rm(tally(name), { force: true });
  const world = (await env?.()) ?? { set: {} };
  if ("missing" in world) {
    console.log(`\n${name}: skipped. ${world.missing}`);
    return writeTally(name, { passed: 0, failed: 0, skipped: 1 });
  }
  console.log(`\n${name}`);
  const report = [
    "--reporter",
    join(root, "scripts/reporter.cjs"),
    "--reporter-option",
    `output=${tally(name)}`,
  ];
  const mocha = [bin("mocha/bin/mocha.js"), ...report, ...args];
  const c8 = [bin("c8/bin/c8.js"), "--check-coverage", "--lines", "85", process.execPath];
  const code = await run(coverage ? [...c8, ...mocha] : mocha, world.set);
  if (code === 0) return;
  process.exitCode = 1;
  // A run that died wrote no figures: it counts as one failure, not as none.
  await access(tally(name)).catch(() => writeTally(name, { passed: 0, failed: 1 }));
}

/** Where the part's traffic is recorded, for `npm run conformance`. */
function named(name: string): Environment {
  return () => Promise.resolve({ set: { E2E_NAME: name } });
}

async function onNode24(): ReturnType<Environment> {
  const found = await findNode24();
  return "path" in found ? { set: { TASK_NODE: found.path } } : found;
}

function run(args: readonly string[], set: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...set },
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

await main();
