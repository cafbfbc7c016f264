import { refusal } from "../failure.ts";
import { canonicalJson } from "../model/canonical.ts";
import type { Sha256 } from "../model/sha256.ts";
import { entriesOfPart, entryText, headOf, longestAct, noEntry } from "../model/train/ledger.ts";
import type { LedgerEntry, LedgerHead, LedgerPart } from "../model/train/ledger.ts";
import { readLedgerEntry, readLedgerPart } from "../model/train/read-ledger.ts";
import type { Doing } from "../model/train/refused.ts";
import type { Documents } from "../ports.ts";
import { againstOthers, isOvertaken } from "./stored-documents.ts";

/** The collection of a train's ledger: full parts by their first entry's number, and the part that is written to. */
export function ledgerCollection(train: string): string {
  return `train-ledger-${train}`;
}

/** What an entry is made of: the act, and the document that it left. */
export type LedgerDraft = Readonly<{
  train: string;
  subject: Pick<LedgerEntry["subject"], "kind">;
  act: unknown;
  document: Readonly<{ id: string; revision: number }>;
}>;

/** Where a ledger is first wrong, counted from 1, and how. */
export type LedgerFault = Readonly<{ at: number; why: string }>;

const current = "current";

/** Why no entry can tell of an act: one that cannot be read again would lock the ledger. Nothing where it can. */
export function entryFaults(act: unknown): readonly string[] {
  return canonicalJson(act).length > longestAct ? [`The act is longer than ${longestAct} characters.`] : [];
}

/** Appends an entry. Where somebody else appended meanwhile, theirs goes before it. Refused (RM042) where that never ends. */
export async function appendEntry(
  draft: LedgerDraft,
  doing: Doing,
  documents: Pick<Documents, "read" | "write">,
  sha256: Sha256,
): Promise<LedgerEntry> {
  return againstOthers(() => appendOnce(draft, doing, documents, sha256));
}

async function appendOnce(
  draft: LedgerDraft,
  doing: Doing,
  documents: Pick<Documents, "read" | "write">,
  sha256: Sha256,
): Promise<LedgerEntry> {
  const collection = ledgerCollection(draft.train);
  const stored = await documents.read(collection, current);
  const { entries } = stored === undefined ? { entries: [] } : partOf(stored, collection);
  const entry = await chained(draft, doing, headOf(entries), sha256);
  const full = entries.length >= entriesOfPart;
  if (full) await archive(entries, collection, documents);
  const part: LedgerPart = { schema: 1, entries: full ? [entry] : [...entries, entry] };
  await documents.write(collection, current, part, stored?.etag);
  return entry;
}

/** Whoever stopped after this left the same part there already. */
async function archive(
  entries: readonly LedgerEntry[],
  collection: string,
  documents: Pick<Documents, "write">,
): Promise<void> {
  const part: LedgerPart = { schema: 1, entries };
  try {
    await documents.write(collection, `from-${entries[0]?.number ?? 0}`, part);
  } catch (error) {
    if (!isOvertaken(error)) throw error;
  }
}

async function chained(
  { train, subject, act, document }: LedgerDraft,
  { by, now }: Doing,
  head: LedgerHead,
  sha256: Sha256,
): Promise<LedgerEntry> {
  const entry = {
    ...{ schema: 1 as const, number: head.number + 1, train, by, on: now, act: canonicalJson(act) },
    subject: { kind: subject.kind, id: document.id, revision: document.revision },
    document: await sha256(canonicalJson(document)),
    previous: head.hash,
  };
  return { ...entry, hash: await sha256(entryText(entry)) };
}

/** The end of a train's ledger, in one request. Refused (RM044) where its last part cannot be understood. */
export async function readHead(train: string, documents: Pick<Documents, "read">): Promise<LedgerHead> {
  const collection = ledgerCollection(train);
  const stored = await documents.read(collection, current);
  return headOf(stored === undefined ? [] : partOf(stored, collection).entries);
}

/** All entries of a train's ledger, the first one first. Refused (RM044) where a part of it cannot be understood. */
export async function readLedger(
  train: string,
  documents: Pick<Documents, "list">,
): Promise<readonly LedgerEntry[]> {
  const collection = ledgerCollection(train);
  const parts = (await documents.list(collection)).map((stored) => ({
    stored,
    part: partOf(stored, collection),
  }));
  // A full part stands there twice for a moment: as itself, and as the one that is written to.
  const archived = parts.filter(({ stored }) => stored.id !== current).flatMap(({ part }) => part.entries);
  const hashes = new Set(archived.map(({ hash }) => hash));
  const latest = parts.filter(({ stored }) => stored.id === current).flatMap(({ part }) => part.entries);
  return [...archived, ...latest.filter(({ hash }) => !hashes.has(hash))].sort((a, b) => a.number - b.number);
}

function partOf({ id, value }: Readonly<{ id: string; value: unknown }>, collection: string): LedgerPart {
  const part = readLedgerPart(JSON.stringify(value ?? {}));
  if (!("faults" in part)) return part;
  throw refusal({
    code: "RM044",
    what: "The ledger could not be read",
    where: `document ${id} of ${collection}`,
    cause: part.faults.join(" "),
    next: "Update the extension; if it is the newest, compare with an exported ledger",
  });
}

/**
 * Finds the first entry that was changed, removed or put elsewhere; absent where the chain is whole. That the last ones
 * were removed shows only by `heads` that were kept elsewhere.
 */
export async function ledgerFault(
  entries: readonly LedgerEntry[],
  heads: readonly LedgerHead[],
  sha256: Sha256,
): Promise<LedgerFault | undefined> {
  let previous = noEntry;
  for (const [at, entry] of entries.entries()) {
    const why = chainFault(entry, at + 1, previous) ?? (await hashFault(entry, entries[0], sha256));
    if (why !== undefined) return { at: at + 1, why };
    previous = entry.hash;
  }
  const lost = heads.find(({ number, hash }) => number > 0 && entries[number - 1]?.hash !== hash);
  return lost && { at: lost.number, why: "It is not the entry that was anchored elsewhere." };
}

function chainFault(
  { number, previous: before }: LedgerEntry,
  at: number,
  previous: string,
): string | undefined {
  if (number !== at) return `Entry ${number} stands here: one was removed, added or put elsewhere.`;
  return before === previous ? undefined : "It does not follow the entry before it.";
}

async function hashFault(
  { hash, ...entry }: LedgerEntry,
  first: LedgerEntry | undefined,
  sha256: Sha256,
): Promise<string | undefined> {
  if (entry.train !== first?.train) return "It is of another train.";
  return (await sha256(entryText(entry))) === hash ? undefined : "It was changed after it was written.";
}

/** Checks a ledger that was exported as JSON lines. Every line is an entry in canonical JSON; the last one ends, too. */
export async function ledgerTextFault(
  text: string,
  heads: readonly LedgerHead[],
  sha256: Sha256,
): Promise<LedgerFault | undefined> {
  const lines = text.split("\n");
  if (lines.pop() !== "") return { at: lines.length + 1, why: "The last line does not end." };
  const read = lines.map((line) => ({ line, entry: readLedgerEntry(line) }));
  const bad = read.findIndex(({ line, entry }) => "faults" in entry || canonicalJson(entry) !== line);
  const entries = read.flatMap(({ entry }) => ("faults" in entry ? [] : [entry]));
  if (bad < 0) return ledgerFault(entries, heads, sha256);
  const before = await ledgerFault(entries.slice(0, bad), [], sha256);
  return before ?? { at: bad + 1, why: "The line is no entry as it was written." };
}

/** Documents that are not what the latest entry about them left: changed past the ledger, or not entered in it. */
export async function documentsPastLedger(
  entries: readonly LedgerEntry[],
  documents: readonly Readonly<{ id: string; revision: number }>[],
  sha256: Sha256,
): Promise<readonly string[]> {
  const checked = await Promise.all(
    documents.map(async (document) => {
      const about = entries.filter(({ subject }) => subject.id === document.id);
      const latest = [...about].sort((a, b) => b.subject.revision - a.subject.revision)[0];
      return latest?.document === (await sha256(canonicalJson(document))) ? [] : [document.id];
    }),
  );
  return checked.flat();
}

/** Documents that the ledger tells of and that are not there, each once: nothing that travels on a train is ever removed. */
export function documentsGone(
  entries: readonly LedgerEntry[],
  documents: readonly Readonly<{ id: string }>[],
): readonly LedgerEntry["subject"][] {
  const there = new Set(documents.map(({ id }) => id));
  const gone = entries.map(({ subject }) => subject).filter(({ id }) => !there.has(id));
  return [...new Map(gone.map((subject) => [subject.id, subject])).values()];
}
