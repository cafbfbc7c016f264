import { hexadecimal, moment, object, oneOf, readJson, text } from "../../../core/model/read-shape.ts";

/** What we leave at a site. It lies with the site's content, so that a swap takes it along. */
export type Marker = Readonly<{
  schema: 1;
  release: Readonly<{ id: string; name: string }>;
  root: string;
  artefact: Readonly<{ name: string; digest: string }>;
  /** The deployment that brought it, and when, by the site's clock. */
  deployment: Readonly<{ id: string; receivedOn: string }>;
}>;

const shape = object<Marker>({
  schema: oneOf(1),
  release: object<Marker["release"]>({ id: text(60), name: text(400) }),
  root: hexadecimal(64),
  artefact: object<Marker["artefact"]>({ name: text(256), digest: hexadecimal(64) }),
  deployment: object<Marker["deployment"]>({ id: text(200), receivedOn: moment }),
});

/** Reads a marker from untrusted text. Absent where it is none of ours. */
export function readMarker(wire: string): Marker | undefined {
  const marker = readJson(wire, { what: "marker", maxCharacters: 4096, schema: 1 }, shape);
  return "faults" in marker ? undefined : marker;
}

/** The marker as it is written. */
export function markerText(marker: Marker): string {
  return `${JSON.stringify(marker, null, 2)}\n`;
}

/** Where a site's marker lies, below the home folder: beside the content, where no deployment deletes it. */
export function markerPath(site: string): string {
  return `data/release-manager/${site.toLowerCase()}.json`;
}
