import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { folderTarget } from "../../../adapters/targets/folder/folder-target.ts";
import { diesIn } from "./children/run-child.ts";
import { conforms } from "./conformance.ts";
import {
  badReleases,
  type ReleaseFolderWorld,
  wayBack,
  type Way,
  withReleaseFolder,
} from "./release-folder-world.ts";

const way: Way = {
  open: (path, settings) => folderTarget({ ...settings, path }),
  dies: (path, order) => diesIn("deploy-folder", { ...order, settings: { ...order.settings, path } }),
};
const isRoot = process.getuid?.() === 0;

conforms<ReleaseFolderWorld>({
  name: "folder",
  withWorld: (use) => withReleaseFolder(way, use),
  together: "refuses",
  wayBack,
  // Whoever is root may write everywhere.
  broken: isRoot ? [] : [{ title: "a folder without the right to write", open: readOnly }],
  badInputs: [
    ...badReleases,
    {
      title: "a path that is not absolute",
      code: "RM010",
      cause: /not an absolute path/,
      act: (world) => at(world, "srv/app"),
    },
    {
      title: "a path whose parent is not there",
      code: "RM010",
      cause: /neither it nor .* exists/,
      act: (world) => at(world, join(world.at, "no", "such")),
    },
    {
      title: "a path that is a file",
      code: "RM010",
      cause: /it is a file, no folder/,
      act: async (world) => {
        await writeFile(join(world.base, "file"), "x");
        return at(world, join(world.base, "file"));
      },
    },
  ],
});

function at({ settingsOf }: ReleaseFolderWorld, path: string): ReturnType<typeof folderTarget> {
  return folderTarget({ ...settingsOf("first", "job"), path });
}

async function readOnly(world: ReleaseFolderWorld): ReturnType<typeof folderTarget> {
  await chmod(world.at, 0o500);
  return at(world, world.at);
}
