import { time } from "../read-links.ts";
import { hexadecimal, list, object, oneOf, readJson, text, wholeNumber, type Faults } from "../read-shape.ts";
import { entriesOfPart, longestAct } from "./ledger.ts";
import type { LedgerEntry, LedgerPart, LedgerSubject } from "./ledger.ts";
import { guid, person } from "./read-train.ts";

/** Reads one entry of a ledger from untrusted text, strictly. Whether it is what was written is another question. */
export function readLedgerEntry(line: string): LedgerEntry | Faults {
  return readJson(line, { what: "ledger entry", maxCharacters: 80_000, schema: 1 }, entryShape);
}

/** Reads a stored part of a ledger from untrusted text, strictly. */
export function readLedgerPart(document: string): LedgerPart | Faults {
  return readJson(document, { what: "ledger", maxCharacters: 4_000_000, schema: 1 }, partShape);
}

const entryShape = object<LedgerEntry>({
  schema: oneOf(1),
  number: wholeNumber,
  train: guid,
  subject: object<LedgerSubject>({
    kind: oneOf("train", "release", "turnover"),
    id: guid,
    revision: wholeNumber,
  }),
  by: person,
  on: time,
  act: text(longestAct),
  document: hexadecimal(64),
  previous: hexadecimal(64),
  hash: hexadecimal(64),
});

const partShape = object<LedgerPart>({ schema: oneOf(1), entries: list(entryShape, entriesOfPart) });
