import { join } from "node:path";
import { type FolderSettings, folderTarget } from "../../../../adapters/targets/folder/folder-target.ts";
import type { DyingOrder } from "../release-folder-world.ts";
import { whole } from "../whole.ts";
import { dieAtDiskWrites, killer } from "./kill-at.ts";

// Deploys what its only argument says, and dies at its n-th write to the disk.
type Order = DyingOrder & Readonly<{ settings: Omit<FolderSettings, "source"> }>;
const { killAt, settings, drop, artefacts } = JSON.parse(process.argv[2] ?? "") as Order;
const target = await folderTarget({ ...settings, source: (artefact) => join(drop, artefact) });
dieAtDiskWrites(killer(killAt));
await whole(target, artefacts);
