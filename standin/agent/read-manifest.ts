import type { TaskManifest } from "./job.ts";

/** Reads a task.json; a file that is none throws and says what is missing. */
export function readManifest(text: string, where: string): TaskManifest {
  const manifest = JSON.parse(text.replace(/^\uFEFF/, "")) as Partial<TaskManifest>;
  if (typeof manifest.id !== "string" || typeof manifest.name !== "string") {
    throw new Error(`${where} has no id or no name.`);
  }
  const { id, name, friendlyName = name, description = "", author = "" } = manifest;
  return { ...manifest, id, name, friendlyName, description, author, version: versionOf(manifest, where) };
}

/** The schema allows numbers as text, too. */
function versionOf(manifest: Partial<TaskManifest>, where: string): TaskManifest["version"] {
  const given = (manifest.version ?? {}) as Readonly<Record<string, number | string | undefined>>;
  const version = {
    Major: Number(given["Major"]),
    Minor: Number(given["Minor"]),
    Patch: Number(given["Patch"]),
  };
  if (Object.values(version).every((part) => Number.isInteger(part))) return version;
  throw new Error(`${where} has no version of three numbers.`);
}
