import { randomUUID } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Site } from "../site.ts";

/** Files beside the state: their names in it are relative to `storage/`. */
export function storeText(site: Site, area: string, text: string): string {
  const file = join(area, randomUUID());
  mkdirSync(dirname(join(site.storage, file)), { recursive: true });
  writeFileSync(join(site.storage, file), text);
  return file;
}

export function readLines(site: Site, file: string): string {
  return readFileSync(join(site.storage, file), "utf8");
}

export function readStored(site: Site, file: string): Buffer {
  return readFileSync(join(site.storage, file));
}

export function storeCopy(site: Site, area: string, path: string): string {
  const file = join(area, randomUUID());
  mkdirSync(join(site.storage, area), { recursive: true });
  copyFileSync(path, join(site.storage, file));
  return file;
}

export function storeFolder(site: Site, area: string, folder: string): string {
  const target = join(area, randomUUID());
  mkdirSync(join(site.storage, area), { recursive: true });
  cpSync(folder, join(site.storage, target), { recursive: true });
  return target;
}

export function removeStored(site: Site, file: string): void {
  rmSync(join(site.storage, file), { recursive: true, force: true });
}

/** All files below a folder, `/` between the parts, sorted. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}

export function bytesBelow(folder: string): number {
  return filesBelow(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
