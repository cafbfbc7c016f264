import type { Finding } from "./evidence.ts";
import { judgeCalendar } from "./judge-calendar.ts";
import { judgeArtefacts, judgeBytes, judgePlan, judgeSeal } from "./judge-bytes.ts";
import { judgeAutomatic, judgeOrder, judgePermission, judgeRelease } from "./judge-order.ts";
import { judgeRunning, judgeSettings } from "./judge-order.ts";
import type { Rule } from "./judge-parts.ts";
import { judgeConnection, judgeDirection, judgeDrift, judgeSecret, judgeTarget } from "./judge-place.ts";
import type { StartFacts } from "./start-facts.ts";

// In the order of `topics`.
const rules: readonly Rule[] = [
  judgeRelease,
  judgeRunning,
  judgePermission,
  judgeSettings,
  judgeAutomatic,
  judgeCalendar,
  judgeOrder,
  judgeSeal,
  judgeBytes,
  judgeArtefacts,
  judgePlan,
  judgeConnection,
  judgeSecret,
  judgeDrift,
  judgeTarget,
  judgeDirection,
];

/**
 * The one rule about starting a stage, for every door the same: findings by topic, always in the same order. A fact that
 * is left out says nothing; one that could not be read never counts as good. `verdictOf` says what they allow.
 */
export function judgeStart(facts: StartFacts): Finding[] {
  return rules.flatMap((rule) => rule(facts));
}
