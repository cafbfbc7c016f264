import { copyFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import webpack, { type Configuration, type MultiStats } from "webpack";
import { configurations } from "../webpack.config.mjs";
import { type Channel, definitions, readExtension, root, taskNames } from "./extension.ts";
import { thirdPartyNotices } from "./notices.ts";

/** Builds the extension's folder, from which tfx packs it. Throws when anything warns. */
export async function build(out: string, channel: Channel): Promise<void> {
  await rm(out, { recursive: true, force: true });
  const extension = await readExtension(channel);
  const define = { ...definitions(extension), LEDGER_VERIFIER: await verifier() };
  const stats = await bundle(configurations(out, define));
  await copyStatic(out);
  for (const name of taskNames) {
    const folder = join(out, "tasks", name);
    await writeJson(join(folder, "task.json"), extension.tasks[name]);
    // An agent below a folder whose package.json says "module" would else run the task as one.
    await writeJson(join(folder, "package.json"), { type: "commonjs" });
  }
  await writeJson(join(out, "vss-extension.json"), extension.manifest);
  await writeFile(join(out, "ThirdPartyNotices.txt"), await thirdPartyNotices(stats));
}

/** What an auditor runs, as the hub puts it beside every ledger that it hands out: the very file that the tests run. */
async function verifier(): Promise<string> {
  return JSON.stringify(await readFile(join(root, "docs/verify.mjs"), "utf8"));
}

function bundle(all: Configuration[]): Promise<MultiStats> {
  return new Promise((resolve, reject) => {
    const compiler = webpack(all);
    compiler.run((fault, stats) => {
      compiler.close(() => undefined);
      if (fault) reject(fault);
      else if (!stats || stats.hasErrors() || stats.hasWarnings())
        reject(
          new Error(
            stats?.toString({ all: false, errors: true, warnings: true }) ?? "webpack gave no result",
          ),
        );
      else resolve(stats);
    });
  });
}

async function copyStatic(out: string): Promise<void> {
  for (const page of ["hub", "settings", "run-tab", "run-menu"]) await copy(`ui/${page}.html`, out);
  for (const name of taskNames) await copy(`tasks/${name}/icon.png`, out);
  await copy("docs/overview.md", out);
  // tfx would ask the program `file`, which a fresh Debian lacks, what a name without an ending is.
  await copyFile(join(root, "LICENSE"), join(out, "LICENSE.md"));
  await cp(join(root, "images"), join(out, "images"), { recursive: true });
}

async function copy(path: string, out: string): Promise<void> {
  await mkdir(dirname(join(out, path)), { recursive: true });
  await copyFile(join(root, path), join(out, path));
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
