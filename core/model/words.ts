import type { ArtefactKind } from "./artefact.ts";
import { bounded, defuse } from "./defuse.ts";
import type { BuildResult } from "./release.ts";
import type { ArtefactOutcome } from "./record.ts";
import type { StageClass, StageTrigger, State, Status } from "./stage.ts";

const states: Readonly<Record<Exclude<State, "unknown">, string>> = {
  notDeployed: "Not deployed",
  waitingForManualStart: "Waiting for manual start",
  waitingForApproval: "Waiting for approval",
  waitingForCheck: "Waiting for a check",
  scheduled: "Scheduled",
  queued: "Queued",
  inProgress: "In progress",
  succeeded: "Succeeded",
  succeededWithWarnings: "Succeeded with warnings",
  failed: "Failed",
  rejected: "Rejected",
  cancelled: "Cancelled",
  skipped: "Skipped",
  unknownStillRunning: "Unknown, still running",
};

const kinds: Readonly<Record<ArtefactKind, string>> = {
  solution: "Solution",
  configurationData: "Configuration data",
  portal: "Portal",
  files: "Files",
  logs: "Logs",
};

const classes: Readonly<Record<StageClass, string>> = {
  development: "Development",
  test: "Test",
  staging: "Staging",
  production: "Production",
};

const triggers: Readonly<Record<StageTrigger, string>> = {
  automatic: "Automatic",
  manual: "Manual",
  scheduled: "Scheduled",
};

const outcomes: Readonly<Record<ArtefactOutcome["outcome"], string>> = {
  succeeded: "Succeeded",
  succeededWithIssues: "Succeeded with warnings",
  failedUnchanged: "Failed, nothing was changed",
  failedPartial: "Failed, partly changed",
  unknownStillRunning: "Unknown, still running",
  cancelled: "Cancelled",
  skipped: "Skipped",
  excluded: "Excluded",
  notReached: "Not reached",
};

const results: Readonly<Record<BuildResult, string>> = {
  succeeded: "Succeeded",
  partiallySucceeded: "Partially succeeded",
  failed: "Failed",
  cancelled: "Cancelled",
  running: "Running",
  unknown: "Unknown",
};

/** A state for a person. One that we do not know shows Azure DevOps's own word: `unknown (foo)`. */
export function stateWords(status: Status): string {
  if (status.state !== "unknown") return states[status.state];
  const wire = bounded(defuse(status.wire).trim(), 60);
  return wire === "" ? "unknown" : `unknown (${wire})`;
}

/** An artefact's kind for a person. */
export function kindWords(kind: ArtefactKind): string {
  return kinds[kind];
}

/** A stage's class for a person. */
export function classWords(stageClass: StageClass): string {
  return classes[stageClass];
}

/** How a stage begins, for a person. */
export function triggerWords(trigger: StageTrigger): string {
  return triggers[trigger];
}

/** What became of an artefact or of a deployment, for a person. */
export function outcomeWords(outcome: ArtefactOutcome["outcome"]): string {
  return outcomes[outcome];
}

/** How a build ended, for a person. */
export function resultWords(result: BuildResult): string {
  return results[result];
}

/** Names in a sentence: `A`, `A and B`, `A, B and C`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** A number with its noun: `1 file`, `3 files`, `2 entries`. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
