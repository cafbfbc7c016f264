import type { VariableGroup } from "./model/connection.ts";
import type { ConnectionThen } from "./model/connection-then.ts";
import type { Instant } from "./model/instant.ts";
import type { Identity, Person } from "./model/person.ts";
import type { DeploymentRecord } from "./model/record.ts";
import type { LeftBehind } from "./model/resume.ts";
import type { Build, Release } from "./model/release.ts";
import type { Seal } from "./model/seal.ts";
import type { Stage } from "./model/stage.ts";
import type { Deployment } from "./model/deployment.ts";
import type { Names } from "./ports-of-names.ts";
import type { Environments, Runs } from "./ports-of-runs.ts";
import type { PullRequests, TestRuns, WorkItems } from "./ports-of-work-items.ts";

/** Tells the person who watches one sentence about their own things. */
export type Tell = (sentence: string) => void;

/** One page of a list. `next` asks for the following one; `note` says in a sentence what this Azure DevOps cannot tell. */
export type Page<T> = Readonly<{ items: readonly T[]; next?: string; note?: string }>;

/** A release pipeline: what a release of it would look like. */
export type ReleasePipeline = Readonly<{
  id: number;
  name: string;
  path: string;
  disabled: boolean;
  /** Builds that it can carry, by alias. */
  sources: readonly Readonly<{
    alias: string;
    type: string;
    buildPipeline?: Readonly<{ id: number; name: string }>;
    primary: boolean;
  }>[];
  stages: readonly Pick<
    Stage,
    "definitionId" | "name" | "environment" | "class" | "trigger" | "after" | "linkedGroups" | "deploy"
  >[];
  variables: Release["variables"];
  webUrl: string;
}>;

/** What a new release is made of. */
export type NewRelease = Readonly<{
  pipelineId: number;
  description: string;
  artefacts: readonly Readonly<{ alias: string; buildId: number; buildNumber: string; branch: string }>[];
  /** Names of stages that are switched from automatic to manual for this release. */
  manualStages: readonly string[];
  variables: Readonly<Record<string, string>>;
}>;

/** Which releases to list. */
export type ReleaseQuery = Readonly<{
  pipelineId?: number;
  search?: string;
  buildId?: number;
  top?: number;
  next?: string;
}>;

/** One act upon a release, as Azure DevOps remembers it. */
export type HistoryEntry = Readonly<{
  by?: Person;
  on?: Instant;
  what: string;
  detail: string;
  comment?: string;
}>;

/** What more a start may carry. The secret is handed over as the stage variable `Connection-Secret`. */
export type StartMore = Readonly<{ secret?: string; at?: Instant }>;

/** Classic releases and their pipelines. */
export type Releases = Readonly<{
  pipelines: () => Promise<readonly ReleasePipeline[]>;
  pipeline: (id: number) => Promise<ReleasePipeline>;
  list: (query: ReleaseQuery) => Promise<Page<Release>>;
  /** With the steps of every attempt. */
  get: (id: number) => Promise<Release>;
  history: (id: number) => Promise<readonly HistoryEntry[]>;
  create: (order: NewRelease) => Promise<Release>;
  /** Starts a stage, or starts it again: now, or at the moment that is given. */
  start: (release: number, stage: string, reason: string, more: StartMore) => Promise<void>;
  cancel: (release: number, stage: string, comment: string) => Promise<void>;
  decide: (approval: string, decision: "approved" | "rejected", comment: string) => Promise<void>;
  keep: (release: number, forever: boolean) => Promise<void>;
  abandon: (release: number, comment: string) => Promise<void>;
  describe: (release: number, description: string) => Promise<void>;
  remove: (release: number, comment: string) => Promise<void>;
  /** Attempts of every classic release, newest first. */
  deployments: (query: DeploymentQuery) => Promise<Page<Deployment>>;
}>;

/** Which classic deployments to list. */
export type DeploymentQuery = Readonly<{
  pipelineId?: number;
  since?: Instant;
  until?: Instant;
  next?: string;
}>;

/** Which builds to list. */
export type BuildQuery = Readonly<{
  pipelineId?: number;
  /** Exactly this one. */
  number?: string;
  succeededOnly?: boolean;
  /** Only what has not ended. A run of which only manual stages are left has ended, until one of them is started. */
  unfinished?: true;
  branch?: string;
  top?: number;
  next?: string;
  /** Runs only: leaves `stages` empty, which saves a request for each run. */
  withoutStages?: true;
}>;

/** What Azure DevOps holds under an artefact's name. `identity` changes when it is published again. */
export type PublishedArtefact = Readonly<{ name: string; identity: string; downloadUrl: string }>;

/** Builds, which are also the runs of YAML pipelines. */
export type Builds = Readonly<{
  list: (query: BuildQuery) => Promise<Page<Build>>;
  get: (id: number) => Promise<Build>;
  artefacts: (id: number) => Promise<readonly PublishedArtefact[]>;
  /** Those of these builds that Azure DevOps lists, in one request for three hundred. */
  listed: (ids: readonly number[]) => Promise<readonly number[]>;
  /** Multi-stage YAML runs in the model of releases, read-only. */
  runs: (query: BuildQuery) => Promise<Page<Release>>;
  /** Fills in what `withoutStages` left out. A run that turns out to have one stage, or to be gone, is left out. */
  withStages: (runs: readonly Release[]) => Promise<Page<Release>>;
  run: (id: number) => Promise<Release>;
}>;

/** What is believed of an attachment: found and written by one of our own tasks, not there, or there but not believed. */
export type Found<T> =
  | Readonly<{ kind: "found"; value: T; text: string }>
  | Readonly<{ kind: "absent" }>
  | Readonly<{ kind: "notBelieved"; because: string }>;

/** Seals and records, read from attachments. Only what our own tasks attached is believed. */
export type Evidences = Readonly<{
  seal: (buildId: number) => Promise<Found<Seal>>;
  /** The record of one attempt at a stage. */
  record: (release: Release, stage: Stage, attempt: number) => Promise<Found<DeploymentRecord>>;
  /** What the connection of one attempt was. Proved by the record of the same attempt only. */
  connection: (release: Release, stage: Stage, attempt: number) => Promise<Found<ConnectionThen>>;
  /** What one attempt noted of its artefacts and operations while it worked; sentences on what of it is not believed. */
  left: (
    release: Release,
    stage: Stage,
    attempt: number,
  ) => Promise<LeftBehind & Readonly<{ notBelieved: readonly string[] }>>;
}>;

/** Variable groups. */
export type Connections = Readonly<{
  list: () => Promise<readonly VariableGroup[]>;
  get: (id: number) => Promise<VariableGroup>;
  /** Names of the service connections that the caller may see in the project. */
  serviceNames: () => Promise<readonly string[]>;
  create: (group: GroupDraft) => Promise<VariableGroup>;
  /** Replaces the variables. Refused (RM042) when the group was changed since `expected` was read. Stored secrets stay where no value is given. */
  update: (expected: VariableGroup, draft: GroupDraft) => Promise<VariableGroup>;
  /** Lets pipelines use the group. */
  authorise: (group: number, pipelines: readonly number[]) => Promise<void>;
}>;

/** A group to be written. A secret's `value` absent keeps the stored one. */
export type GroupDraft = Readonly<{
  name: string;
  description: string;
  variables: readonly Readonly<{ name: string; secret: boolean; value?: string }>[];
}>;

/** A hold on a run that keeps it from retention. */
export type Lease = Readonly<{ id: number; runId: number; owner: string; validUntil: Instant }>;

/** Holds on runs. */
export type Leases = Readonly<{
  ofRun: (runId: number) => Promise<readonly Lease[]>;
  /** Our holds on one run; every hold of ours in the project without one. */
  ours: (runId?: number) => Promise<readonly Lease[]>;
  take: (runId: number, pipelineId: number, days: number) => Promise<Lease>;
  release: (id: number) => Promise<void>;
}>;

/** One document of the extension's own data. `etag` guards against lost updates. */
export type Stored<T> = Readonly<{ id: string; etag: number; value: T }>;

/** The extension's own documents: they may only tighten what the pipeline itself says. */
export type Documents = Readonly<{
  /** Absent when there is none; a failure when it cannot be read. */
  read: (collection: string, id: string) => Promise<Stored<unknown> | undefined>;
  list: (collection: string) => Promise<readonly Stored<unknown>[]>;
  /** Refused (RM042) when somebody else wrote since `etag`; without one the document must not exist yet. */
  write: (
    collection: string,
    id: string,
    value: Readonly<Record<string, unknown>>,
    etag?: number,
  ) => Promise<number>;
  remove: (collection: string, id: string) => Promise<void>;
}>;

/** Whether the caller may do something. `unknown`: Azure DevOps did not tell, it will decide itself. */
export type Allowed = "yes" | "no" | "unknown";

/** The caller's rights, as Azure DevOps evaluates them. */
export type Permissions = Readonly<{
  createRelease: (pipeline: Readonly<{ id: number; path: string }>) => Promise<Allowed>;
  deployStage: (
    pipeline: Readonly<{ id: number; path: string }>,
    stageDefinitionId: number,
  ) => Promise<Allowed>;
  manageGroups: (groupId?: number) => Promise<Allowed>;
  queueBuilds: (pipelineId: number) => Promise<Allowed>;
  deleteReleases: (pipeline: Readonly<{ id: number; path: string }>) => Promise<Allowed>;
}>;

/** Who people are. */
export type People = Readonly<{
  me: () => Promise<Person>;
  named: (ids: readonly string[]) => Promise<readonly Person[]>;
  /** People and groups by name, account or mail address, 20 at most. Azure DevOps may ask for the whole of it. */
  search: (text: string) => Promise<readonly Identity[]>;
  /** Ids of everybody in a group, also of those in groups within it. */
  members: (group: string) => Promise<readonly string[]>;
}>;

/** Everything of Azure DevOps that acts may need. An act takes only the parts that it uses. */
export type AzureDevOps = Readonly<{
  /** The one project that everything is read from. */
  project: Readonly<{ id: string; name: string }>;
  releases: Releases;
  builds: Builds;
  runs: Runs;
  environments: Environments;
  evidences: Evidences;
  connections: Connections;
  leases: Leases;
  documents: Documents;
  permissions: Permissions;
  people: People;
  workItems: WorkItems;
  testRuns: TestRuns;
  pullRequests: PullRequests;
  names: Names;
  /** The same of another project of the organisation, by its id or name. Refused (RM040) where the caller may not read it. */
  elsewhere: (project: string) => Promise<AzureDevOps>;
}>;
