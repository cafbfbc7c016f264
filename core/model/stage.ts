import type { Instant } from "./instant.ts";
import type { Person } from "./person.ts";

/** What kind of place a stage deploys to. It decides how strict the rules are. */
export type StageClass = "development" | "test" | "staging" | "production";

/** How a stage begins. */
export type StageTrigger = "automatic" | "manual" | "scheduled";

/** Where a stage, or one attempt at it, stands. `unknown` is a word that we do not know: it never counts as success. */
export type State =
  | "notDeployed"
  | "waitingForManualStart"
  | "waitingForApproval"
  | "waitingForCheck"
  | "scheduled"
  | "queued"
  | "inProgress"
  | "succeeded"
  | "succeededWithWarnings"
  | "failed"
  | "rejected"
  | "cancelled"
  | "skipped"
  | "unknownStillRunning"
  | "unknown";

/** A state together with Azure DevOps's own word for it, which the tooltip shows. */
export type Status = Readonly<{ state: State; wire: string }>;

/** A message that a step left behind. `text` is untrusted. */
export type Issue = Readonly<{ level: "error" | "warning"; text: string }>;

/** One step of an attempt. */
export type Step = Readonly<{
  name: string;
  status: Status;
  /** The id of the task that ran; ours are in `vss-extension.json`. Absent for what is no task. */
  taskId?: string;
  /** The step's own record in the agent's timeline: what the step attached hangs there. */
  recordId?: string;
  startedOn?: Instant;
  finishedOn?: Instant;
  issues: readonly Issue[];
  /** Where the page of Azure DevOps shows the log. */
  logUrl?: string;
}>;

/** A person's yes or no, asked for or given. */
export type Approval = Readonly<{
  id: string;
  /** When it is asked: before the deployment or after it. */
  when: "before" | "after";
  attempt: number;
  status:
    | "pending"
    | "approved"
    | "rejected"
    | "skipped"
    | "cancelled"
    | "reassigned"
    | "deferred"
    | "timedOut"
    | "unknown";
  /** Azure DevOps gave it by itself, nobody was asked. */
  automatic: boolean;
  approver?: Person;
  /** Everybody who was asked, where it is more than `approver`. */
  approvers?: readonly Person[];
  /** What the asker wrote; untrusted. */
  instructions?: string;
  /** Whether the caller may decide it; absent where it was not asked. */
  mayDecide?: "yes" | "no" | "unknown";
  deferredUntil?: Instant;
  decidedBy?: Person;
  decidedOn?: Instant;
  comment?: string;
}>;

/** Something besides people that Azure DevOps waits for before a stage. `name` is its own word. */
export type Check = Readonly<{
  id: string;
  name: string;
  kind: "authorisation" | "exclusiveLock" | "businessHours" | "other";
  status: Status;
  /** What it protects, where Azure DevOps tells; `type` is its own word. */
  resource?: Readonly<{ type: string; id: string; name: string }>;
  /** Azure DevOps no longer has the resource. */
  gone?: true;
  /** The run that holds the exclusive lock, by its name. */
  heldBy?: string;
}>;

/** One try at bringing a release to a stage. */
export type Attempt = Readonly<{
  number: number;
  status: Status;
  /** What started it. */
  startedBy: "person" | "trigger" | "schedule" | "redeploy" | "unknown";
  requestedBy?: Person;
  /** The reason that the person gave. */
  reason?: string;
  queuedOn?: Instant;
  startedOn?: Instant;
  finishedOn?: Instant;
  steps: readonly Step[];
  approvals: readonly Approval[];
  checks?: readonly Check[];
  /** YAML: the suite of its checks, by the id that Azure DevOps gave it. */
  checkpoint?: string;
  /** The agent's plans, one a phase: the address of what our tasks attached. */
  planIds: readonly string[];
}>;

/** What the stage's `ReleaseManagerDeploy` step was told, as far as it can be read before it runs. */
export type DeployStep = Readonly<{
  connection: string;
  environment: string;
  target: string;
  /** The class that the pipeline itself declares: a floor that Settings may only tighten. */
  stageClass?: StageClass;
  /** Artefacts that the step leaves out, a line `name: reason` each. */
  exclude?: string;
  /** The step is handed a secret by its own input. */
  givenSecret?: boolean;
  /** The step names a service connection that signs in. */
  ownSignIn?: boolean;
  /** What the pipeline itself asks for: floors that Settings may only tighten. */
  outOfOrder?: "allow" | "reason" | "block";
  drift?: "allow" | "reason" | "block";
  settingsUnread?: "block" | "warn";
}>;

/** A step of a release's way. */
export type Stage = Readonly<{
  /** Classic: the release environment's id. YAML: the stage's reference name. */
  id: string;
  /** Classic only: the id of the stage in the definition, the same in every release. */
  definitionId?: number;
  name: string;
  /** The place that the stage deploys to: the suffix of the connection's keys. */
  environment: string;
  class: StageClass;
  trigger: StageTrigger;
  /** Names of the stages that come directly before. */
  after: readonly string[];
  status: Status;
  /** YAML: the stage's condition as Azure DevOps evaluated it, where it was skipped; untrusted. */
  skippedBecause?: string;
  /** YAML: it has not begun, and this is the sentence why nobody can tell whether it waits to be started by hand. */
  untold?: string;
  /** Oldest first. */
  attempts: readonly Attempt[];
  /** Variable groups linked to this stage or to the whole release. */
  linkedGroups: readonly Readonly<{ id: number; name: string }>[];
  /** Absent where the stage does not use our task. */
  deploy?: DeployStep;
  scheduledFor?: Instant;
  /** When its schedule comes the next time, as far as Azure DevOps tells: of classic stages only. */
  scheduleNext?: Instant;
}>;

/** Whether the stage begins at times of its own: that a person gave an attempt its time cannot be told then. */
export function hasOwnSchedule({ trigger, scheduleNext }: Pick<Stage, "trigger" | "scheduleNext">): boolean {
  return trigger === "scheduled" || scheduleNext !== undefined;
}
