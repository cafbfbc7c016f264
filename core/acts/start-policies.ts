import type { Policy, Settings } from "../model/settings.ts";
import type { DeployStep } from "../model/stage.ts";
import type { StartFacts } from "../model/start-facts.ts";

const strictness: readonly Policy[] = ["allow", "reason", "block"];

/**
 * The strictest word of the pipeline's own step and of the project's settings. A step that says nothing says what the task
 * takes then (its task.json), so the hub never promises what the task will refuse.
 */
export function policiesOf(settings: Settings, step: DeployStep | undefined): StartFacts["policies"] {
  return {
    outOfOrder: strictest(settings.outOfOrder, step && (step.outOfOrder ?? "block")),
    drift: strictest(settings.drift, step && (step.drift ?? "reason")),
    settingsUnread: step?.settingsUnread ?? "block",
  };
}

function strictest(a: Policy, b: Policy | undefined): Policy {
  return b !== undefined && strictness.indexOf(b) > strictness.indexOf(a) ? b : a;
}
