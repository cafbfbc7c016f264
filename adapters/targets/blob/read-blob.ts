import {
  hexadecimal,
  list,
  map,
  moment,
  object,
  oneOf,
  readJson,
  text,
  wholeNumber,
} from "../../../core/model/read-shape.ts";
import type { Faults } from "../../../core/model/read-shape.ts";
import { walkXml } from "../shared/walk-xml.ts";
import { mostFiles } from "./manifest.ts";
import type { Manifest, ManifestArtefact, ManifestFile } from "./manifest.ts";

/** One blob of a listing (Blob service, List Blobs 2021-12-02). Absent: the blob does not say. */
export type Blob = Readonly<{
  name: string;
  bytes: number;
  /** As the service writes it in a listing, without quotation marks. */
  etag: string;
  /** Milliseconds since 1970, to the second. */
  modified: number;
  contentType: string;
  cacheControl: string;
  /** What Release Manager wrote beside the blob when it sent it: the SHA-256 of its bytes. */
  sha256?: string;
  /** A copy of it is still going on, or broke off. */
  copying?: string;
}>;

/** A page of a listing, with the mark of the next one where there is one. Absent where the answer is no whole listing. */
export function readListing(xml: string): Readonly<{ blobs: readonly Blob[]; next: string }> | undefined {
  const blobs: Blob[] = [];
  const page = { next: "", ended: false, garbled: false };
  let fields = new Map<string, string>();
  const whole = walkXml(xml, ({ path, attributes, text: value }) => {
    if (path === "EnumerationResults") page.ended = true;
    if (path === "EnumerationResults/NextMarker") page.next = value;
    if (!path.startsWith(blobPath)) return;
    if (path === blobPath) {
      blobs.push(blobOf(fields));
      fields = new Map();
      return;
    }
    const plain = attributes["Encoded"] === "true" ? decoded(value) : value;
    if (plain === undefined) page.garbled = true;
    else fields.set(path.slice(blobPath.length + 1), plain);
  });
  return whole && page.ended && !page.garbled ? { blobs, next: page.next } : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const blobPath = "EnumerationResults/Blobs/Blob";

function blobOf(fields: ReadonlyMap<string, string>): Blob {
  const property = (name: string): string => fields.get(`Properties/${name}`) ?? "";
  const sha256 = fields.get(`Metadata/${digestName}`);
  const copy = property("CopyStatus");
  return {
    name: fields.get("Name") ?? "",
    bytes: Number(property("Content-Length")),
    etag: property("Etag").replaceAll('"', ""),
    modified: Date.parse(property("Last-Modified")),
    contentType: property("Content-Type"),
    cacheControl: property("Cache-Control"),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(copy === "" || copy === "success" ? {} : { copying: copy }),
  };
}

/** The name under which a blob carries the SHA-256 of its bytes. */
export const digestName = "rm_sha256";

/** The code and the sentence of an error (`<Error><Code/><Message/></Error>`); empty where there is none. */
export function readBlobError(xml: string): Readonly<{ code: string; message: string }> {
  let [code, message] = ["", ""];
  walkXml(xml, ({ path, text: value }) => {
    if (path === "Error/Code") code = value;
    // The ids that follow in lines of their own are told elsewhere.
    if (path === "Error/Message") message = value.split("\n")[0] ?? "";
  });
  return { code, message };
}

/** Reads a manifest strictly. Anybody who may write to the container may have written it. */
export function readManifest(json: string): Manifest | Faults {
  return readJson(
    json,
    { what: "manifest at the target", maxCharacters: 16_000_000, schema: 1 },
    manifestShape,
  );
}

const manifestShape = object<Manifest>({
  schema: oneOf(1),
  release: object<Manifest["release"]>({ id: text(200), name: text(400) }),
  root: hexadecimal(64),
  deployedOn: moment,
  artefacts: list(
    object<ManifestArtefact>({ name: text(256), digest: hexadecimal(64), folder: text(256) }),
    500,
  ),
  files: map(
    object<ManifestFile>({ bytes: wholeNumber, sha256: hexadecimal(64), content: text(100) }),
    mostFiles,
  ),
});

/** Who holds a container. */
export type Holder = Readonly<{ release: string; stage: string; since: string }>;

/** Reads who holds the container from the lock's metadata. Absent where it says nothing that we understand. */
export function readHolder(value: string | undefined): Holder | undefined {
  if (value === undefined) return undefined;
  try {
    const { release, stage, since } = JSON.parse(decodeURIComponent(value)) as Record<string, unknown>;
    const all = typeof release === "string" && typeof stage === "string" && typeof since === "string";
    return all ? { release, stage, since } : undefined;
  } catch {
    return undefined;
  }
}
