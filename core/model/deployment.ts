import type { Instant } from "./instant.ts";
import type { Person } from "./person.ts";
import type { Release, ReleaseId } from "./release.ts";
import type { Approval, Attempt, Check, Status } from "./stage.ts";

/** A place that stages deploy to, as Azure DevOps knows it for YAML pipelines. */
export type Environment = Readonly<{ id: number; name: string }>;

/** What a deployment waits for, as far as it was told where the deployment was read. */
export type Awaited = Readonly<{
  approvals?: readonly Approval[];
  checks?: readonly Check[];
  scheduledFor?: Instant;
  pipelineDisabled?: boolean;
}>;

/** One attempt at bringing a release to an environment, as the environment's own history tells it. */
export type Deployment = Readonly<{
  release: ReleaseId;
  releaseName: string;
  pipeline: Readonly<{ id: number; name: string; kind: Release["kind"] }>;
  /** YAML: the stage's reference name. Classic: its name. */
  stage: string;
  /** Its name. Classic: the stage's name, until Settings gives another. */
  environment: string;
  attempt: number;
  status: Status;
  startedBy: Attempt["startedBy"];
  requestedBy?: Person;
  queuedOn?: Instant;
  startedOn?: Instant;
  finishedOn?: Instant;
  build?: Readonly<{ id: number; number: string; branch: string }>;
  /** Absent for one that does not wait. */
  awaits?: Awaited;
}>;
