import type { Policy, Settings } from "../model/settings.ts";
import type { DeployStep } from "../model/stage.ts";
import type { StartFacts } from "../model/start-facts.ts";

const strictness: readonly Policy[] = ["allow", "reason", "block"];

/** The strictest word of the pipeline's own step and of the project's settings. */
export function policiesOf(settings: Settings, step: DeployStep | undefined): StartFacts["policies"] {
  return {
    outOfOrder: strictest(settings.outOfOrder, step?.outOfOrder),
    drift: strictest(settings.drift, step?.drift),
    settingsUnread: step?.settingsUnread ?? "block",
  };
}

function strictest(a: Policy, b: Policy | undefined): Policy {
  return b !== undefined && strictness.indexOf(b) > strictness.indexOf(a) ? b : a;
}
