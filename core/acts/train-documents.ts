import { refusal } from "../failure.ts";
import { readApplicationRelease, readTurnover } from "../model/train/read-turnover.ts";
import { readTemplate, readTrainText } from "../model/train/read-train.ts";
import type { ApplicationRelease } from "../model/train/application-release.ts";
import type { TrainTemplate } from "../model/train/template.ts";
import type { Train } from "../model/train/train.ts";
import type { Turnover } from "../model/train/turnover.ts";
import type { Documents, Stored } from "../ports.ts";
import { understood, type Kept, type Listed } from "./stored-documents.ts";

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

/** The number of a new train. That of one that cannot be read is taken all the same: it is its document's id. */
export function nextNumber({ kept, unread }: Listed<Train>): number {
  const numbers = [...kept.map(({ value }) => value.number), ...unread.map(({ id }) => Number(id) || 0)];
  return Math.max(0, ...numbers) + 1;
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
  return { train, ...(await readTravelling(train.value.id, documents)) };
}

/** What travels on a train, by the train's id: one request. */
export async function readTravelling(
  train: string,
  documents: Pick<Documents, "list">,
): Promise<Pick<WholeTrain, "releases" | "turnovers">> {
  const parts = await documents.list(partsCollection(train));
  const of = (kind: string): readonly Stored<unknown>[] =>
    parts.filter(({ id }) => id.startsWith(`${kind}-`));
  return {
    releases: understood(of("release"), readApplicationRelease, (one) => partOf(train, one, "release")),
    turnovers: understood(of("turnover"), readTurnover, (one) => partOf(train, one, "turnover")),
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

function partOf(
  train: string,
  part: Readonly<{ id: string; train: string }>,
  kind: "release" | "turnover",
): string {
  return part.train === train ? partDocument(kind, part.id) : "that of another train";
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
