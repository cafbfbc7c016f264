import type { Difference } from "../../core/acts/difference-to.ts";
import type { StartSheet } from "../../core/acts/gather-evidence.ts";
import type { KnownValues } from "../../core/acts/weigh-rollback.ts";
import { valuesFinding } from "../../core/model/compare-values.ts";
import type { Finding, FindingLevel } from "../../core/model/evidence.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { Reading } from "../../core/model/reading.ts";
import { counted } from "../../core/model/words.ts";
import { differenceShown, type DifferenceShown } from "../shared/difference.ts";
import { exactTime } from "../shared/time.ts";

/** What the person typed. */
export type Entry = Readonly<{
  reason: string;
  typed: string;
  secret: string;
  /** It is meant in spite of the calendar. */
  inSpite: boolean;
  /** Nothing that starts by itself may go there afterwards. */
  hold: boolean;
}>;

export const nothingTyped: Entry = { reason: "", typed: "", secret: "", inSpite: false, hold: false };

/** The evidence sheet, ready to draw. */
export type Sheet = Readonly<{
  title: string;
  /** Where to, in one line. */
  under: readonly string[];
  plan: StartSheet["plan"];
  leftOut: string;
  /** What stands in the way or asks for a reason: above all else. */
  problems: readonly Finding[];
  /** Something lets nothing start. */
  blocked: boolean;
  /** What is known besides. */
  evidence: readonly Finding[];
  asksReason: boolean;
  reasonHint: string;
  asksSecret: boolean;
  nameToType?: string;
  /** The environment that can be held after going back. Absent: nothing is gone back from. */
  holds?: string;
  /** What it brings to the environment, or takes away. */
  difference: DifferenceShown;
  /** What the button says, and what is said while it is under way. */
  effect: string;
  doing: string;
  /** The calendar stands in the way: the sheet of who goes past it. */
  inSpite?: Sheet;
}>;

const weight: Readonly<Record<FindingLevel, number>> = { block: 0, warning: 1, note: 2, ok: 3 };

function byWeight(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => weight[a.level] - weight[b.level]);
}

function underOf(sheet: StartSheet): readonly string[] {
  return [
    sheet.target?.url.replace(/^https?:\/\//i, "") ?? "target not known before it runs",
    sheet.target?.spn ?? "",
    sheet.connection
      ? `connection ${sheet.connection.name}, from ${sheet.connection.chosenBy}`
      : "no connection",
    replacesWords(sheet),
  ].filter(Boolean);
}

function replacesWords({ current, environment, release }: StartSheet): string {
  if (current.kind === "failed") return `what runs in ${environment} could not be read`;
  if (current.value === undefined) return `nothing runs in ${environment} yet`;
  if ("unseen" in current.value) return `what runs in ${environment} is not known`;
  const there = current.value.release;
  return there.id === release.id ? `runs in ${environment} already` : `replaces ${there.name}`;
}

function leftOutWords(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `${names.join(", ")} ${names.length === 1 ? "is" : "are"} not deployed.`;
}

function effectOf(sheet: StartSheet): string {
  const number = sheet.plan.filter((one) => one.excluded === undefined).length;
  const what = number === 0 ? sheet.release.name : counted(number, "artefact");
  return `Deploy ${what} to ${sheet.stage.name}`;
}

/** What is known beside the evidence. */
export type Beside = Readonly<{
  /** It is gone back to an earlier release: its connection's values of then. */
  values?: Reading<KnownValues>;
  /** Absent while it is being read. */
  difference?: Reading<Difference>;
}>;

/** The sheet as it is drawn. Who goes past the calendar can, as far as nothing else stands in the way. */
export function sheetOf(sheet: StartSheet, beside: Beside = {}): Sheet {
  const { inSpite } = sheet;
  const drawn = drawnOf(sheet, beside);
  if (inSpite === undefined || inSpite.verdict === "blocked") return drawn;
  return { ...drawn, inSpite: drawnOf({ ...sheet, ...inSpite }, beside) };
}

/** The sheet of what begins at a time, and is judged for then. */
export function sheetAt(sheet: Sheet, at: Instant | undefined): Sheet {
  if (at === undefined) return sheet;
  const { inSpite } = sheet;
  return {
    ...sheet,
    under: [`on ${exactTime(at)}, and judged for then`, ...sheet.under],
    effect: `${sheet.effect} on ${exactTime(at)}`,
    doing: "Azure DevOps is given the time…",
    ...(inSpite === undefined ? {} : { inSpite: sheetAt(inSpite, at) }),
  };
}

/** Going back is deploying an earlier release: the sheet is the same, its words are not. */
function backWords(
  { release, stage, environment }: StartSheet,
  difference: Beside["difference"],
): Partial<Sheet> {
  return {
    asksReason: true,
    difference: differenceShown(difference, "removes"),
    title: `Roll back ${stage.name} to ${release.name}`,
    effect: `Roll back ${stage.name} to ${release.name}`,
    holds: environment,
  };
}

function drawnOf(sheet: StartSheet, { values, difference }: Beside): Sheet {
  const weighed = byWeight([...sheet.findings, ...(values ? [valuesFinding(values)] : [])]);
  const grave = (finding: Finding): boolean => finding.level === "block" || finding.level === "warning";
  const asks = sheet.verdict === "allowedWithReason";
  return {
    title: `Deploy ${sheet.release.name} to ${sheet.stage.name}`,
    under: underOf(sheet),
    plan: sheet.plan,
    leftOut: leftOutWords(sheet.leftOut),
    problems: weighed.filter(grave),
    blocked: sheet.verdict === "blocked",
    evidence: weighed.filter((finding) => !grave(finding)),
    asksReason: asks || sheet.stage.class === "production",
    reasonHint: asks ? "A warning above asks for it." : "Kept in the history and in the record.",
    asksSecret: sheet.asksSecret,
    ...(sheet.nameToType === undefined ? {} : { nameToType: sheet.nameToType }),
    difference: differenceShown(difference, "brings"),
    effect: effectOf(sheet),
    doing:
      sheet.release.kind === "yaml"
        ? `Starting… This panel closes when ${sheet.stage.name} really moves.`
        : "Starting…",
    ...(values ? backWords(sheet, difference) : {}),
  };
}

/** The one sentence why the button cannot be pressed yet; absent when it can. */
export function whyNot(sheet: Sheet, entry: Entry): string | undefined {
  const block = sheet.problems.find((finding) => finding.level === "block");
  if (block) return `${block.title.replace(/[.]$/, "")}.`;
  if (sheet.asksReason && entry.reason.trim() === "") return "Give a reason first.";
  if (sheet.asksSecret && entry.secret === "")
    return "The connection's secret is needed: it cannot arrive by itself.";
  if (sheet.nameToType !== undefined && entry.typed.trim() !== sheet.nameToType) {
    return `Type ${sheet.nameToType} to confirm.`;
  }
  return undefined;
}
