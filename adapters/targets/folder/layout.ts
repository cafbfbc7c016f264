import { join } from "node:path";

/** Where things are in a folder target. `docs/targets.md` draws it. */
export type Layout = Readonly<{
  root: string;
  releases: string;
  /** The folder of this release: its name for people, the beginning of its root digest for truth. */
  release: string;
  releaseName: string;
  /** A link to the release that is in use, or a file with its path where links cannot be made. */
  current: string;
  lock: string;
}>;

/** The places of one release below `root`. */
export function layoutOf(root: string, releaseName: string, sealRoot: string): Layout {
  const name = `${safeName(releaseName)}-${sealRoot.slice(0, 8)}`;
  const releases = join(root, "releases");
  return {
    root,
    releases,
    release: join(releases, name),
    releaseName: name,
    current: join(root, "current"),
    lock: lockOf(root),
  };
}

/** The lock of a folder target. */
export function lockOf(root: string): string {
  return join(root, ".release-manager.lock");
}

/** The marker that says what a release folder holds. */
export const markerName = ".release-manager.json";

/** The beginning of the names of folders that are being written. */
export const partial = ".partial-";

function safeName(name: string): string {
  const safe = name
    .replace(/[^A-Za-z0-9._-]+/g, "_")
    .replace(/^\.+/, "_")
    .slice(0, 80);
  return safe === "" ? "release" : safe;
}
