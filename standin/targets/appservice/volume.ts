import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Unpacked } from "../unpack.ts";

/** A record of a deployment, as Kudu keeps it. `log` is told apart. */
export type DeploymentRow = {
  id: string;
  status: number;
  status_text: string;
  message: string;
  deployer: string;
  received_time: string;
  start_time: string;
  end_time: string | null;
  complete: boolean;
  active: boolean;
  is_temp: boolean;
  is_readonly: boolean;
  log: { id: string; message: string; details?: readonly string[] }[];
};

/** The home folder of a place, which a swap moves to the other place as a whole, its history included. */
export type Volume = Readonly<{ home: string; rows: DeploymentRow[]; save: () => void }>;

/** Opens a volume in a folder; what was there before a restart is there again. */
export function openVolume(folder: string): Volume {
  const home = join(folder, "home");
  mkdirSync(join(home, "site", "wwwroot"), { recursive: true });
  const file = join(folder, "deployments.json");
  const rows = readRows(file);
  const save = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify(rows, undefined, 1));
    renameSync(`${file}.new`, file);
  };
  return { home, rows, save };
}

function readRows(file: string): DeploymentRow[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as DeploymentRow[];
  } catch {
    return [];
  }
}

/** A path below the home folder; absent for one that leads out of it. */
export function pathIn({ home }: Volume, path: string): string | undefined {
  const full = join(home, path);
  return full.startsWith(`${home}/`) ? full : undefined;
}

/**
 * Copies as KuduSync does: what is not in the zip is deleted, and a file that is there with the same time is skipped,
 * whatever its bytes are. `only`: so many files, then it breaks off.
 */
export function sync({ home }: Volume, files: readonly Unpacked[], only = files.length): void {
  const root = join(home, "site", "wwwroot");
  const wanted = new Set(files.map(({ path }) => path));
  for (const path of Object.keys(filesIn(root))) if (!wanted.has(path)) rmSync(join(root, path));
  for (const { path, bytes, time } of files.slice(0, only)) {
    const place = join(root, path);
    if (statSync(place, { throwIfNoEntry: false })?.mtime.getTime() === time.getTime()) continue;
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes);
    utimesSync(place, time, time);
  }
}

/** The texts of all files below a folder, by path. */
export function filesIn(root: string): Readonly<Record<string, string>> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(root, path), readFileSync(path, "utf8")];
    }),
  );
}
