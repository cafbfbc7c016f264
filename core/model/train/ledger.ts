import { canonicalJson } from "../canonical.ts";
import type { Instant } from "../instant.ts";

/** What an entry is about. */
export type LedgerSubject = Readonly<{
  kind: "train" | "release" | "turnover";
  id: string;
  revision: number;
}>;

/** One act upon a train, chained to the one before it. */
export type LedgerEntry = Readonly<{
  schema: 1;
  /** Counted from 1 without gaps. */
  number: number;
  train: string;
  subject: LedgerSubject;
  by: string;
  on: Instant;
  /** The act as canonical JSON. */
  act: string;
  /** SHA-256 of the canonical JSON of the document that the act left, in hexadecimal. */
  document: string;
  /** Hash of the entry before it; of the first one, 64 zeros. */
  previous: string;
  /** SHA-256 of the canonical JSON of everything above, in hexadecimal. */
  hash: string;
}>;

/** The end of a ledger, as somebody kept it elsewhere: later ledgers must still hold it. */
export type LedgerHead = Readonly<{ number: number; hash: string }>;

/** A stored document of a ledger: some entries that follow each other. */
export type LedgerPart = Readonly<{ schema: 1; entries: readonly LedgerEntry[] }>;

/** No part holds more. */
export const entriesOfPart = 50;

/** No act is longer, in characters of its canonical JSON. */
export const longestAct = 60_000;

/** What the first entry of a ledger has in place of an entry before it. */
export const noEntry = "0".repeat(64);

/** The text that an entry's hash is made of. */
export function entryText(entry: Omit<LedgerEntry, "hash">): string {
  return canonicalJson({ ...entry, hash: undefined });
}

/** The end of these entries; before the first one it is number 0. */
export function headOf(entries: readonly LedgerEntry[]): LedgerHead {
  const last = entries.at(-1);
  return last === undefined ? { number: 0, hash: noEntry } : { number: last.number, hash: last.hash };
}

/** The head as a comment of a work item keeps it: whoever alters the ledger later does not reach it there. */
export function anchorText(train: number, { number, hash }: LedgerHead): string {
  return `Ledger of release train ${train}: entry ${number} is ${hash}.`;
}

/** The type of the attachment in which a run keeps the head that its gate task saw, in the words of `anchorText`. */
export const headAttachment = { type: "release-manager.ledger-head" } as const;

/** The heads of a train's ledger that a comment keeps. */
export function anchorsIn(train: number, comment: string): readonly LedgerHead[] {
  const found = comment.matchAll(/\bLedger of release train (\d{1,9}): entry (\d{1,9}) is ([\da-f]{64})\./g);
  return [...found].flatMap(([, of, number, hash = ""]) =>
    Number(of) === train ? [{ number: Number(number), hash }] : [],
  );
}

/** The entries as JSON lines: one entry a line, canonical, the first one first. */
export function ledgerLines(entries: readonly LedgerEntry[]): string {
  return entries.map((entry) => `${canonicalJson(entry)}\n`).join("");
}
