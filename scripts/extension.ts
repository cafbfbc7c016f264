import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");
export const taskNames = ["seal", "connection", "deploy", "start", "gate"] as const;
export type TaskName = (typeof taskNames)[number];

/** A task.json as it is packed. Only what the scripts look at is typed. */
export type TaskJson = Readonly<{
  id: string;
  name: string;
  friendlyName: string;
  version: Readonly<{ Major: number; Minor: number; Patch: number }>;
}> &
  Readonly<Record<string, unknown>>;

/** The manifest as it is packed. Only what the scripts look at is typed. */
export type Manifest = Readonly<{
  id: string;
  publisher: string;
  version: string;
  name: string;
  scopes: readonly string[];
}> &
  Readonly<Record<string, unknown>>;

/** Which edition is made. `dev` can be installed beside the real one: it has ids of its own. */
export type Channel = "release" | "dev";

/** The manifests of one channel: the only place where ids come from. */
export type Extension = Readonly<{ manifest: Manifest; tasks: Readonly<Record<TaskName, TaskJson>> }>;

/** Reads the manifests and gives them the ids of the channel. */
export async function readExtension(channel: Channel): Promise<Extension> {
  const manifest = await readJson<Manifest>("vss-extension.json");
  const task = (name: TaskName): Promise<TaskJson> => readJson<TaskJson>(`tasks/${name}/task.json`);
  const tasks = {
    seal: await task("seal"),
    connection: await task("connection"),
    deploy: await task("deploy"),
    start: await task("start"),
    gate: await task("gate"),
  };
  if (channel === "release") return { manifest, tasks };
  return {
    manifest: {
      ...manifest,
      id: `${manifest.id}-dev`,
      publisher: `${manifest.publisher}-dev`,
      name: `${manifest.name} (dev)`,
    },
    tasks: {
      seal: asDev(tasks.seal),
      connection: asDev(tasks.connection),
      deploy: asDev(tasks.deploy),
      start: asDev(tasks.start),
      gate: asDev(tasks.gate),
    },
  };
}

/** The ids that the product's code gets at build time, because none is written twice. */
export function definitions({ manifest, tasks }: Extension): Record<string, string> {
  const { id, publisher, version } = manifest;
  return {
    TASK_IDS: JSON.stringify({
      seal: tasks.seal.id,
      connection: tasks.connection.id,
      deploy: tasks.deploy.id,
      start: tasks.start.id,
      gate: tasks.gate.id,
    }),
    EXTENSION: JSON.stringify({ publisher, id, version }),
  };
}

function asDev(task: TaskJson): TaskJson {
  return { ...task, id: derivedGuid(task.id), friendlyName: `${task.friendlyName} (dev)` };
}

/** A GUID that is always the same for the same one, in the form of RFC 9562 version 5. */
function derivedGuid(guid: string): string {
  const hex = createHash("sha1").update(`dev channel of ${guid}`).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(join(root, path), "utf8")) as T;
}
