import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Module, MultiStats } from "webpack";
import { root } from "./extension.ts";

/** A package whose code is in what users get. */
export type Shipped = Readonly<{ name: string; version: string; licence: string; text: string }>;

/** The packages that webpack really put into a bundle, by name. */
export async function shippedPackages(stats: MultiStats): Promise<readonly Shipped[]> {
  const names = new Set<string>();
  for (const one of stats.stats)
    for (const module of [...one.compilation.modules].flatMap(withInner)) {
      const folder = packageFolder(module.nameForCondition() ?? "");
      if (folder) names.add(folder);
    }
  return Promise.all([...names].sort().map(describe));
}

/** The licences of everything that ships, as their authors ask. */
export async function thirdPartyNotices(stats: MultiStats): Promise<string> {
  const parts = (await shippedPackages(stats)).map(
    ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text.trim()}\n`,
  );
  return `Release Manager contains code of these packages.\n\n${parts.join(`\n${"-".repeat(80)}\n\n`)}`;
}

// webpack joins modules of one scope into one: those inside are what counts.
function withInner(module: Module): readonly Module[] {
  return "modules" in module && Array.isArray(module.modules) ? (module.modules as Module[]) : [module];
}

function packageFolder(path: string): string | undefined {
  const after = path.split(/node_modules[\\/]/).slice(1);
  const last = after.at(-1)?.split(/[\\/]/);
  if (!last?.[0]) return undefined;
  const own = last[0].startsWith("@") ? `${last[0]}/${last[1] ?? ""}` : last[0];
  const parents = after.slice(0, -1).map((part) => part.replace(/[\\/]$/, ""));
  return [...parents, own].join("/node_modules/");
}

async function describe(folder: string): Promise<Shipped> {
  const path = join(root, "node_modules", folder);
  const about = JSON.parse(await readFile(join(path, "package.json"), "utf8")) as {
    name: string;
    version: string;
    license?: string;
    licenses?: readonly Readonly<{ type: string }>[];
  };
  const file = (await readdir(path)).find((name) => /^(licen[cs]e|copying)/i.test(name));
  const text = file
    ? await readFile(join(path, file), "utf8")
    : "The package has no licence file of its own.";
  return {
    name: about.name,
    version: about.version,
    licence: about.license ?? about.licenses?.[0]?.type ?? "unknown",
    text,
  };
}
