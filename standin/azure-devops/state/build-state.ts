import type { IdentityRef, Variables } from "./state.ts";

/** One step of a definition, build or release alike. */
export type StepDefinition = {
  taskId: string;
  taskName: string;
  version: string;
  name: string;
  refName: string;
  enabled: boolean;
  continueOnError?: boolean;
  condition?: string;
  timeoutInMinutes?: number;
  retryCountOnTaskFailure?: number;
  inputs: Record<string, string>;
  environment?: Record<string, string>;
};

export type BuildPhase = { name: string; refName: string; condition: string; steps: StepDefinition[] };

/** A build pipeline. `yaml` ones are shown only: their runs are data. */
export type BuildDefinition = {
  id: number;
  name: string;
  path: string;
  revision: number;
  createdDate: string;
  kind: "designer" | "yaml";
  buildNumberFormat: string;
  repository: { id: string; name: string; defaultBranch: string };
  variables: Variables;
  variableGroups: number[];
  phases: BuildPhase[];
};

export type BuildResult = "succeeded" | "partiallySucceeded" | "failed" | "canceled";

export type Build = {
  id: number;
  buildNumber: string;
  definitionId: number;
  status: "notStarted" | "inProgress" | "cancelling" | "completed";
  result?: BuildResult;
  reason: string;
  sourceBranch: string;
  sourceVersion: string;
  queueTime: string;
  startTime?: string;
  finishTime?: string;
  requestedBy: IdentityRef;
  requestedFor: IdentityRef;
  /** Queue-time variables, as JSON text on the wire. */
  parameters: Record<string, string>;
  templateParameters?: Record<string, string>;
  planId: string;
  tags: string[];
  properties: Record<string, string>;
  lastChangedDate: string;
  deleted?: { by: string; date: string };
};

export type RecordIssue = { type: "error" | "warning"; message: string };

export type TimelineRecord = {
  id: string;
  parentId: string | null;
  type: string;
  name: string;
  identifier?: string;
  refName?: string;
  order: number;
  attempt: number;
  state: "pending" | "inProgress" | "completed";
  result?: string;
  startTime?: string;
  finishTime?: string;
  percentComplete?: number;
  currentOperation?: string;
  workerName?: string;
  task?: { id: string; name: string; version: string };
  issues: RecordIssue[];
  logId?: number;
  previousAttempts: { attempt: number; timelineId: string; recordId: string }[];
};

export type Timeline = { id: string; planId: string; changeId: number; records: TimelineRecord[] };

/** A log of a plan: its lines lie in `storage/`. */
export type StoredLog = { planId: string; id: number; file: string; createdOn: string; lineCount: number };

export type PublishedArtefact = {
  id: number;
  buildId: number;
  name: string;
  /** The record of the step that published it. */
  source: string;
  data: string;
  folder: string;
  bytes: number;
};

export type Lease = {
  leaseId: number;
  runId: number;
  definitionId: number;
  ownerId: string;
  createdOn: string;
  validUntil: string;
  protectPipeline: boolean;
};

export type BuildState = {
  definitions: BuildDefinition[];
  builds: Build[];
  timelines: Timeline[];
  logs: StoredLog[];
  artefacts: PublishedArtefact[];
  leases: Lease[];
};
