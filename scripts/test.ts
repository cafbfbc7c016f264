import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./extension.ts";
import { freshPackage } from "./package.ts";
import { writeTally } from "./tally.ts";

const bin = (path: string): string => join(root, "node_modules", path);
const tally = (part: string): string => join(root, "dist", "tally", `${part}.json`);

/** The tests that need no browser first: they are quick and say more. Each part in a process of its own. */
const parts = [
  { name: "unit", args: ["test/**/*.test.{ts,tsx}", "--ignore", "test/e2e/**"], coverage: true },
  { name: "e2e", args: ["test/e2e/**/*.test.ts", "--timeout", "120000"], coverage: false },
];

/** `npm test`: makes the package that is tested, then runs every part, however the one before ended. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  console.log(`Package: ${await freshPackage()}`);
  for (const part of parts) if (wanted.length === 0 || wanted.includes(part.name)) await runPart(part);
}

async function runPart({ name, args, coverage }: (typeof parts)[number]): Promise<void> {
  await rm(tally(name), { force: true });
  const mocha = [
    bin("mocha/bin/mocha.js"),
    "--reporter",
    join(root, "scripts/reporter.cjs"),
    "--reporter-option",
    `output=${tally(name)}`,
    ...args,
  ];
  const c8 = [bin("c8/bin/c8.js"), "--check-coverage", "--lines", "85", process.execPath];
  const code = await run(coverage ? [...c8, ...mocha] : mocha);
  if (code === 0) return;
  process.exitCode = 1;
  // A run that died wrote no figures: it counts as one failure, not as none.
  await import("node:fs/promises")
    .then(({ access }) => access(tally(name)))
    .catch(() => writeTally(name, { passed: 0, failed: 1 }));
}

function run(args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

await main();
