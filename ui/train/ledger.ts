import type { TrainKnown } from "../../core/acts/open-train.ts";
import type { LedgerFault } from "../../core/acts/train-ledger.ts";
import type { Reading } from "../../core/model/reading.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { LedgerEntry, LedgerHead } from "../../core/model/train/ledger.ts";
import { counted, listed } from "../../core/model/words.ts";
import type { Sign } from "../shared/icons.tsx";
import { wordsFor } from "../shared/ledger-words.ts";
import { documentsOf, whoIs } from "../shared/train-known.ts";

/** One entry as a line. */
export type LedgerRow = Readonly<{
  number: number;
  who: string;
  on: Instant;
  what: string;
  /** Title of the application release or turnover; empty for the train itself. */
  about: string;
  revision: number;
  hash: string;
}>;

/** What the chain says of itself, in a sentence. */
export type Verdict = Readonly<{ sign: Sign; words: string }>;

/**
 * What was found of the ledger. `past`: ids of documents that are not as the ledger left them; `gone`: how many of those that it
 * tells of are not there; `heads`: its ends as work items keep them.
 */
export type Checked = Readonly<{
  fault: LedgerFault | undefined;
  past: readonly string[];
  gone: number;
  heads: Reading<readonly LedgerHead[]>;
}>;

/** Entries as lines, the latest first. */
export function ledgerRows(entries: readonly LedgerEntry[], known: TrainKnown): readonly LedgerRow[] {
  const words = wordsFor(known, entries);
  const titles = new Map(documentsOf(known).map(({ id, title }) => [id, title]));
  return [...entries].reverse().map((entry) => {
    const { number, on, subject, hash } = entry;
    const about =
      subject.kind === "train" ? "" : (titles.get(subject.id) ?? `the ${subject.kind} that is gone`);
    return {
      ...{ number, on, hash, about, revision: subject.revision },
      ...{ who: whoIs({ known }, entry.by), what: words(entry) },
    };
  });
}

/** The verdict upon the ledger. `checked` is absent where the page cannot compute digests. */
export function verdictOf(
  entries: readonly LedgerEntry[],
  checked: Checked | undefined,
  known: TrainKnown,
): Verdict {
  if (checked === undefined) {
    const words = "Not verified: this page cannot compute digests, as it did not come over https.";
    return { sign: "unknown", words };
  }
  const { fault, past, gone } = checked;
  if (fault !== undefined) return { sign: "bad", words: `Entry ${fault.at} is wrong: ${fault.why}` };
  if (gone > 0) {
    return {
      sign: "bad",
      words: `The chain is whole, but ${counted(gone, "document")} that it tells of ${gone === 1 ? "is" : "are"} gone.`,
    };
  }
  if (past.length > 0) {
    const titles = documentsOf(known).filter(({ id }) => past.includes(id));
    const names = listed(titles.map(({ title }) => `“${title}”`));
    return { sign: "bad", words: `The chain is whole, but not as its last entry left it: ${names}.` };
  }
  return wholeVerdict(entries.length, checked.heads);
}

function wholeVerdict(all: number, heads: Checked["heads"]): Verdict {
  const words = `The chain of ${counted(all, "entry", "entries")} is whole, and every document is as its last entry left it.`;
  if (heads.kind === "failed") {
    return {
      sign: "warning",
      words: `${words} What work items keep of it could not be compared: ${heads.why}`,
    };
  }
  const kept = counted(heads.value.length, "end");
  return heads.value.length === 0
    ? {
        sign: "ok",
        words: `${words} No work item keeps an end of it yet: that its last entries were removed would not show.`,
      }
    : { sign: "ok", words: `${words} It holds the ${kept} that work items keep of it.` };
}
