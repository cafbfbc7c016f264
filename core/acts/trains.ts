import { ended, Failure, refusal } from "../failure.ts";
import type { Sha256 } from "../model/sha256.ts";
import { actOnRelease, newApplicationRelease } from "../model/train/act-on-release.ts";
import type { ReleaseAct, ReleaseDraft } from "../model/train/act-on-release.ts";
import { actOnTrain, type TrainAct } from "../model/train/act-on-train.ts";
import { actOnTurnover, newTurnover, promotedTurnover } from "../model/train/act-on-turnover.ts";
import type { PromotionDraft, TurnoverAct, TurnoverDraft } from "../model/train/act-on-turnover.ts";
import type { ApplicationRelease } from "../model/train/application-release.ts";
import { readTemplate, readTrainText } from "../model/train/read-train.ts";
import { readApplicationRelease, readTurnover } from "../model/train/read-turnover.ts";
import { isRefused, type Doing, type Refused } from "../model/train/refused.ts";
import type { Roles } from "../model/train/role.ts";
import { newTrain, templateOf, trainFromTemplate } from "../model/train/template.ts";
import type { TrainDraft, TrainTemplate } from "../model/train/template.ts";
import type { Train, TrainFacts } from "../model/train/train.ts";
import type { Turnover, TurnoverFacts } from "../model/train/turnover.ts";
import type { Documents } from "../ports.ts";
import { againstOthers, storingFaults, type Kept } from "./stored-documents.ts";
import { listTrains, nextNumber, partDocument, partsCollection, readForActing } from "./train-documents.ts";
import { templatesCollection, trainsCollection, type WholeTrain } from "./train-documents.ts";
import { appendEntry, entryFaults, type LedgerDraft } from "./train-ledger.ts";

/** Who acts, with which roles, in which project, and what was read of the world for it. */
export type TrainActing = Readonly<{
  projectId: string;
  doing: Doing;
  roles: Roles;
  facts: Pick<TrainFacts, "criteria" | "calendar"> & Pick<TurnoverFacts, "workItems" | "stages">;
  documents: Documents;
  sha256: Sha256;
}>;

/** What storing a new train needs: nothing is judged by facts then. */
export type TrainMaking = Omit<TrainActing, "facts">;

/** A thing as the person saw it: an act upon another revision is refused (RM042). */
export type Seen = Readonly<{ id: string; revision: number }>;

/** What a new train is made of: all of it, or a template and what a template cannot know. The number comes from the list. */
export type NewTrain =
  | Readonly<{ draft: Omit<TrainDraft, "number"> }>
  | Readonly<{ template: TrainTemplate; draft: Pick<Train, "id" | "title" | "manager" | "from"> }>;

/** Creates a train with the next free number. Refused (RM001) as the rules say. */
export async function createTrain(wanted: NewTrain, acting: TrainMaking): Promise<Kept<Train>> {
  return againstOthers(async () => {
    const number = nextNumber(await listTrains(acting.projectId, acting.documents));
    const train = done(made(wanted, number, acting), "The train was not created");
    const writing = { kind: "train", id: train.id, before: undefined, act: { kind: "create" } } as const;
    return stored(writing, train, acting);
  });
}

function made(wanted: NewTrain, number: number, { doing, roles }: TrainMaking): Train | Refused {
  return "template" in wanted
    ? trainFromTemplate(wanted.template, { ...wanted.draft, number }, doing, roles)
    : newTrain({ ...wanted.draft, number }, doing, roles);
}

/** Keeps a train's plan as a new template. */
export async function keepTemplate(
  train: Train,
  named: Pick<TrainTemplate, "id" | "name">,
  { projectId, doing, roles, documents }: TrainActing,
): Promise<Kept<TrainTemplate>> {
  const value = done(templateOf(train, named, doing, roles), "The template was not kept");
  refuseUnfit(storingFaults(value, readTemplate), "The template was not kept");
  return { value, etag: await documents.write(templatesCollection(projectId), value.id, value) };
}

/** Does something to a train. Refused (RM001) as the rules say, and (RM042) where somebody else did something meanwhile. */
export async function changeTrain(
  number: number,
  seen: number,
  act: TrainAct,
  acting: TrainActing,
): Promise<Kept<Train>> {
  const whole = await wholeOf(number, acting);
  const { value, etag } = asSeen([whole.train], { id: whole.train.value.id, revision: seen });
  const after = done(actOnTrain(value, act, factsOf(whole, acting), acting.roles));
  return stored({ kind: "train", id: value.id, before: etag, act }, after, acting);
}

/** Adds an application release to a train. */
export async function addApplicationRelease(
  number: number,
  draft: ReleaseDraft,
  acting: TrainActing,
): Promise<Kept<ApplicationRelease>> {
  const whole = await wholeOf(number, acting);
  const made = done(newApplicationRelease(draft, factsOf(whole, acting), acting.roles));
  return stored({ kind: "release", id: made.id, before: undefined, act: { kind: "create" } }, made, acting);
}

/** Does something to an application release. Refused as `changeTrain` is. */
export async function changeApplicationRelease(
  number: number,
  seen: Seen,
  act: ReleaseAct,
  acting: TrainActing,
): Promise<Kept<ApplicationRelease>> {
  const whole = await wholeOf(number, acting);
  const { value, etag } = asSeen(whole.releases.kept, seen);
  const after = done(actOnRelease(value, act, factsOf(whole, acting), acting.roles));
  return stored({ kind: "release", id: value.id, before: etag, act }, after, acting);
}

/** Adds a turnover to a train. */
export async function addTurnover(
  number: number,
  draft: TurnoverDraft,
  acting: TrainActing,
): Promise<Kept<Turnover>> {
  const whole = await wholeOf(number, acting);
  const made = done(newTurnover(draft, factsOf(whole, acting), acting.roles));
  return stored({ kind: "turnover", id: made.id, before: undefined, act: { kind: "create" } }, made, acting);
}

/** Repeats a turnover that was deployed in another environment. */
export async function promoteTurnover(
  number: number,
  from: Seen,
  draft: PromotionDraft,
  acting: TrainActing,
): Promise<Kept<Turnover>> {
  const whole = await wholeOf(number, acting);
  const source = asSeen(whole.turnovers.kept, from).value;
  const made = done(promotedTurnover(source, draft, factsOf(whole, acting), acting.roles));
  const act = { kind: "promote", from: source.id };
  return stored({ kind: "turnover", id: made.id, before: undefined, act }, made, acting);
}

/** Does something to a turnover. Refused as `changeTrain` is. */
export async function changeTurnover(
  number: number,
  seen: Seen,
  act: TurnoverAct,
  acting: TrainActing,
): Promise<Kept<Turnover>> {
  const whole = await wholeOf(number, acting);
  const { value, etag } = asSeen(whole.turnovers.kept, seen);
  const after = done(actOnTurnover(value, act, factsOf(whole, acting), acting.roles));
  return stored({ kind: "turnover", id: value.id, before: etag, act }, after, acting);
}

function wholeOf(number: number, { projectId, documents }: TrainActing): Promise<WholeTrain> {
  return readForActing(projectId, number, documents);
}

/** What an act upon any part of a train is decided from. */
export function factsOf(
  whole: WholeTrain,
  { doing, facts }: Pick<TrainActing, "doing" | "facts">,
): TrainFacts & TurnoverFacts {
  return {
    ...facts,
    ...doing,
    train: whole.train.value,
    releases: whole.releases.kept.map(({ value }) => value),
    turnovers: whole.turnovers.kept.map(({ value }) => value),
  };
}

function asSeen<T extends Seen>(kept: readonly Kept<T>[], { id, revision }: Seen): Kept<T> {
  const found = kept.find(({ value }) => value.id === id);
  const what = "Nothing was changed on the train";
  if (found === undefined) {
    const cause = "It is not on the train";
    throw refusal({ code: "RM041", what, where: id, cause, next: "Look at the train again" });
  }
  if (found.value.revision === revision) return found;
  const cause = `Somebody else changed it: you saw revision ${revision}, and it is at ${found.value.revision}`;
  throw refusal({ code: "RM042", what, where: id, cause, next: "Look at what it is now, and do it again" });
}

function done<T extends object>(outcome: T | Refused, what = "Nothing was changed on the train"): T {
  if (!isRefused(outcome)) return outcome;
  const next = "Do what the sentence asks for, or ask somebody who may";
  throw refusal({ code: "RM001", what, where: "the train", cause: outcome.refused, next });
}

type Writing = Readonly<{
  kind: LedgerDraft["subject"]["kind"];
  id: string;
  before: number | undefined;
  act: unknown;
}>;

/** Stores what an act left of a train, or of a part of it, and enters the act in its ledger. */
export async function stored<T extends Train | ApplicationRelease | Turnover>(
  { kind, id, before, act }: Writing,
  value: T,
  { projectId, doing, documents, sha256 }: TrainMaking,
): Promise<Kept<T>> {
  const readers = { train: readTrainText, release: readApplicationRelease, turnover: readTurnover };
  const faults = [...storingFaults<object>(value, readers[kind]), ...entryFaults(act)];
  refuseUnfit(faults, "Nothing was changed on the train");
  const train = "train" in value ? value.train : value.id;
  const number = "number" in value ? String(value.number) : "";
  const [collection, document] =
    kind === "train"
      ? [trainsCollection(projectId), number]
      : [partsCollection(train), partDocument(kind, id)];
  const etag = await documents.write(collection, document, value, before);
  const draft = { train, subject: { kind }, act, document: value };
  await enterStored(draft, `${document} of ${collection}`, { doing, documents, sha256 });
  return { value, etag };
}

/** Enters in the ledger what is stored already. Where that fails, the failure says that the change is there all the same. */
export async function enterStored(
  draft: LedgerDraft,
  where: string,
  { doing, documents, sha256 }: Pick<TrainActing, "doing" | "documents" | "sha256">,
): Promise<void> {
  try {
    await appendEntry(draft, doing, documents, sha256);
  } catch (error) {
    throw unwritten(where, error);
  }
}

function refuseUnfit(faults: readonly string[], what: string): void {
  if (faults.length === 0) return;
  const next = "Make it shorter or smaller";
  throw refusal({ code: "RM001", what, where: "what would be stored", cause: faults.join(" "), next });
}

function unwritten(where: string, cause: unknown): Failure {
  const why = cause instanceof Failure ? ended(cause.report.cause) : "The entry could not be made.";
  return new Failure(
    {
      code: cause instanceof Failure ? cause.report.code : "RM090",
      what: "The change was stored, and the ledger does not say so",
      where,
      cause: why,
      state: "it was partly changed",
      retry: "not safe",
      next: "Look at the train: the change is there; the ledger's check names the document",
    },
    { cause },
  );
}
