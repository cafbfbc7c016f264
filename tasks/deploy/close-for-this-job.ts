import { readFile } from "node:fs/promises";
import { hashedRecord } from "../../core/acts/hashing.ts";
import { instant, iso } from "../../core/model/instant.ts";
import { readRecord, recordAttachment, recordText, type DeploymentRecord } from "../../core/model/record.ts";
import type { Outcome } from "../../core/model/target.ts";
import { outcomeWords } from "../../core/model/words.ts";
import { jobContext, jobStatus } from "../shared/agent-context.ts";
import type { Agent } from "../shared/agent-task.ts";
import { leaveThrough } from "../shared/attach.ts";
import { remembered } from "../shared/remembered.ts";
import { sha256 } from "../shared/sha256.ts";
import type { Ending, Work } from "../shared/run-task.ts";
import { deploySummary } from "./deploy-summary.ts";

/** Runs after the job's last step, whatever became of it: completes an external deployment's record, gives a lock back. */
export const closeForThisJob: Work = async (agent) => {
  const folder = agent.recall(remembered.folder);
  if (folder !== undefined) await giveLockBack(folder, agent);
  const path = agent.recall(remembered.record);
  return path === undefined
    ? { result: "succeeded", sentence: "There is nothing left to close." }
    : completeRecord(path, agent);
};

async function giveLockBack(folder: string, agent: Agent): Promise<void> {
  const { giveFolderBack } = await import("../../adapters/targets/folder/folder-target.ts");
  await giveFolderBack(folder, jobContext(agent).job);
}

const outcomes: Readonly<Record<string, Outcome>> = {
  succeeded: "succeeded",
  succeededwithissues: "succeededWithIssues",
  failed: "failedPartial",
  canceled: "cancelled",
};

async function completeRecord(path: string, agent: Agent): Promise<Ending> {
  const draft = readRecord(await readFile(path, "utf8"));
  if ("faults" in draft) throw new Error(`The record of this job cannot be read: ${draft.faults.join(" ")}`);
  const status = jobStatus(agent);
  const outcome = outcomes[status.toLowerCase()] ?? "unknownStillRunning";
  const record = await hashedRecord(completed(draft, outcome, status), sha256);
  const leave = leaveThrough(agent, jobContext(agent).temp);
  const text = recordText(record);
  await leave.attachment(recordAttachment.type, recordAttachment.name, text);
  await leave.summary("Release Manager deployment.md", deploySummary(record));
  agent.group("The deployment record", [text]);
  return { result: "succeeded", sentence: `${outcomeWords(outcome)}: recorded as ${record.hash}.` };
}

function completed(
  draft: DeploymentRecord,
  outcome: Outcome,
  status: string,
): Omit<DeploymentRecord, "hash"> {
  const { hash: _, ...rest } = draft;
  const text = `the job ended as ${status}`;
  return {
    ...rest,
    outcome,
    artefacts: draft.artefacts.map((artefact) =>
      artefact.outcome === "excluded" ? artefact : { ...artefact, outcome, text },
    ),
    finishedOn: iso(instant(Date.now())),
  };
}
