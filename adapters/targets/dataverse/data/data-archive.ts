import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { sealedBytes } from "../../shared/sealed-bytes.ts";
import type { Unusable } from "../solution-archive.ts";
import { readParts } from "../zip-entries.ts";
import type { Part } from "../zip-entries.ts";
import { joined } from "./data-file.ts";
import type { DataFile } from "./data-file.ts";
import { rowsReading, schemaReading } from "./parse-data.ts";

/** Largest zip, and largest files inside, in bytes: reference data is small. */
const megabyte = 1024 * 1024;
const [zipLimit, rowsLimit, schemaLimit] = [64 * megabyte, 256 * megabyte, 16 * megabyte];

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
  const loose = files.filter((file) => /^data(_schema)?\.xml$/i.test(file.path));
  const zips = files.filter((file) => /^[^/]+\.zip$/i.test(file.path));
  const found = loose.length === 2 ? loose : zips;
  if (found === zips && zips.length !== 1)
    throw new Error(`it holds ${zips.length} zips; one artefact is one export`);
  return found.map((file) => ({ path: join(path, file.path), sha256: file.sha256 }));
}

async function dataOf(found: readonly Candidate[]): Promise<DataFile> {
  const schema = schemaReading();
  const rows = rowsReading();
  const parts = new Map<string, Part>([
    ["data.xml", { limit: rowsLimit, write: rows.reader.write }],
    ["data_schema.xml", { limit: schemaLimit, write: schema.reader.write }],
  ]);
  for (const { path, sha256 } of found) {
    const part = parts.get(basename(path).toLowerCase());
    const bytes = await sealedBytes(path, sha256, part?.limit ?? zipLimit);
    if (part === undefined) await readParts(bytes, parts);
    else part.write(bytes);
  }
  rows.reader.end();
  schema.reader.end();
  return joined(schema.result(), rows.result());
}
