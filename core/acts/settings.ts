import { refusal } from "../failure.ts";
import { defaultSettings, type Settings } from "../model/settings.ts";
import { readSettingsText } from "./read-settings.ts";
import type { Documents } from "../ports.ts";

/** The settings of a project. Without an `etag` nothing was stored yet. */
export type StoredSettings = Readonly<{ value: Settings; etag?: number }>;

const id = "settings";

/** The project's settings, or the default ones. Refused where they are there and cannot be understood. */
export async function readSettings(
  projectId: string,
  documents: Pick<Documents, "read">,
): Promise<StoredSettings> {
  const stored = await documents.read(collectionOf(projectId), id);
  if (!stored) return { value: defaultSettings };
  const read = readSettingsText(JSON.stringify(stored.value ?? {}));
  if (!("faults" in read)) return { value: read, etag: stored.etag };
  throw refusal({
    code: "RM044",
    what: "The settings could not be read",
    where: `document ${id} of ${collectionOf(projectId)}`,
    cause: read.faults.join(" "),
    next: "Update the extension, or save the settings again",
  });
}

/** Stores the settings. Refused (RM042) when somebody else stored them since `etag` was read. */
export async function writeSettings(
  projectId: string,
  settings: Settings,
  etag: number | undefined,
  documents: Pick<Documents, "write">,
): Promise<number> {
  return documents.write(collectionOf(projectId), id, settings, etag);
}

function collectionOf(projectId: string): string {
  return `settings-${projectId}`;
}
