import { quoted } from "../defuse.ts";
import { momentWords, type Instant } from "../instant.ts";
import type { Reading } from "../reading.ts";
import type { ReleaseId } from "../release.ts";
import { counted, listed } from "../words.ts";
import { isAsFarAs, whyUntold } from "./exit-criterion.ts";
import type { CriterionCheck, ExitCriterion, StateCategory } from "./exit-criterion.ts";

/** What was read for a criterion. A work item without a category is deleted, not visible to the reader, or in a state of which its process does not say how far it is. */
export type CriterionFact =
  | Readonly<{ kind: "query"; count: number }>
  | Readonly<{ kind: "tests"; run: number; finished: boolean; passed: number; total: number }>
  | Readonly<{
      kind: "deployed";
      environment: string;
      current?: Readonly<{ release: ReleaseId; since: Instant }>;
    }>
  | Readonly<{
      kind: "approved";
      /** Without `approved` somebody took back what they had said. */
      decisions: readonly Readonly<{ by: string; approved?: boolean; on: Instant }>[];
    }>
  | Readonly<{ kind: "workItems"; items: readonly Readonly<{ id: number; category?: StateCategory }>[] }>
  | Readonly<{
      kind: "pullRequests";
      items: readonly Readonly<{ id: number; status: "active" | "completed" | "abandoned" }>[];
    }>;

/** What was read for each criterion, by the criterion's id, and when. */
export type CriterionFacts = Readonly<
  Record<string, Readonly<{ on: Instant; fact: Reading<CriterionFact> }>>
>;

/** Whether a criterion is met. What could not be read is not known, and never met. */
export type CriterionState = "met" | "notMet" | "notKnown";

/** Whether a criterion is met, with what was counted and when. */
export type CriterionResult = Readonly<{
  criterion: string;
  state: CriterionState;
  evidence: string;
  on: Instant;
}>;

type Judged = Readonly<{ state: CriterionState; evidence: string }>;
type Check<K extends CriterionCheck["kind"]> = Extract<CriterionCheck, { kind: K }>;
type Fact<K extends CriterionFact["kind"]> = Extract<CriterionFact, { kind: K }>;

/** Azure DevOps gives no more results of a query than this: whoever gets so many does not know how many there are. */
export const mostQueried = 20_000;

// Whoever completes a gate on a page that was left open must not do so by what was so hours ago.
const mostAge = 15 * 60_000;

/** Whether a criterion is met, from what was read. What was read too long before `now` is not known. */
export function evaluateCriterion(
  criterion: ExitCriterion,
  facts: CriterionFacts,
  now: Instant,
): CriterionResult {
  const { id, check, tick } = criterion;
  if (check.kind === "manual") {
    const said = tick && { state: "met" as const, evidence: tick.evidence, on: tick.on };
    return { criterion: id, ...(said ?? { ...notMet("Nobody has ticked it"), on: now }) };
  }
  const known = Object.hasOwn(facts, id) ? facts[id] : undefined;
  if (known === undefined) return { criterion: id, ...notKnown("It was not read"), on: now };
  if (now - known.on > mostAge) {
    return {
      criterion: id,
      ...notKnown(`It was read on ${momentWords(known.on)}, which is too long ago`),
      on: known.on,
    };
  }
  if (known.fact.kind === "failed") {
    return { criterion: id, ...notKnown(`It could not be read: ${known.fact.why}`), on: known.on };
  }
  return { criterion: id, ...judged(check, known.fact.value, known.on), on: known.on };
}

function judged(check: CriterionCheck, fact: CriterionFact, on: Instant): Judged {
  if (check.kind === "query" && fact.kind === "query") return judgeQuery(check, fact);
  if (check.kind === "tests" && fact.kind === "tests") return judgeTests(check, fact);
  if (check.kind === "deployed" && fact.kind === "deployed") return judgeDeployed(check, fact, on);
  return judgedOfPeople(check, fact);
}

function judgedOfPeople(check: CriterionCheck, fact: CriterionFact): Judged {
  if (check.kind === "approved" && fact.kind === "approved") return judgeApproved(check, fact);
  if (check.kind === "workItems" && fact.kind === "workItems") return judgeWorkItems(check, fact);
  if (check.kind === "pullRequests" && fact.kind === "pullRequests") return judgePullRequests(check, fact);
  return notKnown("Something else was read than the criterion asks for");
}

function judgeQuery({ atMost }: Check<"query">, { count }: Fact<"query">): Judged {
  if (count >= mostQueried) return notKnown(`The query gives ${mostQueried} work items or more`);
  return weighed(count <= atMost, `${counted(count, "work item")} found, at most ${atMost} allowed`);
}

function judgeTests({ run, percent }: Check<"tests">, fact: Fact<"tests">): Judged {
  if (fact.run !== run) return notKnown(`Run ${fact.run} was read in place of run ${run}`);
  if (!fact.finished) return notMet(`Run ${run} has not finished`);
  if (fact.total === 0) return notMet(`Run ${run} has no tests`);
  const evidence = `${fact.passed} of ${counted(fact.total, "test")} passed in run ${run}, ${percent} % must`;
  return weighed(fact.passed * 100 >= percent * fact.total, evidence);
}

/** `on`: when it was read. That it is current still some hours later is known only by reading it then. */
function judgeDeployed(check: Check<"deployed">, fact: Fact<"deployed">, on: Instant): Judged {
  const { release, hours } = check;
  const place = quoted(check.environment);
  if (fact.environment !== check.environment) return notKnown(`${quoted(fact.environment)} was read`);
  if (fact.current === undefined) return notMet(`Nothing is deployed to ${place}`);
  if (fact.current.release !== release)
    return notMet(`${place} runs ${fact.current.release}, not ${release}`);
  const since = `${release} is current in ${place} since ${momentWords(fact.current.since)}`;
  // A clock that is a little behind knows nothing of less than no time.
  return weighed(
    Math.max(0, on - fact.current.since) >= hours * 3_600_000,
    `${since}, ${counted(hours, "hour")} asked for`,
  );
}

function judgeApproved({ person }: Check<"approved">, { decisions }: Fact<"approved">): Judged {
  const theirs = decisions.filter(({ by }) => by === person).sort((a, b) => a.on - b.on);
  const last = theirs.at(-1);
  if (last === undefined) return notMet("The person has not decided");
  if (last.approved === undefined) return notMet(`Taken back on ${momentWords(last.on)}`);
  return weighed(last.approved, `${last.approved ? "Approved" : "Rejected"} on ${momentWords(last.on)}`);
}

function judgeWorkItems({ category }: Check<"workItems">, { items }: Fact<"workItems">): Judged {
  if (items.length === 0) return notMet("No work item is associated");
  const unseen = items.filter((item) => item.category === undefined);
  if (unseen.length > 0) return notKnown(`${numbers(unseen)} cannot be told: ${whyUntold}`);
  const kept = items.filter((item) => item.category !== "removed");
  const removed = kept.length < items.length ? `, ${items.length - kept.length} removed` : "";
  if (kept.length === 0) return notMet(`No work item is left${removed}`);
  const behind = kept.filter((item) => item.category !== undefined && !isAsFarAs(item.category, category));
  const done = `${kept.length - behind.length} of ${counted(kept.length, "work item")} as far as ${category}${removed}`;
  return weighed(behind.length === 0, behind.length === 0 ? done : `${done}; open: ${numbers(behind)}`);
}

function judgePullRequests({ ids }: Check<"pullRequests">, { items }: Fact<"pullRequests">): Judged {
  const missing = ids.filter((id) => !items.some((item) => item.id === id)).map((id) => ({ id }));
  if (missing.length > 0) return notKnown(`${numbers(missing)} was not read`);
  const asked = items.filter(({ id }) => ids.includes(id));
  if (asked.length === 0) return notMet("No pull request is named");
  const open = asked.filter(({ status }) => status !== "completed");
  const done = `${asked.length - open.length} of ${counted(asked.length, "pull request")} completed`;
  return weighed(open.length === 0, open.length === 0 ? done : `${done}; not: ${numbers(open)}`);
}

function numbers(items: readonly Readonly<{ id: number }>[]): string {
  const shown = items.slice(0, 5).map(({ id }) => `#${id}`);
  return items.length > 5 ? `${shown.join(", ")} and ${items.length - 5} more` : listed(shown);
}

function weighed(met: boolean, evidence: string): Judged {
  return met ? { state: "met", evidence } : notMet(evidence);
}

function notMet(evidence: string): Judged {
  return { state: "notMet", evidence };
}

function notKnown(evidence: string): Judged {
  return { state: "notKnown", evidence };
}
