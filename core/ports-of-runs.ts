import type { Deployment, Environment } from "./model/deployment.ts";
import type { Instant } from "./model/instant.ts";
import type { Person } from "./model/person.ts";
import type { Release } from "./model/release.ts";
import type { Approval, Check } from "./model/stage.ts";
import type { Allowed, Page } from "./ports.ts";

/** A pipeline that is written in YAML. */
export type YamlPipeline = Readonly<{
  id: number;
  name: string;
  path: string;
  disabled: boolean;
  webUrl: string;
}>;

/** Another pipeline's run whose artefacts a run carries. `alias` is the pipeline's own word for it. */
export type RunResource = Readonly<{
  alias: string;
  pipeline: Readonly<{ id: number; name: string }>;
  runId?: number;
  /** The run's number. */
  version: string;
}>;

/** What a run was queued with. Azure DevOps tells a pipeline's parameters nowhere else. */
export type QueuedWith = Readonly<{
  parameters: Readonly<Record<string, string>>;
  resources: readonly RunResource[];
  branch?: string;
}>;

/** What a new run is queued with. */
export type NewRun = Readonly<{
  pipelineId: number;
  /** Full reference; absent: the pipeline's default branch. */
  branch?: string;
  parameters: Readonly<Record<string, string>>;
  variables: Readonly<Record<string, string>>;
  /** Reference names of stages that are left out. */
  skip: readonly string[];
  /** Pinned by the run's id, so that a newer run does not slip in. */
  resources: readonly Readonly<{ alias: string; runId: number; version: string }>[];
}>;

/** `run`: begin a stage that waits for its manual start. `retry`: failed jobs only. `retryAll`: also what was skipped. */
export type StageChange = "run" | "retry" | "retryAll" | "cancel";

/** A question to people before a stage, in Azure DevOps's own check. */
export type RunApproval = Readonly<{
  id: string;
  status: Approval["status"];
  approvers: readonly Person[];
  /** How many of them must agree. */
  required: number;
  /** What the asker wrote; untrusted. */
  instructions: string;
  /** Whether the caller may decide it. */
  mayDecide: Allowed;
  deferredUntil?: Instant;
  decisions: readonly Readonly<{
    by: Person;
    status: Approval["status"];
    comment?: string;
    on?: Instant;
  }>[];
}>;

/** What Azure DevOps tells of a check besides the timeline. */
export type RunCheck = Pick<Check, "id" | "resource"> & Partial<Pick<Check, "name" | "kind">>;

/** What a person says to an approval. */
export type ApprovalDecision =
  | Readonly<{ decision: "approved" | "rejected"; comment: string }>
  | Readonly<{ decision: "deferred"; until: Instant; comment: string }>;

/** Runs of YAML pipelines: what can be done with them. They are read through `Builds`. */
export type Runs = Readonly<{
  pipelines: () => Promise<readonly YamlPipeline[]>;
  queuedWith: (pipelineId: number, run: number) => Promise<QueuedWith>;
  queue: (order: NewRun) => Promise<Release>;
  /** Azure DevOps's yes does not prove that anything happened: read the run again. `stage` is the reference name. */
  changeStage: (run: number, stage: string, change: StageChange) => Promise<void>;
  approvals: (ids: readonly string[]) => Promise<readonly RunApproval[]>;
  /** The checks of one attempt at a stage; none where Azure DevOps no longer has them. */
  checks: (checkpoint: string) => Promise<readonly RunCheck[]>;
  /** Refused (RM042) when it was decided meanwhile. */
  decide: (approval: string, decision: ApprovalDecision) => Promise<void>;
  remove: (run: number) => Promise<void>;
}>;

/** Environments of YAML pipelines, and what was deployed to each. */
export type Environments = Readonly<{
  list: () => Promise<readonly Environment[]>;
  /** Newest first. */
  deployments: (environment: Environment, next?: string) => Promise<Page<Deployment>>;
}>;
