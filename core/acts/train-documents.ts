import { refusal } from "../failure.ts";
import { readApplicationRelease, readTurnover } from "../model/train/read-turnover.ts";
import { readTemplate, readTrainText } from "../model/train/read-train.ts";
import type { ApplicationRelease } from "../model/train/application-release.ts";
import type { TrainTemplate } from "../model/train/template.ts";
import type { Train } from "../model/train/train.ts";
import type { Turnover } from "../model/train/turnover.ts";
import type { Faults } from "../model/read-shape.ts";
import type { Documents, Stored } from "../ports.ts";

/** A document as it is stored. `etag` guards against lost updates. */
export type Kept<T> = Readonly<{ value: T; etag: number }>;

/** Documents of a kind. `unread`: those that cannot be understood, and why. */
export type Listed<T> = Readonly<{
  kept: readonly Kept<T>[];
  unread: readonly Readonly<{ id: string; why: string }>[];
}>;

/** A train with all that travels on it. */
export type WholeTrain = Readonly<{
  train: Kept<Train>;
  releases: Listed<ApplicationRelease>;
  turnovers: Listed<Turnover>;
}>;

/** The collection of a project's trains: one document a train, by its number. */
export function trainsCollection(projectId: string): string {
  return `trains-${projectId}`;
}

/** The collection of a project's templates. */
export function templatesCollection(projectId: string): string {
  return `train-templates-${projectId}`;
}

/** The collection of what travels on a train: one document an application release, one a turnover. */
export function partsCollection(train: string): string {
  return `train-${train}`;
}

/** The document of an application release or of a turnover. */
export function partDocument(kind: "release" | "turnover", id: string): string {
  return `${kind}-${id}`;
}

/** All trains of a project, newest first. */
export async function listTrains(
  projectId: string,
  documents: Pick<Documents, "list">,
): Promise<Listed<Train>> {
  const found = await documents.list(trainsCollection(projectId));
  const { kept, unread } = understood(found, readTrainText, ({ number }) => String(number));
  return { kept: [...kept].sort((a, b) => b.value.number - a.value.number), unread };
}

/** All templates of a project. */
export async function listTemplates(
  projectId: string,
  documents: Pick<Documents, "list">,
): Promise<Listed<TrainTemplate>> {
  return understood(await documents.list(templatesCollection(projectId)), readTemplate, ({ id }) => id);
}

/** A train by its number, with all that travels on it: two requests. Refused where there is none (RM041) or it cannot be understood (RM044). */
export async function readWholeTrain(
  projectId: string,
  number: number,
  documents: Pick<Documents, "read" | "list">,
): Promise<WholeTrain> {
  const collection = trainsCollection(projectId);
  const stored = await documents.read(collection, String(number));
  const where = `document ${number} of ${collection}`;
  if (stored === undefined) throw noTrain(where);
  const read = understood([stored], readTrainText, (one) => String(one.number));
  const [train] = read.kept;
  if (train === undefined) throw unreadable(where, read.unread[0]?.why ?? "");
  const parts = await documents.list(partsCollection(train.value.id));
  const of = (kind: string): readonly Stored<unknown>[] =>
    parts.filter(({ id }) => id.startsWith(`${kind}-`));
  const mine = train.value.id;
  return {
    train,
    releases: understood(of("release"), readApplicationRelease, (one) => partOf(mine, one, "release")),
    turnovers: understood(of("turnover"), readTurnover, (one) => partOf(mine, one, "turnover")),
  };
}

/** The same, refused (RM044) where anything of it cannot be understood: what is not known may be what counts. */
export async function readForActing(
  projectId: string,
  number: number,
  documents: Pick<Documents, "read" | "list">,
): Promise<WholeTrain> {
  const whole = await readWholeTrain(projectId, number, documents);
  const [first] = [...whole.releases.unread, ...whole.turnovers.unread];
  if (first === undefined) return whole;
  throw unreadable(`document ${first.id} of ${partsCollection(whole.train.value.id)}`, first.why);
}

/** What is stored must be readable again: the faults of a document that would not be, else nothing. */
export function storingFaults<T extends object>(
  value: T,
  read: (text: string) => T | Faults,
): readonly string[] {
  const again = read(JSON.stringify(value));
  return "faults" in again ? again.faults : [];
}

function partOf(
  train: string,
  part: Readonly<{ id: string; train: string }>,
  kind: "release" | "turnover",
): string {
  return part.train === train ? partDocument(kind, part.id) : "that of another train";
}

function understood<T extends object>(
  found: readonly Stored<unknown>[],
  read: (text: string) => T | Faults,
  idOf: (value: T) => string,
): Listed<T> {
  const all = found.map(({ id, etag, value }) => ({ id, etag, value: read(JSON.stringify(value ?? {})) }));
  const why = (one: (typeof all)[number]): string | undefined => {
    if ("faults" in one.value) return one.value.faults.join(" ");
    return idOf(one.value) === one.id ? undefined : `The document ${one.id} holds ${idOf(one.value)}.`;
  };
  return {
    kept: all.flatMap((one) =>
      "faults" in one.value || why(one) !== undefined ? [] : [{ value: one.value, etag: one.etag }],
    ),
    unread: all.flatMap((one) => {
      const fault = why(one);
      return fault === undefined ? [] : [{ id: one.id, why: fault }];
    }),
  };
}

function noTrain(where: string): Error {
  const cause = "Azure DevOps holds no such document";
  return refusal({
    code: "RM041",
    what: "The train was not found",
    where,
    cause,
    next: "Look at the list of trains",
  });
}

function unreadable(where: string, cause: string): Error {
  const next =
    "Update the extension; if it is the newest, ask an administrator to remove or mend the document";
  return refusal({ code: "RM044", what: "The train could not be read", where, cause, next });
}
