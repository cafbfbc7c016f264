/** How much one finding weighs: `warning` asks for a reason, `block` lets nothing start. */
export type FindingLevel = "ok" | "note" | "warning" | "block";

/** One thing that is known about a start, for every door the same. */
export type Finding = Readonly<{
  /** Stable, for tests and documentation. */
  id: string;
  level: FindingLevel;
  title: string;
  detail: string;
  /** What to do about it. */
  fix?: string;
}>;

/** What the findings allow. */
export type Verdict = "allowed" | "allowedWithReason" | "blocked";

/** The strictest word of all findings decides. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some((finding) => finding.level === "block")) return "blocked";
  return findings.some((finding) => finding.level === "warning") ? "allowedWithReason" : "allowed";
}
