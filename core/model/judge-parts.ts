import { bounded, defuse } from "./defuse.ts";
import type { Finding, FindingLevel } from "./evidence.ts";
import { iso, type Instant } from "./instant.ts";
import type { Policy } from "./settings.ts";
import type { StartFacts } from "./start-facts.ts";
import { counted } from "./words.ts";

/** The topics of findings: stable ids, told in this order. */
export const topics = [
  "releaseState",
  "stageRunning",
  "permission",
  "settingsUnread",
  "automaticProduction",
  "calendar",
  "stageOrder",
  "uatResult",
  "seal",
  "sameBytes",
  "artefactsThere",
  "nothingToDeploy",
  "plan",
  "connection",
  "secret",
  "drift",
  "target",
  "direction",
] as const;

/** One of the topics that a finding can be about. */
export type Topic = (typeof topics)[number];

/** One rule: what the facts say about one topic or two. */
export type Rule = (facts: StartFacts) => readonly Finding[];

/** A finding about a topic. */
export function finding(id: Topic, level: FindingLevel, said: Omit<Finding, "id" | "level">): Finding {
  return { id, level, ...said };
}

/** The level of what is strict in production only. */
export function strictly(facts: StartFacts, production: FindingLevel, elsewhere: FindingLevel): FindingLevel {
  return facts.stage.class === "production" ? production : elsewhere;
}

/** The level of what only development takes lightly. */
export function leniently(
  facts: StartFacts,
  development: FindingLevel,
  elsewhere: FindingLevel,
): FindingLevel {
  return facts.stage.class === "development" ? development : elsewhere;
}

/** What a policy makes of a finding. */
export function policyLevel(policy: Policy): FindingLevel {
  if (policy === "block") return "block";
  return policy === "reason" ? "warning" : "note";
}

/** The finding about a fact that could not be read. `good` is what it would have shown. */
export function unread(id: Topic, level: FindingLevel, good: string, why: string): Finding {
  return finding(id, level, {
    title: `Not known: ${good}`,
    detail: sentence(why),
    fix: "Refresh and try again; if it stays, Settings, Check this organisation, shows what is refused.",
  });
}

/** A remote text as a sentence of its own. */
export function sentence(text: string): string {
  const safe = bounded(defuse(text).trim(), 500);
  return /[.!?…]$/.test(safe) ? safe : `${safe}.`;
}

/** How long ago in whole days, and the day. */
export function daysAgo(then: Instant, now: Instant): string {
  const days = Math.max(0, Math.floor((now - then) / dayLength));
  const ago = days === 0 ? "today" : `${counted(days, "day")} ago`;
  return `${ago} (${day(then)})`;
}

/** The day of a moment in UTC: 2022-06-16. */
export function day(moment: Instant): string {
  return iso(moment).slice(0, 10);
}

/** A day in milliseconds. */
export const dayLength = 86_400_000;
