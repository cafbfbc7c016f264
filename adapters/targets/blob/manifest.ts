import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { ordinal } from "../../../core/model/ordinal.ts";
import type { Blob } from "./read-blob.ts";
import type { SiteFile } from "./site-files.ts";

/** One file of a release as it lies in the container. */
export type ManifestFile = Readonly<{
  bytes: number;
  sha256: string;
  /** The name of its kept content below `.release-manager/content/`. */
  content: string;
}>;

/** One artefact of a release and the folder that it lies in; empty: the container's root. */
export type ManifestArtefact = Readonly<{ name: string; digest: string; folder: string }>;

/** What a container holds, as `.release-manager/manifest.json` says it. One more of the same form stays for each kept release. */
export type Manifest = Readonly<{
  schema: 1;
  release: Readonly<{ id: string; name: string }>;
  /** The root of the release's seal. */
  root: string;
  /** ISO 8601, UTC: when it came into use. */
  deployedOn: string;
  artefacts: readonly ManifestArtefact[];
  /** By their names in the container. */
  files: Readonly<Record<string, ManifestFile>>;
}>;

/** The most files that a manifest names. */
export const mostFiles = 20_000;

/** Everything of ours that is no part of the site begins like this. */
export const ownFolder = ".release-manager/";

/** Names the current release. */
export const manifestName = `${ownFolder}manifest.json`;

/** Whose lease is the lock. */
export const lockName = `${ownFolder}lock`;

/** The kept content of a file. */
export function contentName(file: Readonly<{ content: string }>): string {
  return `${contentFolder}${file.content}`;
}

/** Where the manifest of a release stays. */
export function keptManifestName(release: string, sealRoot: string): string {
  const safe = release.replace(/[^A-Za-z0-9._-]+/g, "_").slice(0, 80);
  return `${releasesFolder}${safe === "" ? "release" : safe}-${sealRoot.slice(0, 8)}.json`;
}

const contentFolder = `${ownFolder}content/`;
const releasesFolder = `${ownFolder}releases/`;

/** The manifest of a release that has just come into use. */
export function manifestFor(
  head: Pick<Manifest, "release" | "root" | "deployedOn">,
  artefacts: readonly SealedArtefact[],
  files: readonly SiteFile[],
): Manifest {
  const folderOf = (name: string): string => files.find(({ artefact }) => artefact === name)?.folder ?? "";
  return {
    schema: 1,
    ...head,
    artefacts: artefacts.map(({ name, digest }) => ({ name, digest, folder: folderOf(name) })),
    files: Object.fromEntries(
      files.map(({ name, bytes, sha256, content }) => [name, { bytes, sha256, content }]),
    ),
  };
}

/** Which kept manifests stay: the newest `keep`, always the current one and the one before it. */
export function keptReleases(
  listing: readonly Blob[],
  keep: number,
  always: readonly string[],
): Readonly<{ stay: readonly string[]; go: readonly string[] }> {
  const found = listing.filter(({ name }) => name.startsWith(releasesFolder));
  const newestFirst = [...found].sort((a, b) => b.modified - a.modified || ordinal(a.name, b.name));
  const first = found.filter(({ name }) => always.includes(name)).map(({ name }) => name);
  const others = newestFirst.map(({ name }) => name).filter((name) => !first.includes(name));
  const room = Math.max(0, keep - first.length);
  return { stay: [...first, ...others.slice(0, room)], go: others.slice(room) };
}

/** Kept contents that no kept release needs. */
export function unneededContents(listing: readonly Blob[], kept: readonly Manifest[]): readonly string[] {
  const needed = new Set(kept.flatMap(({ files }) => Object.values(files).map(contentName)));
  return listing
    .map(({ name }) => name)
    .filter((name) => name.startsWith(contentFolder) && !needed.has(name));
}
