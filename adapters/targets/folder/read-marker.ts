import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { markerName } from "./layout.ts";

/** What a release folder says of itself. `deployedOn` is there once it was complete and in use. */
export type Marker = Readonly<{
  schema: 1;
  release: Readonly<{ id: string; name: string }>;
  root: string;
  artefacts: Readonly<Record<string, string>>;
  deployedOn?: string;
}>;

/** Reads the marker of a release folder. Absent where there is none, or one that we did not write. */
export async function readMarker(folder: string): Promise<Marker | undefined> {
  try {
    const marker = JSON.parse(await readFile(join(folder, markerName), "utf8")) as Partial<Marker> | null;
    const usable =
      marker?.schema === 1 && typeof marker.artefacts === "object" && marker.release !== undefined;
    return usable ? (marker as Marker) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the marker beside and moves it into place, so that there is never half a marker. */
export async function writeMarker(folder: string, marker: Marker): Promise<void> {
  await writeWhole(join(folder, markerName), `${JSON.stringify(marker, null, 2)}\n`);
}

/** Writes a small file so that a reader sees the old one or the new one, never a part. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}
