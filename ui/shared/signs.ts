import type { FindingLevel } from "../../core/model/evidence.ts";
import type { State } from "../../core/model/stage.ts";
import type { Sign } from "./icons.tsx";

const ofState: Readonly<Record<State, Sign>> = {
  notDeployed: "none",
  waitingForManualStart: "waiting",
  waitingForApproval: "waiting",
  waitingForCheck: "waiting",
  scheduled: "scheduled",
  queued: "scheduled",
  inProgress: "running",
  succeeded: "ok",
  succeededWithWarnings: "warned",
  failed: "bad",
  rejected: "bad",
  cancelled: "stopped",
  skipped: "stopped",
  unknownStillRunning: "unknown",
  unknown: "unknown",
};

export function signOfState(state: State): Sign {
  return ofState[state];
}

const ofLevel: Readonly<Record<FindingLevel, Sign>> = {
  ok: "ok",
  note: "note",
  warning: "warning",
  block: "bad",
};

export function signOfLevel(level: FindingLevel): Sign {
  return ofLevel[level];
}

/** What a screen reader says where others see the sign of a finding. */
export const levelWords: Readonly<Record<FindingLevel, string>> = {
  ok: "Good",
  note: "Note",
  warning: "Warning",
  block: "Blocks the start",
};

const moving: readonly State[] = ["queued", "inProgress", "unknownStillRunning"];
const passed: readonly State[] = ["succeeded", "succeededWithWarnings"];

/** Something goes on: worth looking again soon. */
export function isMoving(state: State): boolean {
  return moving.includes(state);
}

export function hasPassed(state: State): boolean {
  return passed.includes(state);
}
