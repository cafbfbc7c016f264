import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { World } from "./world.ts";

/** Every text in the vault: secrets of groups, of snapshots and of runs. Shorter ones are not told from ordinary words. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.length >= 8 ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

const formsOf = (secret: string): readonly string[] => [
  secret,
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  encodeURIComponent(secret),
];

async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** The files of a world in which a secret of its samples stands: plain, base64 or URL-encoded. */
export async function filesWithSecrets({ folder }: World): Promise<readonly string[]> {
  const vault: unknown = JSON.parse(await readFile(join(folder, "vault.json"), "utf8"));
  const secrets = [...new Set(textsIn(vault))];
  assert.ok(secrets.length >= 3, "the samples have secrets");
  const files = (await filesUnder(folder)).filter((file) => !file.endsWith("vault.json"));
  assert.ok(
    files.some((file) => file.includes("attachments")) && files.some((file) => file.includes("logs")),
  );
  const found: string[] = [];
  for (const file of files) {
    const content = await readFile(file, "latin1");
    const held = secrets.filter((secret) => formsOf(secret).some((form) => content.includes(form)));
    if (held.length > 0) found.push(relative(folder, file));
  }
  return found;
}
