import type { Disk } from "./disk.ts";

/** Where things are in a folder of releases. `docs/targets.md` draws it. */
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
export function layoutOf(
  disk: Pick<Disk, "join">,
  root: string,
  release: Readonly<{ name: string; sealRoot: string }>,
): Layout {
  const name = `${safeName(release.name)}-${release.sealRoot.slice(0, 8)}`;
  const releases = disk.join(root, "releases");
  return {
    root,
    releases,
    release: disk.join(releases, name),
    releaseName: name,
    current: disk.join(root, "current"),
    lock: lockOf(disk, root),
  };
}

/** The lock of a folder of releases. */
export function lockOf(disk: Pick<Disk, "join">, root: string): string {
  return disk.join(root, lockName);
}

/** The lock's name. What a kill leaves of it begins with this name and a full stop. */
export const lockName = ".release-manager.lock";

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
