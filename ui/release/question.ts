import { longestDescription } from "../../core/acts/describe-release.ts";
import type { Release } from "../../core/model/release.ts";
import { fieldMoment, zoneName } from "../shared/time.ts";

/** What a person is asked before something is done that cannot simply be undone. */
export type Question =
  | Readonly<{ kind: "cancel"; stage: string }>
  | Readonly<{
      kind: "approved" | "rejected" | "deferred";
      approval: string;
      stage: string;
      stopped?: string;
    }>
  | Readonly<{ kind: "delete" }>
  | Readonly<{ kind: "describe"; description: string }>;

/** What the person typed. `until` is what the browser's field holds. */
export type Answer = Readonly<{ comment: string; until: string; inSpite: boolean }>;

/** What stands there before the person types anything. */
export function firstAnswer(question: Question): Answer {
  return { comment: question.kind === "describe" ? question.description : "", until: "", inSpite: false };
}

/** A question, ready to draw. */
export type Asked = Readonly<{
  title: string;
  text: string;
  /** Azure DevOps keeps a comment. */
  takesComment: boolean;
  /** What is typed is a description of so many characters at most, and no comment. */
  longest?: number;
  /** Beside the field for the moment; absent: none is asked for. */
  momentHint?: string;
  danger: boolean;
  /** What the button says, and what stands beside it while it is under way. */
  effect: string;
  doing: string;
}>;

function approvalWords(kind: "approved" | "rejected" | "deferred", stage: string): Asked {
  const shared = { takesComment: true, danger: false };
  if (kind === "approved") {
    const text = "What waits for this approval goes on as soon as everybody who must has approved.";
    return {
      ...shared,
      title: `Approve ${stage}`,
      text,
      effect: `Approve ${stage}`,
      doing: "It is being approved…",
    };
  }
  if (kind === "rejected") {
    const text = "The stage ends as rejected, and the stages after it do not begin.";
    return {
      ...shared,
      title: `Reject ${stage}`,
      text,
      danger: true,
      effect: `Reject ${stage}`,
      doing: "It is being rejected…",
    };
  }
  return {
    ...shared,
    title: `Approve ${stage} for later`,
    text: "It is approved now and goes on at that moment.",
    momentHint: `In your own time zone, ${zoneName()}.`,
    effect: `Approve ${stage} for then`,
    doing: "It is being deferred…",
  };
}

/** The question in words. */
export function askedOf(question: Question, release: Pick<Release, "name" | "kind">): Asked {
  const takesComment = release.kind === "classic";
  switch (question.kind) {
    case "cancel":
      return {
        title: `Cancel ${question.stage} of ${release.name}?`,
        text: "What the deployment has changed at its target until now stays changed.",
        takesComment,
        danger: true,
        effect: "Cancel the deployment",
        doing: "It is being cancelled…",
      };
    case "delete":
      return {
        title: `Delete ${release.name}?`,
        text: takesComment
          ? "It is taken out of every list. Its build and its artefacts stay."
          : "The run goes, together with its artefacts, logs and records.",
        takesComment,
        danger: true,
        effect: `Delete ${release.name}`,
        doing: "It is being deleted…",
      };
    case "describe":
      return {
        title: `Edit the description of ${release.name}`,
        text: "Whoever looks at the release reads it, here and in Azure DevOps. Its first line is the title.",
        takesComment: true,
        longest: longestDescription,
        danger: false,
        effect: "Save the description",
        doing: "It is being saved…",
      };
    default:
      return approvalWords(question.kind, question.stage);
  }
}

/** What is missing in the answer, in a sentence; absent where nothing is. */
export function missingIn(question: Question, answer: Answer, now: number): string | undefined {
  if (question.kind === "approved" && question.stopped !== undefined) return missingWord(answer);
  if (question.kind === "describe" && answer.comment.trim() === question.description.trim()) {
    return "Nothing was changed.";
  }
  if (question.kind !== "deferred") return undefined;
  const { until } = answer;
  const moment = fieldMoment(until);
  if (moment === undefined) return "Give a date and a time.";
  return moment <= now ? "Choose a moment that is still to come." : undefined;
}

/** The task obeys the calendar, whoever approves: it is approved with a word that goes past it, or later. */
function missingWord({ inSpite, comment }: Answer): string | undefined {
  if (!inSpite) return "The calendar stands in the way.";
  return comment.trim() === "" ? "Say why it cannot wait." : undefined;
}
