import { refusal } from "../failure.ts";
import { noTrainSettings, readTrainSettingsText, type TrainSettings } from "../model/train/train-settings.ts";
import type { Office, Roles } from "../model/train/role.ts";
import type { Documents, People } from "../ports.ts";
import { inParallel } from "./in-parallel.ts";
import { readingOf } from "./reading-of.ts";

/** The settings of a project's release trains. Without an `etag` nothing was stored yet. */
export type StoredTrainSettings = Readonly<{ value: TrainSettings; etag?: number }>;

const id = "train-settings";

/** The settings, or those where nobody holds an office. Refused (RM044) where they are there and cannot be understood. */
export async function readTrainSettings(
  projectId: string,
  documents: Pick<Documents, "read">,
): Promise<StoredTrainSettings> {
  const stored = await documents.read(collectionOf(projectId), id);
  if (!stored) return { value: noTrainSettings };
  const read = readTrainSettingsText(JSON.stringify(stored.value ?? {}));
  if (!("faults" in read)) return { value: read, etag: stored.etag };
  throw refusal({
    code: "RM044",
    what: "The settings of release trains could not be read",
    where: `document ${id} of ${collectionOf(projectId)}`,
    cause: read.faults.join(" "),
    next: "Update the extension, or save the settings again",
  });
}

/** Stores the settings. Refused (RM042) when somebody else stored them since `etag` was read. */
export function writeTrainSettings(
  projectId: string,
  settings: TrainSettings,
  etag: number | undefined,
  documents: Pick<Documents, "write">,
): Promise<number> {
  return documents.write(collectionOf(projectId), id, settings, etag);
}

/** Who holds the offices now: the people who are named, and the members of the groups as far as they can be read. */
export async function rolesOf({ offices }: TrainSettings, people: Pick<People, "members">): Promise<Roles> {
  const groups = Object.values(offices).flatMap((office) => office.groups);
  const ids = [...new Set(groups.map((group) => group.id))];
  const read = await inParallel(ids, 4, (group) => readingOf(people.members(group)));
  const members = new Map(ids.map((group, at) => [group, read[at]]));
  const holding = (office: Office): Roles[Office] => {
    const { people: named, groups: given } = offices[office];
    const found = given.map((group) => ({ group, reading: members.get(group.id) }));
    const inGroups = found.flatMap(({ reading }) => (reading?.kind === "read" ? reading.value : []));
    return {
      people: [...new Set([...named.map((one) => one.id), ...inGroups])],
      unread: found.flatMap(({ group, reading }) => (reading?.kind === "read" ? [] : [group.name])),
    };
  };
  return {
    releaseManager: holding("releaseManager"),
    releaseEngineer: holding("releaseEngineer"),
    executive: holding("executive"),
  };
}

function collectionOf(projectId: string): string {
  return `settings-${projectId}`;
}
