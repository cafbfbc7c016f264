import { map, moment, object, oneOf, optional, readJson, text } from "../../../../core/model/read-shape.ts";
import type { Disk } from "./disk.ts";
import { markerName } from "./layout.ts";
import type { ReleaseWork } from "./release-work.ts";

/** What a release folder says of itself. `deployedOn` is there once it was complete and in use. */
export type Marker = Readonly<{
  schema: 1;
  release: Readonly<{ id: string; name: string }>;
  root: string;
  artefacts: Readonly<Record<string, string>>;
  deployedOn?: string;
}>;

const markerShape = object<Marker>({
  schema: oneOf(1),
  release: object<Marker["release"]>({ id: text(200), name: text(400) }),
  root: text(64),
  artefacts: map(text(64), 500),
  deployedOn: optional(moment),
});

/** Reads the marker of a release folder. Absent where there is none, or one that we did not write. */
export async function readMarker(disk: Disk, folder: string): Promise<Marker | undefined> {
  const json = await disk.readText(disk.join(folder, markerName));
  if (json === undefined) return undefined;
  const read = readJson(json, { what: "marker", maxCharacters: 1_000_000, schema: 1 }, markerShape);
  return "faults" in read ? undefined : read;
}

/** Writes into the folder of this release what it holds, so that there is never half a marker. */
export async function mark(
  { disk, layout, settings }: ReleaseWork,
  known: Pick<Marker, "artefacts" | "deployedOn">,
): Promise<void> {
  const release = { id: settings.release.id, name: settings.release.name };
  const marker: Marker = { ...known, schema: 1, release, root: settings.sealRoot };
  await disk.writeWhole(disk.join(layout.release, markerName), `${JSON.stringify(marker, null, 2)}\n`);
}
