import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { SaxesParser } from "saxes";
import { eachFile } from "../agent/unzip.ts";
import type { Contribution } from "./host-config.ts";

/** What a `.vsix` contains, as the marketplace would read it. */
export type ExtensionPackage = Readonly<{
  publisher: string;
  id: string;
  version: string;
  /** Changes with every byte of the package. */
  stamp: string;
  contributions: readonly Contribution[];
  /** Files by their path in the package. Paths are case-sensitive. */
  files: ReadonlyMap<string, Buffer>;
  /** The content types that the package declares, by extension without the dot. */
  contentTypes: ReadonlyMap<string, string>;
}>;

/** Reads a `.vsix`. Throws one sentence when it is none. */
export async function readExtensionPackage(path: string): Promise<ExtensionPackage> {
  const bytes = await readFile(path);
  const files = await unzipped(path);
  const identity = attributes(textOf(files, "extension.vsixmanifest", path), "Identity")[0];
  const publisher = identity?.["Publisher"];
  const id = identity?.["Id"];
  const version = identity?.["Version"];
  if (!publisher || !id || !version)
    throw new Error(`${path}: its manifest names no publisher, id and version.`);
  const manifest = JSON.parse(textOf(files, "extension.vsomanifest", path)) as {
    contributions?: RawContribution[];
  };
  return {
    publisher,
    id,
    version,
    stamp: createHash("sha256").update(bytes).digest("hex").slice(0, 12),
    contributions: (manifest.contributions ?? []).map((raw) => contribution(raw, `${publisher}.${id}`)),
    files,
    contentTypes: declaredTypes(files),
  };
}

type RawContribution = { id: string; type: string; targets?: string[]; properties?: Record<string, unknown> };

function contribution(raw: RawContribution, extension: string): Contribution {
  return {
    id: raw.id.startsWith(`${extension}.`) ? raw.id : `${extension}.${raw.id}`,
    type: raw.type,
    targets: raw.targets ?? [],
    properties: raw.properties ?? {},
  };
}

function textOf(files: ReadonlyMap<string, Buffer>, name: string, path: string): string {
  const file = files.get(name);
  if (!file) throw new Error(`${path} is no extension: it has no ${name}.`);
  return file.toString("utf8");
}

function declaredTypes(files: ReadonlyMap<string, Buffer>): ReadonlyMap<string, string> {
  const types = files.get("[Content_Types].xml")?.toString("utf8") ?? "<Types/>";
  const defaults = attributes(types, "Default").map(
    (type) =>
      [(type["Extension"] ?? "").replace(/^\./, "").toLowerCase(), type["ContentType"] ?? ""] as const,
  );
  return new Map(defaults.filter(([extension, type]) => extension !== "" && type !== ""));
}

function attributes(xml: string, element: string): Record<string, string>[] {
  const found: Record<string, string>[] = [];
  const parser = new SaxesParser();
  parser.on("opentag", (tag) => {
    if (tag.name === element) found.push(tag.attributes);
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return found;
}

async function unzipped(path: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  await eachFile(
    path,
    async (name, content) => void files.set(decodeURI(name), await buffer(await content())),
  );
  return files;
}
