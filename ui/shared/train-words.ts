import type { Phase } from "../../core/model/train/application-release.ts";
import type { TaskState } from "../../core/model/train/deployment-task.ts";
import type { Office } from "../../core/model/train/role.ts";
import type { GateName } from "../../core/model/train/stage-gate.ts";
import type { TrainType } from "../../core/model/train/train.ts";

/** Where a train or an application release is, in a word. */
export const phaseWords: Readonly<Record<Phase, string>> = {
  scoping: "Scoping",
  construction: "Construction",
  verification: "Verification",
  production: "Production",
  closed: "Closed",
  cancelled: "Cancelled",
};

export const typeWords: Readonly<Record<TrainType, string>> = {
  major: "Major",
  minor: "Minor",
  patch: "Patch",
  emergency: "Emergency",
};

export const gateTitles: Readonly<Record<GateName, string>> = {
  scoping: "Scoping gate",
  development: "Development gate",
  qa: "QA gate",
  production: "Production gate",
};

export const officeWords: Readonly<Record<Office, string>> = {
  releaseManager: "Release manager",
  releaseEngineer: "Release engineer",
  executive: "Executive",
};

/** Where a deployment task is, while its turnover is deployed. */
export const taskWords: Readonly<Record<TaskState, string>> = {
  planned: "Locked",
  actionable: "To be done now",
  running: "Under way",
  succeeded: "Done",
  failed: "Failed",
  skipped: "Skipped",
};

/** Why a page that cannot hash changes nothing on a train. */
export const noDigests =
  "This page cannot compute digests, as it did not come over https: what is done to a train could not be entered in its ledger.";
