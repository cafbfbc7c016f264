import { unmetCondition } from "./condition-trace.ts";
import { quoted } from "./defuse.ts";
import type { Person } from "./person.ts";
import type { Approval, Check, Stage, State } from "./stage.ts";
import { clause, few, lastAttempt, plain, said, type WhyNot } from "./why-words.ts";

/** Who was asked, whether the caller may answer, and what was said to them. */
export function approvalCause(stage: Stage): WhyNot {
  const approvals = (lastAttempt(stage)?.approvals ?? []).filter(({ automatic }) => !automatic);
  const asked = approvals.filter(({ status }) => status === "pending");
  const [first] = asked;
  if (first === undefined) return unaskedCause(stage, approvals);
  const wait = first.when === "after" ? "It is deployed and waits for approval" : "It waits for approval";
  const names = namesOf(asked);
  const who = names === "" ? "and Azure DevOps does not say by whom" : `asked: ${names}`;
  const told = asked.find(({ instructions = "" }) => instructions.trim() !== "")?.instructions;
  const why = told === undefined ? "" : `; the instructions say ${quoted(told.trim(), 200)}`;
  return said(`${wait}, ${who}${mayWords(asked)}${why}`);
}

function unaskedCause({ status }: Stage, approvals: readonly Approval[]): WhyNot {
  const deferred = approvals.find((approval) => approval.status === "deferred");
  if (deferred) {
    const by = deferred.decidedBy === undefined ? "" : `, by ${plain(deferred.decidedBy.name)}`;
    return said(`It is approved for later${by}`, deferred.deferredUntil);
  }
  return /manualIntervention/i.test(status.wire)
    ? said("It waits until somebody resumes its manual intervention in Azure DevOps")
    : said("It waits for approval, and Azure DevOps does not say by whom");
}

function namesOf(approvals: readonly Approval[]): string {
  const people = approvals.flatMap(
    ({ approvers, approver }): readonly Person[] => approvers ?? (approver ? [approver] : []),
  );
  return few([...new Set(people.map(({ name }) => plain(name)))]);
}

function mayWords(approvals: readonly Approval[]): string {
  if (approvals.some(({ mayDecide }) => mayDecide === "yes")) return "; you may decide it";
  return approvals.every(({ mayDecide }) => mayDecide === "no") ? "; you may not decide it" : "";
}

/** In this order Azure DevOps comes to them: the lock is taken when all else is well. */
const order: readonly Check["kind"][] = ["authorisation", "other", "businessHours", "exclusiveLock"];
const passed: readonly State[] = ["succeeded", "succeededWithWarnings", "skipped"];

/** The check that a stage waits for. */
export function checkCause(stage: Stage): WhyNot {
  const waiting = (lastAttempt(stage)?.checks ?? []).filter(({ status }) => !passed.includes(status.state));
  const check = order.flatMap((kind) => waiting.filter((one) => one.kind === kind))[0];
  return check === undefined
    ? said("It waits for a check, and Azure DevOps does not say for which")
    : said(checkWords(check));
}

/** The environment that a stage needs and Azure DevOps no longer has, by its name. */
export function environmentGone(stage: Stage): string | undefined {
  return lastAttempt(stage)?.checks?.find(({ gone }) => gone)?.resource?.name;
}

const resources: Readonly<Record<string, string>> = {
  variablegroup: "variable group",
  endpoint: "service connection",
  queue: "agent pool",
  securefile: "secure file",
};

function resourceWords({ type, name }: NonNullable<Check["resource"]>): string {
  return `the ${resources[type.toLowerCase()] ?? plain(type)} ${quoted(name)}`;
}

function checkWords({ kind, name, resource, heldBy }: Check): string {
  switch (kind) {
    case "authorisation":
      return resource === undefined
        ? `It may not use a resource that it needs (${quoted(name)}) until somebody permits it in Azure DevOps`
        : `It may not use ${resourceWords(resource)} until somebody permits it in Azure DevOps`;
    case "businessHours":
      return `It waits for the business hours of the check ${quoted(name)}`;
    case "other":
      return `It waits for the check ${quoted(name)}`;
    case "exclusiveLock":
      return heldBy === undefined
        ? "It waits for the exclusive lock, and Azure DevOps does not say what holds it"
        : `It waits for the exclusive lock, which ${quoted(heldBy)} holds`;
  }
}

/** Where the last attempt failed, and its first error. */
export function failedCause(stage: Stage): WhyNot {
  const step = lastAttempt(stage)?.steps.find(({ status }) => status.state === "failed");
  if (step === undefined) return said("It failed, and Azure DevOps does not say in which step");
  const error = step.issues.find(({ level }) => level === "error");
  return said(`It failed in ${quoted(step.name)}${error === undefined ? "" : `: ${clause(error.text)}`}`);
}

/** Who said no, and their words. */
export function rejectedCause(stage: Stage): WhyNot {
  const no = lastAttempt(stage)?.approvals.find(({ status }) => status === "rejected");
  const by = no && (no.decidedBy ?? no.approver);
  if (by === undefined) return said("It was rejected, and Azure DevOps does not say by whom");
  return said(`${plain(by.name)} rejected it${wordsOf(no?.comment)}`);
}

function wordsOf(comment = ""): string {
  return comment.trim() === "" ? "" : `: ${quoted(comment.trim(), 200)}`;
}

/** What Azure DevOps itself says of a stage that it skipped. Absent where it says nothing. */
export function skippedCause(stage: Stage): WhyNot | undefined {
  const late = lastAttempt(stage)?.approvals.filter(({ status }) => status === "timedOut") ?? [];
  if (late.length > 0) {
    const names = namesOf(late);
    return said(
      `It was skipped, since its approval was not given in time${names === "" ? "" : `; asked: ${names}`}`,
    );
  }
  const trace = stage.skippedBecause?.trim() ?? "";
  return trace === "" ? undefined : said(`It was skipped: ${unmetCondition(trace)}`);
}
