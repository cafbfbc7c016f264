import { quoted } from "../model/defuse.ts";
import type { Reading } from "../model/reading.ts";
import type { Sha256 } from "../model/sha256.ts";
import { decisionMeaning, decisionsIn, isMadeFor } from "../model/train/decision-meaning.ts";
import type { AskedFor, DecisionMeaning } from "../model/train/decision-meaning.ts";
import { levelAsk, questionTitle } from "../model/train/decision-words.ts";
import { isRefused } from "../model/train/refused.ts";
import { lastReturn, type StageGate } from "../model/train/stage-gate.ts";
import type { TrainApproval } from "../model/train/train-approval.ts";
import type { TrainSettings } from "../model/train/train-settings.ts";
import type { AzureDevOps } from "../ports.ts";
import type { WorkItem } from "../ports-of-work-items.ts";
import { inParallel } from "./in-parallel.ts";
import { readingOf } from "./reading-of.ts";
import type { WholeTrain } from "./train-documents.ts";
import { anchoredHeads } from "./train-items.ts";
import { documentsGone, documentsPastLedger, ledgerFault, readLedger } from "./train-ledger.ts";

/** A gate of a train as it was read, with the work items on which it was decided. */
export type GateToProve = Readonly<{
  whole: WholeTrain;
  gate: StageGate;
  items: Reading<readonly WorkItem[]>;
  settings: TrainSettings;
}>;

type Azure = Pick<AzureDevOps, "project" | "documents" | "workItems">;

/**
 * Why what is stored of a train does not count, in sentences; empty where it does. Everybody who may use extensions could
 * alter it: the ledger shows that, and an approval counts only where Azure DevOps says that its approver gave it.
 */
export async function proveGate(
  asked: GateToProve,
  azure: Azure,
  sha256: Sha256,
): Promise<readonly string[]> {
  const ledger = await readingOf(ledgerDoubts(asked, azure, sha256));
  if (ledger.kind === "failed") return [`The ledger could not be checked: ${ledger.why}`];
  return [...ledger.value, ...(await approvalDoubts(asked, azure))];
}

async function ledgerDoubts(asked: GateToProve, azure: Azure, sha256: Sha256): Promise<readonly string[]> {
  const { train, releases, turnovers } = asked.whole;
  const entries = await readLedger(train.value.id, azure.documents);
  const fault = await ledgerFault(entries, await anchoredHeads(asked, azure), sha256);
  if (fault !== undefined) return [`The ledger is wrong at entry ${fault.at}: ${fault.why}`];
  const documents = [train, ...releases.kept, ...turnovers.kept].map(({ value }) => value);
  const past = await documentsPastLedger(entries, documents, sha256);
  return [
    ...documents
      .filter(({ id }) => past.includes(id))
      .map(({ title }) => `${quoted(title)} is not as the ledger left it.`),
    ...documentsGone(entries, documents).map(
      ({ kind, id }) => `The ${kind} ${id}, of which the ledger tells, is not there any more.`,
    ),
  ];
}

async function approvalDoubts(
  { whole, gate, settings }: GateToProve,
  { workItems, project }: Azure,
): Promise<readonly string[]> {
  const { approvals, passed } = gate;
  // Before it has passed, whoever waits does not wait for approvals.
  if (passed === undefined || approvals.length === 0) return [];
  const types = await readingOf(workItems.types());
  if (types.kind === "failed") return [`What work items decide could not be read: ${types.why}`];
  const meaning = decisionMeaning(settings.decisions, types.value);
  if (isRefused(meaning)) return [meaning.refused];
  const { number } = whole.train.value;
  const levels = approvals.map((level, at) => {
    const title = questionTitle(levelAsk({ gate: gate.name, level: at + 1 }), number);
    return { level, asked: { project: project.name, title, after: lastReturn(gate) } };
  });
  const doubts = await inParallel(levels, 4, (one) => approvalDoubt(one, meaning, workItems));
  return doubts.flatMap((doubt) => (doubt === undefined ? [] : [doubt]));
}

async function approvalDoubt(
  { level: { kind, approvers, approved }, asked }: Readonly<{ level: TrainApproval; asked: AskedFor }>,
  meaning: DecisionMeaning,
  workItems: Azure["workItems"],
): Promise<string | undefined> {
  const change = approved?.change;
  if (change === undefined) return `The ${kind} approval names no work item on which it was given.`;
  const { item, revision } = change;
  const changes = await readingOf(workItems.changes(item));
  if (changes.kind === "failed") return `The changes of work item #${item} could not be read: ${changes.why}`;
  if (!isMadeFor(asked, changes.value))
    return `Work item #${item} was not made to ask for the ${kind} approval.`;
  const yes = decisionsIn(meaning, changes.value).filter(
    (said) => said.approved && said.revision === revision,
  );
  const theirs = yes.some(({ by }) => by.id === approved?.by && approvers.includes(by.id));
  return theirs
    ? undefined
    : `Revision ${revision} of work item #${item} is not the ${kind} approval by somebody who may give it.`;
}
