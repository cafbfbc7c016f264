import type { Approval, Check, State } from "../../core/model/stage.ts";
import { lower, moment, worded } from "./read-common.ts";
import { resultOf, stateOf, statusOf, type WireRecord } from "./read-record.ts";

const checkpoint = "checkpoint";
const approval = "checkpoint.approval";
/** Azure DevOps's own task that waits for business hours. */
export const businessHours = "445fde2f-6c39-441c-807f-8a59ff2e075f";

const decisions: Readonly<Record<string, Approval["status"]>> = {
  succeeded: "approved",
  failed: "rejected",
  skipped: "skipped",
  canceled: "cancelled",
};

const kinds: Readonly<Record<string, Check["kind"]>> = {
  "checkpoint.authorization": "authorisation",
  "checkpoint.exclusivelock": "exclusiveLock",
};

/** What a stage that has not begun waits for, by the records below it. People come before machines. */
export function waitingFor(below: readonly WireRecord[]): State | undefined {
  const open = below.filter((record) => isCheckpoint(record) && resultOf(record) === "");
  if (!open.some((record) => stateOf(record) === "inprogress")) return undefined;
  const begun = open.filter((record) => isPart(record) && stateOf(record) === "inprogress");
  const waiting = begun.length > 0 ? begun : open;
  return waiting.some(isApproval) ? "waitingForApproval" : "waitingForCheck";
}

/** The approvals of one attempt. A record's id is the id of its approval. */
export function approvalsOf(below: readonly WireRecord[], attempt: number): readonly Approval[] {
  return below.filter(isApproval).flatMap((record) =>
    record.id
      ? [
          {
            id: record.id,
            when: "before" as const,
            attempt,
            status: decisionOf(record),
            automatic: false,
            ...moment("decidedOn", record.finishTime),
          },
        ]
      : [],
  );
}

/** Everything else that Azure DevOps waits for before the attempt begins. */
export function checksOf(below: readonly WireRecord[]): readonly Check[] {
  return below
    .filter((record) => isPart(record) && !isApproval(record))
    .map((record) => {
      const status = statusOf(record);
      return {
        id: record.id ?? "",
        name: record.name ?? record.type ?? "",
        kind: kindOf(record),
        status: status.state === "notDeployed" ? { ...status, state: "queued" as const } : status,
      };
    });
}

/** The suite of an attempt's checks: it has the id of the record that they all lie below. */
export function checkpointOf(below: readonly WireRecord[]): string | undefined {
  return below.find(isWholeCheckpoint)?.id ?? undefined;
}

/** The record that all checks of an attempt lie below. It begins when the attempt was asked for. */
export function isWholeCheckpoint(record: WireRecord): boolean {
  return lower(record.type) === checkpoint;
}

function decisionOf(record: WireRecord): Approval["status"] {
  const result = resultOf(record);
  if (result === "" && stateOf(record) !== "completed") return "pending";
  return worded(decisions, result);
}

function kindOf(record: WireRecord): Check["kind"] {
  const known = worded(kinds, lower(record.type));
  if (known !== "unknown") return known;
  const names = [record.name, record.task?.name].map((name) => lower(name).replace(/\s/g, ""));
  const named = names.some((name) => name.includes("businesshours"));
  return named || lower(record.task?.id) === businessHours ? "businessHours" : "other";
}

function isCheckpoint(record: WireRecord): boolean {
  return isWholeCheckpoint(record) || isPart(record);
}

function isPart(record: WireRecord): boolean {
  return lower(record.type).startsWith(`${checkpoint}.`);
}

function isApproval(record: WireRecord): boolean {
  return lower(record.type) === approval;
}
