import { refusal } from "../failure.ts";
import { canonicalJson } from "../model/canonical.ts";
import { quoted } from "../model/defuse.ts";
import { list, object, oneOf, readJson, text, type Faults, type Shape } from "../model/read-shape.ts";
import type { Sha256 } from "../model/sha256.ts";
import { carriedPlan, type CarriedPlan } from "../model/train/carried-plan.ts";
import { peopleNamedIn } from "../model/train/named-in.ts";
import type { ApplicationRelease } from "../model/train/application-release.ts";
import { entriesOfPart, ledgerLines, type LedgerEntry, type LedgerPart } from "../model/train/ledger.ts";
import { readLedgerEntry } from "../model/train/read-ledger.ts";
import { readTrainText } from "../model/train/read-train.ts";
import { readApplicationRelease, readTurnover } from "../model/train/read-turnover.ts";
import { permissionFault, permissions } from "../model/train/role.ts";
import type { Train } from "../model/train/train.ts";
import type { Turnover } from "../model/train/turnover.ts";
import { listed } from "../model/words.ts";
import type { Documents, People } from "../ports.ts";
import { againstOthers, type Kept } from "./stored-documents.ts";
import { listTrains, nextNumber, partDocument, partsCollection } from "./train-documents.ts";
import { readForActing, trainsCollection } from "./train-documents.ts";
import { documentsGone, documentsPastLedger, ledgerCollection } from "./train-ledger.ts";
import { ledgerFault, readLedger } from "./train-ledger.ts";
import { enterStored, stored, type TrainMaking } from "./trains.ts";

/** A train as one JSON document: all that is stored of it, and its ledger. */
export type CarriedTrain = Readonly<{
  schema: 1;
  product: "release-manager";
  /** The id of the project that it was exported from. */
  project: string;
  train: Train;
  releases: readonly ApplicationRelease[];
  turnovers: readonly Turnover[];
  ledger: readonly LedgerEntry[];
}>;

/** All of a train as one JSON text. Fails as a whole: half of it would look like all. */
export async function exportTrain(
  projectId: string,
  number: number,
  documents: Pick<Documents, "read" | "list">,
): Promise<string> {
  const { train, releases, turnovers } = await readForActing(projectId, number, documents);
  const carried: CarriedTrain = {
    schema: 1,
    product: "release-manager",
    project: projectId,
    train: train.value,
    releases: releases.kept.map(({ value }) => value),
    turnovers: turnovers.kept.map(({ value }) => value),
    ledger: await readLedger(train.value.id, documents),
  };
  return `${JSON.stringify(carried, null, 2)}\n`;
}

/** The ledger of a train as JSON lines: one entry a line, in canonical JSON. */
export async function exportLedger(train: string, documents: Pick<Documents, "list">): Promise<string> {
  return ledgerLines(await readLedger(train, documents));
}

/**
 * What an import would do. `whole`: the train of this project, as it was, with its ledger. Otherwise the plan of a train of another
 * project, as far as it holds here.
 */
export type Import = Readonly<{ carried: CarriedTrain; title: string }> &
  (Readonly<{ whole: true }> | Readonly<{ whole: false; plan: CarriedPlan }>);

/** Who imports. `id`: what a train of another project is called from now on. */
export type Importing = TrainMaking & Readonly<{ id: string; people: Pick<People, "named"> }>;

/**
 * Reads an exported train and says what an import would do; changes nothing. Refused (RM001) where the text is not whole, is of
 * a newer version, its ledger was altered or is not that of its documents, and where this person may not create trains.
 */
export async function planImport(text: string, importing: Importing): Promise<Import> {
  const { doing, roles, sha256, projectId } = importing;
  const fault = permissionFault(permissions["train.create"], doing.by, roles, []);
  if (fault !== undefined) throw notImported("RM001", fault);
  const carried = readJson(
    text,
    { what: "exported train", maxCharacters: 20_000_000, schema: 1 },
    carriedShape,
  );
  if ("faults" in carried) throw notImported("RM001", carried.faults.join(" "));
  const odd = strangerFault(carried) ?? (await ledgerFault(carried.ledger, [], sha256))?.why;
  if (odd !== undefined) throw notImported("RM001", odd);
  const past = await pastLedger(carried, sha256);
  if (past.length > 0) throw altered(past);
  const { title } = carried.train;
  if (carried.project === projectId) return { carried, title, whole: true };
  return { carried, title, whole: false, plan: await planOf(carried, importing) };
}

// Whoever is not asked for counts as not known.
const mostAsked = 500;

async function planOf(carried: CarriedTrain, { id, doing, roles, people }: Importing): Promise<CarriedPlan> {
  const named = peopleNamedIn([carried.train, carried.releases]).slice(0, mostAsked);
  const known = new Set((await people.named(named)).map((one) => one.id));
  return carriedPlan(carried, { id, by: doing.by, knows: (person) => known.has(person), roles });
}

/**
 * Stores what was planned: a train of this project with its own number where nothing else has that by now, any other with the
 * next free one. Refused (RM042) where the train of this project is here already.
 */
export async function importTrain(planned: Import, acting: TrainMaking): Promise<Kept<Train>> {
  const act = { kind: "import", number: planned.carried.train.number };
  if (!planned.whole) return storePlan(planned.plan, { ...act, decided: planned.plan.decided }, acting);
  const imported = await againstOthers(() => storeAnew(planned.carried, acting));
  if (imported === undefined) throw notImported("RM042", "It is here already");
  const { value } = imported;
  const draft = { train: value.id, subject: { kind: "train" as const }, act, document: value };
  await enterStored(draft, `${value.number} of ${trainsCollection(acting.projectId)}`, acting);
  return imported;
}

/** The train last, as with a whole one. What was decided elsewhere stands in the ledger as what was told. */
async function storePlan(
  { train, releases }: CarriedPlan,
  act: Readonly<{ kind: string; number: number; decided: readonly string[] }>,
  acting: TrainMaking,
): Promise<Kept<Train>> {
  for (const one of releases)
    await stored({ kind: "release", id: one.id, before: undefined, act: { kind: "create" } }, one, acting);
  return againstOthers(async () => {
    const number = nextNumber(await listTrains(acting.projectId, acting.documents));
    return stored({ kind: "train", id: train.id, before: undefined, act }, { ...train, number }, acting);
  });
}

/** Absent where the train is here already. */
async function storeAnew(
  carried: CarriedTrain,
  { projectId, documents }: TrainMaking,
): Promise<Kept<Train> | undefined> {
  const trains = await listTrains(projectId, documents);
  if (trains.kept.some(({ value }) => value.id === carried.train.id)) return undefined;
  // Its work items and what they keep of the ledger name the number.
  const own = carried.train.number;
  const isTaken =
    trains.kept.some(({ value }) => value.number === own) ||
    trains.unread.some(({ id }) => id === String(own));
  const number = isTaken ? nextNumber(trains) : own;
  const value: Train = { ...carried.train, number, revision: carried.train.revision + 1 };
  await writeParts(carried, documents);
  // The train last: without it nobody sees the rest, and the import can be done again.
  return { value, etag: await documents.write(trainsCollection(projectId), String(number), value) };
}

async function writeParts(
  carried: CarriedTrain,
  documents: Pick<Documents, "read" | "write">,
): Promise<void> {
  const { train, releases, turnovers, ledger } = carried;
  const collection = partsCollection(train.id);
  for (const one of releases) await writeOnce(collection, partDocument("release", one.id), one, documents);
  for (const one of turnovers) await writeOnce(collection, partDocument("turnover", one.id), one, documents);
  for (let at = 0; at < ledger.length; at += entriesOfPart) {
    const entries = ledger.slice(at, at + entriesOfPart);
    const id = at + entriesOfPart < ledger.length ? `from-${at + 1}` : "current";
    const part: LedgerPart = { schema: 1, entries };
    await writeOnce(ledgerCollection(train.id), id, part, documents);
  }
}

/** What stands there already as it should be was left by an import that did not end. */
async function writeOnce(
  collection: string,
  id: string,
  value: Readonly<Record<string, unknown>>,
  documents: Pick<Documents, "read" | "write">,
): Promise<void> {
  const there = await documents.read(collection, id);
  if (there !== undefined && canonicalJson(there.value) === canonicalJson(value)) return;
  await documents.write(collection, id, value);
}

function strangerFault({ train, releases, turnovers, ledger }: CarriedTrain): string | undefined {
  const parts = [...releases, ...turnovers];
  const stranger = [...parts, ...ledger].some((one) => one.train !== train.id);
  if (stranger) return "It holds a part of another train.";
  return new Set(parts.map(({ id }) => id)).size < parts.length ? "It holds a part twice." : undefined;
}

/** What is not as the ledger left it, in words: changed past it, never entered, or missing. */
async function pastLedger(
  { train, releases, turnovers, ledger }: CarriedTrain,
  sha256: Sha256,
): Promise<readonly string[]> {
  const documents = [train, ...releases, ...turnovers];
  const past = await documentsPastLedger(ledger, documents, sha256);
  return [
    ...documents
      .filter(({ id }) => past.includes(id))
      .map(({ title, revision }) => `${quoted(title)} at revision ${revision}`),
    ...documentsGone(ledger, documents).map(({ kind, id }) => `the ${kind} ${id}, which is not there`),
  ];
}

/** One whole document inside the exported one. */
function whole<T extends object>(read: (text: string) => T | Faults): Shape<T> {
  return (value, at, faults) => {
    const document = read(JSON.stringify(value ?? {}));
    if (!("faults" in document)) return document;
    faults.push(`${at}: ${document.faults.join(" ")}`);
    return null;
  };
}

// Whoever reads of five knows that the text is not the train.
const mostTold = 5;

const carriedShape = object<CarriedTrain>({
  schema: oneOf(1),
  product: oneOf("release-manager"),
  project: text(100),
  train: whole(readTrainText),
  releases: list(whole(readApplicationRelease), 200),
  turnovers: list(whole(readTurnover), 1000),
  ledger: list(whole(readLedgerEntry), 20_000),
});

function altered(past: readonly string[]): Error {
  const told = past.length > mostTold ? [...past.slice(0, mostTold), `${past.length - mostTold} more`] : past;
  return notImported(
    "RM001",
    `Not as its ledger left it: ${listed(told)}`,
    "Export the train anew; where a change was stored and the ledger could not be written, first change that once more in the train, so that the ledger says what it is",
  );
}

const exportAnew = "Export the train anew, with this version of the extension or an older one";

function notImported(code: "RM001" | "RM042", cause: string, next = exportAnew): Error {
  return refusal({ code, what: "The train was not imported", where: "the exported train", cause, next });
}
