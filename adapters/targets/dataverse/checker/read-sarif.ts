import { type Fields, fields, jsonOf, rows, string } from "../../shared/read-json.ts";

/** How bad a finding of the solution checker is. */
export type Severity = "critical" | "high" | "medium" | "low" | "informational";

/** One finding: which rule, how bad, what and where. */
export type Finding = Readonly<{ severity: Severity; rule: string; text: string; place: string }>;

/** Findings of a SARIF 2.1.0 log, as the Power Apps checker writes it. Absent where it is none. */
export function readSarif(text: string): readonly Finding[] | undefined {
  const runs = runsOf(text);
  return runs?.flatMap((run) => {
    const rules = rulesOf(run);
    return rows(run["results"])
      .filter(isOpen)
      .map((result) => findingOf(result, rules));
  });
}

function runsOf(text: string): readonly Fields[] | undefined {
  const { runs } = fields(jsonOf(text));
  return Array.isArray(runs) ? rows(runs) : undefined;
}

/** Passed checks are results too, and suppressed ones were judged by a person. */
function isOpen(result: Fields): boolean {
  const kind = string(result["kind"]);
  return (kind === "" || kind === "fail") && rows(result["suppressions"]).length === 0;
}

function rulesOf(run: Fields): ReadonlyMap<string, Fields> {
  const rules = rows(fields(fields(run["tool"])["driver"])["rules"]);
  return new Map(rules.map((rule) => [string(rule["id"]), rule]));
}

function findingOf(result: Fields, rules: ReadonlyMap<string, Fields>): Finding {
  const rule = string(result["ruleId"]);
  const [location] = rows(result["locations"]);
  const physical = fields(fields(location)["physicalLocation"]);
  const file = string(fields(physical["artifactLocation"])["uri"]);
  const line = fields(physical["region"])["startLine"];
  const place = typeof line === "number" ? `${file}:${line}` : file;
  return {
    severity: severityOf(result, rules.get(rule)),
    rule,
    text: string(fields(result["message"])["text"]),
    place,
  };
}

const severities: readonly Severity[] = ["critical", "high", "medium", "low", "informational"];

/** The checker's own word, of the result or of its rule. Without one an error counts as critical: rather too strict. */
function severityOf(result: Fields, rule: Fields | undefined): Severity {
  const said = [result, rule].map((one) => string(fields(one?.["properties"])["severity"]).toLowerCase());
  const own = severities.find((one) => said.find((word) => word !== "") === one);
  if (own !== undefined) return own;
  const level =
    string(result["level"]) || string(fields(rule?.["defaultConfiguration"])["level"]) || "warning";
  if (level === "error") return "critical";
  return level === "warning" ? "medium" : "low";
}
