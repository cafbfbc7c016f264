import { refusal } from "../failure.ts";
import { type Finding, verdictOf } from "../model/evidence.ts";
import { judgeStart } from "../model/judge-start.ts";
import type { StartFacts } from "../model/start-facts.ts";
import type { Tell } from "../ports.ts";
import type { Start } from "./read-start.ts";

/** How a task tells what it found. */
export type FindingsLog = Readonly<{ tell: Tell; warn: Tell }>;

/**
 * Judges a start by the one rule, tells every finding and refuses (RM002) what it blocks. What needs a reason is refused in
 * production when nobody gave one; elsewhere it is a warning.
 */
export function judgeDeployment(facts: StartFacts, start: Start, log: FindingsLog): readonly Finding[] {
  const findings = judgeStart(facts);
  const verdict = verdictOf(findings);
  const reason = reasonOf(start);
  for (const finding of findings) tellFinding(finding, log);
  if (verdict === "blocked") throw refused(start, weighing(findings, "block"));
  if (verdict === "allowedWithReason" && start.stage.class === "production" && reason === undefined)
    throw unreasoned(start, weighing(findings, "warning"));
  if (reason !== undefined) log.tell(`Reason: ${reason}`);
  return findings;
}

/** Why this attempt was started, in the words of who started or approved it. */
export function reasonOf({ attempt, breakGlass }: Start): string | undefined {
  const approval = attempt?.approvals.find((one) => one.status === "approved" && !one.automatic);
  return [attempt?.reason, approval?.comment, breakGlass?.reason]
    .find((text) => text !== undefined && text.trim() !== "")
    ?.trim();
}

/** Tells one finding, with its weight before it. */
export function tellFinding({ level, title, detail }: Finding, log: FindingsLog): void {
  if (level === "warning") log.warn(`${title}. ${detail}`);
  else log.tell(`${words[level]} ${title}. ${detail}`);
}

const words = { ok: "  ok  ", note: " note ", block: "  NO  " } as const;

function weighing(findings: readonly Finding[], level: Finding["level"]): readonly Finding[] {
  return findings.filter((finding) => finding.level === level);
}

function refused(start: Start, findings: readonly Finding[]): Error {
  const fixes = [...new Set(findings.flatMap(({ fix }) => fix ?? []))];
  return refusal({
    code: "RM002",
    what: `${start.stage.name} was not deployed`,
    where: `${start.release.name}, environment ${start.environment}`,
    cause: findings.map(({ title, detail }) => `${title}. ${detail}`).join("\n"),
    next: fixes.join(" ") || "Mend what is named, then run the stage again",
  });
}

function unreasoned(start: Start, findings: readonly Finding[]): Error {
  return refusal({
    code: "RM002",
    what: `${start.stage.name} was not deployed`,
    where: `${start.release.name}, environment ${start.environment}`,
    cause: [
      "nobody gave a reason, and this needs one:",
      ...findings.map(({ title, detail }) => `${title}. ${detail}`),
      ...start.problems,
    ].join("\n"),
    next: "Start the stage from the Release Manager hub, which asks for the reason, or with a comment; in YAML the approval's comment counts",
  });
}
