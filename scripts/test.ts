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

/**
 * What runs at the same time, each lane one part after the other. A browser waits most of its time: beside it there is room for
 * the others. What the tasks decide does not depend on the Node that an agent brings: only what touches it runs on both.
 */
const lanes: readonly (readonly Part[])[] = [
  [
    { name: "unit", args: ["test/**/*.test.{ts,tsx}", "--ignore", "test/e2e/**"], coverage: true },
    { name: "node24", args: ["test/tasks/*.test.ts"], env: onNode24 },
    // Other connections for the same pipelines: in a world of their own, or the main job would inherit them.
    {
      name: "e2e-connections",
      args: ["test/e2e/connections/*.test.ts", ...patient],
      env: named("e2e-connections", { E2E_WORLD: "quiet" }),
    },
  ],
  [{ name: "e2e", args: ["test/e2e/*.test.ts", ...patient], env: named("e2e") }],
];

/** `npm test`: makes the package that is tested, then runs every part, however the one before ended. */
async function main(): Promise<void> {
  const names = process.argv.slice(2);
  console.log(`Package: ${await freshPackage()}`);
  // Installing one takes longer than a test may.
  const browser = await findBrowser((line) => console.log(line));
  console.log("path" in browser ? `Browser: ${browser.path}` : browser.missing);
  const sshd = await findSshd((line) => console.log(line));
  console.log("path" in sshd ? `SSH server: ${sshd.path}` : sshd.missing);
  const azurite = await findAzurite((line) => console.log(line));
  console.log("path" in azurite ? `Azurite: ${azurite.path}` : azurite.missing);
  const wanted = lanes
    .map((lane) => lane.filter(({ name }) => names.length === 0 || names.includes(name)))
    .filter((lane) => lane.length > 0);
  const told = wanted.map((lane, at) => runLane(lane, at === 0 ? "live" : "atItsEnd"));
  for (const lane of told) for (const text of await lane) process.stdout.write(text);
}

/** The first lane tells what it does while it does it; what another one told is given back, or they would mix. */
async function runLane(lane: readonly Part[], tell: "live" | "atItsEnd"): Promise<readonly string[]> {
  const told: string[] = [];
  for (const part of lane) await runPart(part, tell === "live" ? undefined : (text) => void told.push(text));
  return told;
}

type Tell = (text: string) => void;

async function runPart({ name, args, coverage, env }: Part, tell?: Tell): Promise<void> {
  const say = tell ?? ((text) => process.stdout.write(text));
  await rm(tally(name), { force: true });
  const world = (await env?.()) ?? { set: {} };
  if ("missing" in world) {
    say(`\n${name}: skipped. ${world.missing}\n`);
    return writeTally(name, { passed: 0, failed: 0, skipped: 1 });
  }
  say(`\n${name}\n`);
  const report = [
    "--reporter",
    join(root, "scripts/reporter.cjs"),
    "--reporter-option",
    `output=${tally(name)}`,
  ];
  const mocha = [bin("mocha/bin/mocha.js"), ...report, ...args];
  const c8 = [bin("c8/bin/c8.js"), "--check-coverage", "--lines", "85", process.execPath];
  const code = await run(coverage ? [...c8, ...mocha] : mocha, world.set, tell);
  if (code === 0) return;
  process.exitCode = 1;
  // A run that died wrote no figures: it counts as one failure, not as none.
  await access(tally(name)).catch(() => writeTally(name, { passed: 0, failed: 1 }));
}

/** Where the part's traffic is recorded, for `npm run conformance`. */
function named(name: string, more: Readonly<Record<string, string>> = {}): Environment {
  return () => Promise.resolve({ set: { E2E_NAME: name, ...more } });
}

async function onNode24(): ReturnType<Environment> {
  const found = await findNode24();
  return "path" in found ? { set: { TASK_NODE: found.path } } : found;
}

function run(
  args: readonly string[],
  set: Readonly<Record<string, string>>,
  tell: Tell | undefined,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: tell === undefined ? "inherit" : ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...set },
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => tell?.(text));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

await main();
