import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import type { Unusable } from "../solution-archive.ts";
import { readParts } from "../zip-entries.ts";
import type { Part } from "../zip-entries.ts";
import { joined } from "./data-file.ts";
import type { DataFile } from "./data-file.ts";
import { rowsReading, schemaReading } from "./parse-data.ts";

/** Largest zip, and largest file inside, in bytes: reference data is small. */
const zipLimit = 64 * 1024 * 1024;
const limits = new Map([
  ["data.xml", 256 * 1024 * 1024],
  ["data_schema.xml", 16 * 1024 * 1024],
]);

/** Reads the configuration data of an artefact: the bytes that are hashed against the seal are the ones that are read. */
export async function openData(artefact: SealedArtefact, path: string): Promise<DataFile | Unusable> {
  try {
    return await dataOf(await candidates(artefact, path));
  } catch (error) {
    return {
      because: `its configuration data cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

type Candidate = Readonly<{ path: string; sha256: string | undefined }>;

/** Either one zip, or both files loose. */
async function candidates({ files }: SealedArtefact, path: string): Promise<readonly Candidate[]> {
  const place = await stat(path);
  if (!place.isDirectory())
    return [{ path, sha256: files.find((file) => basename(file.path) === basename(path))?.sha256 }];
  const loose = files.filter((file) => limits.has(file.path.toLowerCase()));
  const zips = files.filter((file) => /^[^/]+\.zip$/i.test(file.path));
  const found = loose.length === limits.size ? loose : zips;
  if (found === zips && zips.length !== 1)
    throw new Error(`it holds ${zips.length} zips; one artefact is one export`);
  return found.map((file) => ({ path: join(path, file.path), sha256: file.sha256 }));
}

async function dataOf(found: readonly Candidate[]): Promise<DataFile> {
  const schema = schemaReading();
  const rows = rowsReading();
  const readers = new Map([
    ["data.xml", rows.reader],
    ["data_schema.xml", schema.reader],
  ]);
  for (const candidate of found) {
    const name = basename(candidate.path).toLowerCase();
    const limit = limits.get(name);
    const bytes = await sealedBytes(candidate, limit ?? zipLimit);
    const use = (entry: string): Part | undefined => {
      const [reader, most] = [readers.get(entry), limits.get(entry)];
      return reader && most !== undefined ? { limit: most, write: reader.write } : undefined;
    };
    if (limit === undefined) await readParts(bytes, [...readers.keys()], use);
    else readers.get(name)?.write(bytes);
  }
  for (const reader of readers.values()) reader.end();
  return joined(schema.result(), rows.result());
}

async function sealedBytes({ path, sha256 }: Candidate, limit: number): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > limit) throw new Error(`${basename(path)} has ${size} bytes, and ${limit} are read at most`);
  const bytes = await readFile(path);
  if (createHash("sha256").update(bytes).digest("hex") === sha256) return bytes;
  throw new Error(`${basename(path)} was changed on the agent: it is not the sealed one`);
}
