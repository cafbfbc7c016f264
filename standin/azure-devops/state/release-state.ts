import type { RecordIssue, StepDefinition } from "./build-state.ts";
import type { IdentityRef, VariableGroup, Variables } from "./state.ts";

export type Condition = {
  conditionType: "event" | "environmentState" | "artifact";
  name: string;
  value: string;
};

export type DeployPhase = { name: string; refName: string; rank: number; steps: StepDefinition[] };

export type StageDefinition = {
  id: number;
  name: string;
  rank: number;
  ownerId: string;
  variables: Variables;
  variableGroups: number[];
  conditions: Condition[];
  preApprovers: string[];
  postApprovers: string[];
  releaseCreatorCanBeApprover: boolean;
  concurrencyCount: number;
  queueDepthCount: number;
  phases: DeployPhase[];
};

/** What a release carries: the artefacts of one build pipeline. */
export type ArtefactSource = { alias: string; buildDefinitionId: number; isPrimary: boolean };

export type ReleaseDefinition = {
  id: number;
  name: string;
  path: string;
  revision: number;
  isDisabled: boolean;
  createdBy: IdentityRef;
  createdOn: string;
  modifiedBy: IdentityRef;
  modifiedOn: string;
  description: string;
  releaseNameFormat: string;
  variables: Variables;
  variableGroups: number[];
  artefacts: ArtefactSource[];
  stages: StageDefinition[];
};

export type ReleaseTask = {
  id: number;
  timelineRecordId: string;
  name: string;
  rank: number;
  status: "pending" | "inProgress" | "succeeded" | "failed" | "canceled" | "skipped" | "partiallySucceeded";
  startTime?: string;
  finishTime?: string;
  percentComplete?: number;
  agentName?: string;
  task?: { id: string; name: string; version: string };
  issues: RecordIssue[];
  logFile?: string;
  lineCount: number;
};

export type RunPhase = {
  id: number;
  phaseId: string;
  name: string;
  rank: number;
  status:
    "notStarted" | "inProgress" | "succeeded" | "partiallySucceeded" | "failed" | "canceled" | "skipped";
  runPlanId: string;
  startedOn?: string;
  job: ReleaseTask;
  tasks: ReleaseTask[];
};

export type Attempt = {
  id: number;
  attempt: number;
  reason: "manual" | "automated" | "scheduled" | "redeployTrigger";
  status: "notDeployed" | "inProgress" | "succeeded" | "partiallySucceeded" | "failed";
  operationStatus: string;
  requestedBy: IdentityRef;
  requestedFor: IdentityRef;
  queuedOn: string;
  startedOn?: string;
  completedOn?: string;
  lastModifiedBy: IdentityRef;
  lastModifiedOn: string;
  hasStarted: boolean;
  comment: string;
  phases: RunPhase[];
  issues: RecordIssue[];
};

export type Approval = {
  id: number;
  revision: number;
  approvalType: "preDeploy" | "postDeploy";
  attempt: number;
  rank: number;
  status: "pending" | "approved" | "rejected" | "reassigned" | "canceled" | "skipped";
  isAutomated: boolean;
  approver?: IdentityRef;
  approvedBy?: IdentityRef;
  comments: string;
  createdOn: string;
  modifiedOn: string;
};

export type EnvironmentStatus =
  | "notStarted"
  | "inProgress"
  | "succeeded"
  | "canceled"
  | "rejected"
  | "queued"
  | "scheduled"
  | "partiallySucceeded";

/** A stage of one release: the definition's stage as it was then, and what became of it. */
export type ReleaseEnvironment = {
  id: number;
  definition: StageDefinition;
  status: EnvironmentStatus;
  variables: Variables;
  variableGroups: VariableGroup[];
  conditions: (Condition & { result?: boolean })[];
  attempts: Attempt[];
  approvals: Approval[];
  triggerReason: string;
  scheduledDeploymentTime?: string;
  createdOn: string;
  modifiedOn: string;
  timeToDeploy: number;
};

export type ReleaseArtefact = ArtefactSource & {
  buildId: number;
  buildNumber: string;
  sourceBranch: string;
  sourceVersion: string;
};

export type Revision = {
  releaseId: number;
  definitionSnapshotRevision: number;
  changedBy: IdentityRef;
  changedDate: string;
  changeType: string;
  changeDetails: { id: string; name: string } | null;
  comment: string;
};

export type Release = {
  id: number;
  name: string;
  definitionId: number;
  definitionName: string;
  definitionRevision: number;
  status: "draft" | "active" | "abandoned";
  reason: string;
  description: string;
  comment: string;
  createdBy: IdentityRef;
  createdFor: IdentityRef;
  createdOn: string;
  modifiedBy: IdentityRef;
  modifiedOn: string;
  keepForever: boolean;
  isDeleted: boolean;
  snapshotRevision: number;
  artefacts: ReleaseArtefact[];
  variables: Variables;
  variableGroups: VariableGroup[];
  environments: ReleaseEnvironment[];
  tags: string[];
  revisions: Revision[];
};

export type ReleaseState = { definitions: ReleaseDefinition[]; releases: Release[] };
