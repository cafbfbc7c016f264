import type { Disk } from "./disk.ts";
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
export async function readMarker(disk: Disk, folder: string): Promise<Marker | undefined> {
  const text = await disk.readText(disk.join(folder, markerName));
  return text === undefined ? undefined : markerIn(text);
}

function markerIn(text: string): Marker | undefined {
  try {
    const marker: unknown = JSON.parse(text);
    return isObject(marker) && isOurs(marker) ? (marker as Marker) : undefined;
  } catch {
    // No JSON: somebody else's file.
    return undefined;
  }
}

function isOurs({ schema, artefacts, release, deployedOn }: Readonly<Record<string, unknown>>): boolean {
  const dated = deployedOn === undefined || typeof deployedOn === "string";
  return schema === 1 && dated && isObject(artefacts) && isObject(release);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Writes the marker so that there is never half a marker. */
export async function writeMarker(disk: Disk, folder: string, marker: Marker): Promise<void> {
  await disk.writeWhole(disk.join(folder, markerName), `${JSON.stringify(marker, null, 2)}\n`);
}
