import type { TrainKnown } from "../../core/acts/open-train.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { readWholeTrain } from "../../core/acts/train-documents.ts";
import { anchoredHeads } from "../../core/acts/train-items.ts";
import { documentsPastLedger, ledgerFault, readLedger } from "../../core/acts/train-ledger.ts";
import type { Reading } from "../../core/model/reading.ts";
import type { Sha256 } from "../../core/model/sha256.ts";
import { type LedgerEntry, type LedgerHead, ledgerLines } from "../../core/model/train/ledger.ts";
import type { Hub } from "../shared/hub.ts";
import { storedZip } from "../shared/stored-zip.ts";
import { documentsOf } from "../shared/train-known.ts";
import { useLoaded } from "../shared/use-loaded.ts";
import { type Checked, ledgerRows, verdictOf } from "./ledger.ts";
import type { LedgerViewProps } from "./ledger-view.tsx";

type Read = Readonly<{ entries: readonly LedgerEntry[]; checked: Checked | undefined }>;
type Whole = Pick<TrainKnown, "whole">;
type Checking = Readonly<{ heads: Reading<readonly LedgerHead[]>; sha256: Sha256 }>;

async function checkedOf(
  entries: readonly LedgerEntry[],
  known: Whole,
  { heads, sha256 }: Checking,
): Promise<Checked> {
  const documents = documentsOf(known);
  const { releases, turnovers } = known.whole;
  const unread = [...releases.unread, ...turnovers.unread].map(({ id }) => id);
  const isThere = (id: string): boolean =>
    documents.some((one) => one.id === id) || unread.some((one) => one.endsWith(id));
  const [fault, past] = await Promise.all([
    ledgerFault(entries, heads.kind === "read" ? heads.value : [], sha256),
    documentsPastLedger(entries, documents, sha256),
  ]);
  const gone = new Set(entries.map(({ subject }) => subject.id).filter((id) => !isThere(id)));
  return { fault, past, gone: gone.size, heads };
}

async function load({ azure, project, sha256 }: Hub, known: TrainKnown): Promise<Read> {
  const { id, number } = known.whole.train.value;
  const entries = await readLedger(id, azure.documents);
  if (sha256 === undefined) return { entries, checked: undefined };
  const checking = { heads: await readingOf(anchoredHeads(known, azure)), sha256 };
  const checked = await checkedOf(entries, known, checking);
  if (checked.past.length === 0) return { entries, checked };
  // Somebody may have been between the document and its entry: only what stays so is told.
  const whole = await readWholeTrain(project.id, number, azure.documents);
  const later = await readLedger(id, azure.documents);
  return { entries: later, checked: await checkedOf(later, { whole }, checking) };
}

/** As JSON lines, with what checks them: whoever gets the file needs neither us nor Azure DevOps to trust it. */
function save(hub: Hub, { whole }: TrainKnown, entries: readonly LedgerEntry[]): void {
  const name = `train-${whole.train.value.number}-ledger`;
  const files = [
    { name: `${name}.jsonl`, text: ledgerLines(entries) },
    { name: "verify.mjs", text: LEDGER_VERIFIER },
  ];
  hub.save(`${name}.zip`, storedZip(files));
}

/** The ledger of the train, checked against the documents that the page shows and against what work items keep of it. */
export function useLedger(hub: Hub, known: TrainKnown): Omit<LedgerViewProps, "now"> {
  const revisions = documentsOf(known).map(({ id, revision }) => `${id} ${revision}`);
  const key = [known.items.kind, ...revisions].join();
  const { state, reload } = useLoaded(() => load(hub, known), { key });
  if (state.kind !== "loaded") return { shown: state, reload, save: () => undefined };
  const { entries, checked } = state.value;
  const value = { rows: ledgerRows(entries, known), verdict: verdictOf(entries, checked, known) };
  return { shown: { ...state, value }, reload, save: () => save(hub, known, entries) };
}
