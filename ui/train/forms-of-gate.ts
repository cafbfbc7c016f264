import type { ExitCriterion } from "../../core/model/train/exit-criterion.ts";
import type { StageGate } from "../../core/model/train/stage-gate.ts";
import { type ApprovalKind, mostLevels, type TrainApproval } from "../../core/model/train/train-approval.ts";
import type { Choice } from "../shared/fields.tsx";
import { fieldText } from "../shared/time.ts";
import { gateTitles } from "../shared/train-words.ts";
import { type Field, moment, momentIn, note, partsIn, textIn, type Typed } from "../shared/form.ts";
import type { Form } from "./about.ts";

/** Another date of a gate; what is due before it moves with it. */
export function moveGateForm({ name, date }: StageGate): Form {
  const words = gateTitles[name];
  return {
    title: `Move the ${words}`,
    under: "What is due before it moves with it.",
    fields: () => [moment("date", "Date")],
    typed: { date: fieldText(date) },
    button: "Move the gate",
    said: `The ${words} is moved.`,
    order: (typed) => {
      const at = momentIn(typed, "date", date);
      return at === undefined
        ? "Give its date."
        : { of: "train", act: { kind: "moveGate", gate: name, date: at } };
    },
  };
}

/** A manual criterion is met, and what shows it. */
export function tickForm({ id, text }: ExitCriterion): Form {
  return {
    title: "Tick the exit criterion",
    under: text,
    fields: () => [note("evidence", "Evidence", "What shows it, such as the address of a document.")],
    typed: {},
    button: "Tick the criterion",
    asSeen: true,
    said: "The exit criterion is ticked.",
    order: (typed) => ({
      of: "train",
      act: { kind: "tickCriterion", criterion: id, evidence: textIn(typed, "evidence") },
    }),
  };
}

const approvalKinds: readonly ApprovalKind[] = ["development", "train", "executive"];

/** Who stands for an approval of the kind. */
export const approvalWords: Readonly<Record<ApprovalKind, string>> = {
  development: "Development, by a release manager",
  train: "Train, by a release engineer",
  executive: "Executive, by an executive",
};

/** The levels of a gate's approvals, four at most. */
export function approvalsForm({ name, approvals }: StageGate): Form {
  const choices: readonly Choice[] = [
    { value: "", text: "No approval" },
    ...approvalKinds.map((value) => ({ value, text: approvalWords[value] })),
  ];
  const levels = Array.from({ length: mostLevels }, (_, at) => at + 1);
  const fieldsOf = (level: number, typed: Typed): readonly Field[] => {
    if (level > 1 && (typed[`kind${level - 1}`] ?? "") === "") return [];
    const kind: Field = { name: `kind${level}`, label: `Level ${level}`, look: "choice", choices };
    if ((typed[`kind${level}`] ?? "") === "") return [kind];
    return [kind, { name: `who${level}`, label: `Approvers of level ${level}`, look: "people" }];
  };
  return {
    title: `Set the approvals of the ${gateTitles[name]}`,
    under: "Level after level; any one of the approvers of a level decides it.",
    fields: (typed) => levels.flatMap((level) => fieldsOf(level, typed)),
    typed: Object.fromEntries(
      approvals.flatMap(({ kind, approvers }, at) => [
        [`kind${at + 1}`, kind],
        [`who${at + 1}`, approvers.join(" ")],
      ]),
    ),
    button: "Save the approvals",
    said: "The approvals are set.",
    order: (typed) => ({
      of: "train",
      act: { kind: "setApprovals", gate: name, levels: levelsIn(typed, levels) },
    }),
  };
}

function levelsIn(
  typed: Typed,
  levels: readonly number[],
): readonly Pick<TrainApproval, "kind" | "approvers">[] {
  const last = levels.findIndex((level) => (typed[`kind${level}`] ?? "") === "");
  return (last < 0 ? levels : levels.slice(0, last)).flatMap((level) => {
    const kind = approvalKinds.find((one) => one === typed[`kind${level}`]);
    return kind === undefined ? [] : [{ kind, approvers: partsIn(typed, `who${level}`) }];
  });
}

/** A level is approved or rejected, with a comment. */
export function decideForm({ name, approvals }: StageGate, level: number, approve: boolean): Form {
  const verb = approve ? "Approve" : "Reject";
  return {
    title: `${verb} level ${level} of the ${gateTitles[name]}`,
    under: `${approvalWords[approvals[level - 1]?.kind ?? "train"]}. Your work item says so, under your name.`,
    fields: () => [
      note(
        "comment",
        approve ? "Comment (optional)" : "Why",
        approve ? undefined : "It opens the gate again.",
      ),
    ],
    typed: {},
    button: verb,
    asSeen: true,
    danger: !approve,
    said: approve ? `Level ${level} is approved.` : `Level ${level} is rejected: the gate is open again.`,
    order: (typed) => ({ of: "decide", gate: name, level, approve, comment: textIn(typed, "comment") }),
  };
}

/** A complete gate is opened again, whose approvals can no longer be given. */
export function reopenGateForm({ name }: StageGate): Form {
  const words = gateTitles[name];
  return {
    title: `Open the ${words} again`,
    under: "Its approvals are asked for anew when it is complete the next time.",
    fields: () => [note("reason", "Why")],
    typed: {},
    button: "Open the gate again",
    asSeen: true,
    danger: true,
    said: `The ${words} is open again.`,
    order: (typed) => ({
      of: "train",
      act: { kind: "reopenGate", gate: name, reason: textIn(typed, "reason") },
    }),
  };
}
