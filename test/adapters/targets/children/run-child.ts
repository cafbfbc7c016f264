import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../../../..");
const bundles = new Map<string, Promise<string>>();

/** How a child ended, and what it said of a failure. */
export type ChildEnd = Readonly<{ code: number | null; signal: string | null; said: string }>;

/** Runs a child of this folder with an order. True when it killed itself, false when it came to its end. */
export async function diesIn(child: string, order: unknown): Promise<boolean> {
  const { code, signal, said } = await runsIn(child, order);
  if (signal === "SIGKILL") return true;
  if (code === 0) return false;
  throw new Error(`${child} ended with ${code ?? signal}: ${said}`);
}

/** Runs a child of this folder with an order, below another command where one is given (for example limits). */
export async function runsIn(
  child: string,
  order: unknown,
  before: readonly string[] = [],
): Promise<ChildEnd> {
  const path = await bundleOf(join(import.meta.dirname, `${child}.ts`));
  const [program, ...args] = [...before, process.execPath, path, JSON.stringify(order)];
  const running = spawn(program, args, { stdio: ["ignore", "inherit", "pipe"] });
  const said: Buffer[] = [];
  running.stderr.on("data", (part: Buffer) => said.push(part));
  return new Promise((resolve, reject) => {
    running.on("error", reject);
    running.on("close", (code, signal) => resolve({ code, signal, said: Buffer.concat(said).toString() }));
  });
}

/** What runs a script in a process of its own. Bundled once: a process for every write must not load TypeScript each time. */
export function bundleOf(script: string): Promise<string> {
  const made = bundles.get(script) ?? bundle(script, bundles.size);
  bundles.set(script, made);
  return made;
}

async function bundle(script: string, at: number): Promise<string> {
  const folder = join(root, "node_modules/.cache/target-children");
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, `${at}-${process.pid}.mjs`);
  await build({
    entryPoints: [script],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  process.once("exit", () => rmSync(outfile, { force: true }));
  return outfile;
}
