import { createHash } from "node:crypto";
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs, promisify } from "node:util";
import { build } from "./build.ts";
import { type Channel, readExtension, root } from "./extension.ts";
import { packageFaults, packageSizes } from "./package-rules.ts";
import { readVsix, writeVsix } from "./vsix.ts";

const run = promisify(execFile);
const sources = [
  "core",
  "adapters",
  "tasks",
  "ui",
  "images",
  "docs/overview.md",
  "LICENSE",
  "vss-extension.json",
  "package-lock.json",
  "webpack.config.mjs",
  "scripts",
];

/** Makes the .vsix of a channel and gives its path. Throws at the first thing that the marketplace, or a user, would not forgive. */
export async function makePackage(channel: Channel): Promise<string> {
  const { manifest } = await readExtension(channel);
  const out = join(root, "dist", channel === "release" ? "extension" : "extension-dev");
  const raw = join(root, "dist", `raw-${channel}.vsix`);
  const vsix = join(root, "dist", `${manifest.id}-${manifest.version}.vsix`);
  await build(out, channel);
  await rm(raw, { force: true });
  await packWithTfx(out, raw);
  const files = await readVsix(raw);
  await writeVsix(vsix, files);
  await rm(raw);
  const faults = packageFaults(await readVsix(vsix), (await stat(vsix)).size);
  if (faults.length > 0) throw new Error(`The package breaks its rules:\n${faults.join("\n")}`);
  await writeFile(stampOf(vsix), await sourcesDigest());
  return vsix;
}

/** The .vsix, made anew only when a source changed since. */
export async function freshPackage(channel: Channel = "release"): Promise<string> {
  const { manifest } = await readExtension(channel);
  const vsix = join(root, "dist", `${manifest.id}-${manifest.version}.vsix`);
  const stamp = await readFile(stampOf(vsix), "utf8").catch(() => undefined);
  const isThere = await stat(vsix).then(
    () => true,
    () => false,
  );
  return isThere && stamp === (await sourcesDigest()) ? vsix : makePackage(channel);
}

// tfx calls a broken task a warning and exits 0: every warning is an error here.
async function packWithTfx(folder: string, output: string): Promise<void> {
  await mkdir(join(root, "dist"), { recursive: true });
  const tfx = join(root, "node_modules", "tfx-cli", "_build", "tfx-cli.js");
  const args = [
    tfx,
    "extension",
    "create",
    "--root",
    folder,
    "--manifests",
    "vss-extension.json",
    "--output-path",
    output,
    "--no-color",
    "--no-prompt",
  ];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: folder });
  const said = `${stdout}\n${stderr}`;
  if (/warning|error/i.test(said)) throw new Error(`tfx is not content:\n${said}`);
}

async function sourcesDigest(): Promise<string> {
  const digest = createHash("sha256");
  for (const source of sources)
    for (const path of await filesUnder(join(root, source)))
      digest.update(relative(root, path)).update(await readFile(path));
  return digest.digest("hex");
}

async function filesUnder(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const below = await Promise.all(entries.map((entry) => filesUnder(join(path, entry.name))));
  return below.flat().sort();
}

const stampOf = (vsix: string): string => `${vsix}.sources`;

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { channel: { type: "string" }, "if-stale": { type: "boolean" } } });
  const { channel = "release" } = values;
  if (channel !== "release" && channel !== "dev")
    throw new Error(`--channel is release or dev, not ${channel}`);
  const vsix = await (values["if-stale"] ? freshPackage(channel) : makePackage(channel));
  const files = await readVsix(vsix);
  for (const { what, bytes, bar } of packageSizes(files, (await stat(vsix)).size))
    console.log(
      `${what.padEnd(36)} ${(bytes / 1024).toFixed(1).padStart(8)} KB of ${(bar / 1024).toFixed(0)}`,
    );
  console.log(relative(process.cwd(), vsix));
}
