import { refusal } from "../failure.ts";
import { canonicalJson } from "../model/canonical.ts";
import { list, object, oneOf, readJson, type Faults, type Shape } from "../model/read-shape.ts";
import type { ApplicationRelease } from "../model/train/application-release.ts";
import { entriesOfPart, ledgerLines, type LedgerEntry, type LedgerPart } from "../model/train/ledger.ts";
import { readLedgerEntry } from "../model/train/read-ledger.ts";
import { readTrainText } from "../model/train/read-train.ts";
import { readApplicationRelease, readTurnover } from "../model/train/read-turnover.ts";
import { permissionFault, permissions } from "../model/train/role.ts";
import type { Train } from "../model/train/train.ts";
import type { Turnover } from "../model/train/turnover.ts";
import type { Documents } from "../ports.ts";
import { listTrains, partDocument, partsCollection, readForActing } from "./train-documents.ts";
import { trainsCollection, type Kept } from "./train-documents.ts";
import { appendEntry, ledgerCollection, ledgerFault, readLedger } from "./train-ledger.ts";
import type { TrainActing } from "./trains.ts";

/** A train as one JSON document: all that is stored of it, and its ledger. */
export type CarriedTrain = Readonly<{
  schema: 1;
  product: "release-manager";
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
 * Stores a train that was exported, with the next free number. Refused, and nothing changed, where the text is not whole,
 * is of a newer version, its ledger was altered (RM001), or the train is here already (RM042).
 */
export async function importTrain(text: string, acting: TrainActing): Promise<Kept<Train>> {
  const { projectId, doing, roles, documents, sha256 } = acting;
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
  const { kept, unread } = await listTrains(projectId, documents);
  if (kept.some(({ value }) => value.id === carried.train.id))
    throw notImported("RM042", "It is here already");
  const numbers = [...kept.map(({ value }) => value.number), ...unread.map(({ id }) => Number(id) || 0)];
  const number = Math.max(0, ...numbers) + 1;
  const train: Train = { ...carried.train, number, revision: carried.train.revision + 1 };
  await writeParts(carried, documents);
  // The train last: without it nobody sees the rest, and the import can be done again.
  const etag = await documents.write(trainsCollection(projectId), String(number), train);
  const act = { kind: "import", number: carried.train.number };
  await appendEntry(
    { train: train.id, subject: { kind: "train" }, act, document: train },
    doing,
    documents,
    sha256,
  );
  return { value: train, etag };
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

/** One whole document inside the exported one. */
function whole<T extends object>(read: (text: string) => T | Faults): Shape<T> {
  return (value, at, faults) => {
    const document = read(JSON.stringify(value ?? {}));
    if (!("faults" in document)) return document;
    faults.push(`${at}: ${document.faults.join(" ")}`);
    return null;
  };
}

const carriedShape = object<CarriedTrain>({
  schema: oneOf(1),
  product: oneOf("release-manager"),
  train: whole(readTrainText),
  releases: list(whole(readApplicationRelease), 200),
  turnovers: list(whole(readTurnover), 1000),
  ledger: list(whole(readLedgerEntry), 20_000),
});

function notImported(code: "RM001" | "RM042", cause: string): Error {
  const next = "Export the train anew, with this version of the extension or an older one";
  return refusal({ code, what: "The train was not imported", where: "the exported train", cause, next });
}
