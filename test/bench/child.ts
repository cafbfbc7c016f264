import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { root } from "../../scripts/extension.ts";

/** Runs a child on plain Node, bundled, so that no loader of ours stands in its memory, and gives what it says. */
export async function runChild<T>(name: string, args: readonly string[]): Promise<T> {
  const outfile = join(root, "dist", "bench", `${name}.mjs`);
  const banner = {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname;',
  };
  await build({
    entryPoints: [join(import.meta.dirname, "children", `${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    // Native parts of ssh2, where a compiler stood beside npm: the tasks go without them, too.
    external: ["*.node", "cpu-features"],
    banner,
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile, ...args], { maxBuffer: 1 << 20 });
  return JSON.parse(stdout) as T;
}
