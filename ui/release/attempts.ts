import type { Dossier } from "../../core/acts/inspect-release.ts";
import { bounded, defuse } from "../../core/model/defuse.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { DeploymentRecord } from "../../core/model/record.ts";
import type { Attempt, Issue, Stage, Step } from "../../core/model/stage.ts";
import { stateWords } from "../../core/model/words.ts";
import type { Sign } from "../shared/icons.tsx";
import { signOfState } from "../shared/signs.ts";
import { connectionOf, spokenState } from "../shared/stage-facts.ts";
import { type Checked, type Proof, proofOf } from "./facts.ts";

export type StepRow = Readonly<{
  name: string;
  sign: Sign;
  words: string;
  took?: number;
  issues: readonly Issue[];
  log?: string;
}>;

/** One try at one stage, with what our task wrote about it. */
export type AttemptRow = Readonly<{
  /** "<stage>#<attempt>". */
  key: string;
  stage: string;
  number: number;
  sign: Sign;
  words: string;
  wire: string;
  /** "1 warning", or nothing. */
  warnings: string;
  by: string;
  reason: string;
  /** It went back: from which release. */
  backFrom?: string;
  queued?: Instant;
  finished?: Instant;
  took?: number;
  connection: string;
  proof: Proof;
  record?: Readonly<{ value: DeploymentRecord; text: string }>;
  steps: readonly StepRow[];
}>;

const starters: Readonly<Record<Attempt["startedBy"], string>> = {
  person: "somebody",
  trigger: "release trigger",
  schedule: "schedule",
  redeploy: "redeploy trigger",
  unknown: "not known",
};

/** What Azure DevOps itself remembers of the release. */
export type History = Dossier["history"];

export function attemptKey(stage: string, attempt: number): string {
  return `${stage}#${attempt}`;
}

function stepOf(step: Step): StepRow {
  const { startedOn, finishedOn } = step;
  return {
    name: step.name,
    sign: signOfState(step.status.state),
    words: stateWords(step.status),
    ...(startedOn === undefined || finishedOn === undefined ? {} : { took: finishedOn - startedOn }),
    issues: step.issues,
    ...(step.logUrl === undefined ? {} : { log: step.logUrl }),
  };
}

type Recorded = { proof: Proof; record?: AttemptRow["record"] };

function recorded(dossier: Dossier, key: string, checked: Checked): Recorded {
  const reading = dossier.records.find((one) => attemptKey(one.stage, one.attempt) === key)?.reading;
  if (!reading) return { proof: { kind: "absent", words: "no record" } };
  if (reading.kind === "failed")
    return { proof: { kind: "failed", words: "could not be read", why: reading.why } };
  const found = reading.value;
  if (found.kind === "absent") return { proof: { kind: "absent", words: "no record" } };
  if (found.kind === "notBelieved") {
    return { proof: { kind: "notBelieved", words: "is not believed", why: found.because } };
  }
  return {
    proof: proofOf(checked.records && (checked.records[key] ?? [])),
    record: { value: found.value, text: found.text },
  };
}

function connectionWords(dossier: Dossier, stage: Stage, record: AttemptRow["record"]): string {
  const used = record?.value.connection.group;
  return used ? `${used.name} (id ${used.id})` : (connectionOf(dossier.release, stage) ?? "not known");
}

function times(attempt: Attempt): Pick<AttemptRow, "queued" | "finished" | "took"> {
  const { queuedOn, startedOn, finishedOn } = attempt;
  const start = startedOn ?? queuedOn;
  return {
    ...(queuedOn === undefined ? {} : { queued: queuedOn }),
    ...(finishedOn === undefined ? {} : { finished: finishedOn }),
    ...(start === undefined || finishedOn === undefined ? {} : { took: finishedOn - start }),
  };
}

function backOf(record: AttemptRow["record"]): Pick<AttemptRow, "backFrom"> {
  const from = record?.value.rollbackFrom?.name;
  return from === undefined ? {} : { backFrom: bounded(defuse(from), 120) };
}

function rowOf(dossier: Dossier, stage: Stage, attempt: Attempt, checked: Checked): AttemptRow {
  const key = attemptKey(stage.name, attempt.number);
  const { proof, record } = recorded(dossier, key, checked);
  const spoken = spokenState(attempt.status, attempt);
  const person = attempt.startedBy === "person" ? attempt.requestedBy?.name : undefined;
  return {
    key,
    stage: stage.name,
    number: attempt.number,
    sign: signOfState(attempt.status.state),
    words: spoken.words,
    wire: attempt.status.wire,
    warnings: spoken.warnings,
    by: person ?? starters[attempt.startedBy],
    reason: attempt.reason ?? record?.value.reason ?? "",
    ...backOf(record),
    ...times(attempt),
    connection: connectionWords(dossier, stage, record),
    proof,
    ...(record ? { record } : {}),
    steps: attempt.steps.map(stepOf),
  };
}

/** Every attempt at every stage, the newest first. */
export function attemptsOf(dossier: Dossier, checked: Checked): readonly AttemptRow[] {
  const rows = dossier.release.stages.flatMap((stage) =>
    stage.attempts.map((attempt) => rowOf(dossier, stage, attempt, checked)),
  );
  return rows.sort((a, b) => (b.queued ?? 0) - (a.queued ?? 0));
}
