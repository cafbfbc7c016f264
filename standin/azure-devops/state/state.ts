import type { BuildState } from "./build-state.ts";
import type { EnvironmentState } from "./environment-state.ts";
import type { ReleaseState } from "./release-state.ts";
import type { WorkState } from "./work-state.ts";

/** Somebody, as Azure DevOps shows them. */
export type IdentityRef = Readonly<{
  id: string;
  displayName: string;
  uniqueName: string;
  descriptor: string;
  imageUrl: string;
  url: string;
}>;

/** What a person of the sample organisation may do, or that it is the service itself. */
export type Role =
  "administrator" | "releaseManager" | "contributor" | "approver" | "reader" | "buildService";

/** A person who can be picked on the host page. */
export type Person = Readonly<{ id: string; name: string; mail: string; role: Role }>;

/** A variable of a definition, a release or a stage. A secret's value is in the vault, never here. */
export type Variable = {
  value: string | null;
  isSecret?: boolean;
  allowOverride?: boolean;
};

export type Variables = Record<string, Variable>;

/** A variable group of the library. */
export type VariableGroup = {
  id: number;
  name: string;
  description: string;
  type: string;
  isShared: boolean;
  providerData?: unknown;
  variables: Record<string, { value: string | null; isSecret?: boolean; isReadOnly?: boolean }>;
  variableGroupProjectReferences: {
    name: string;
    description: string;
    projectReference: { id: string; name: string };
  }[];
  createdBy: IdentityRef;
  createdOn: string;
  modifiedBy: IdentityRef;
  modifiedOn: string;
};

/** One document of an extension's own data, with `id` and `__etag` inside. */
export type StoredDocument = {
  extension: string;
  scope: string;
  collection: string;
  document: Record<string, unknown> & { id: string; __etag: number };
};

/** Which pipelines may use a protected resource. */
export type PipelinePermissions = {
  type: string;
  id: string;
  allPipelines?: { authorized: boolean; authorizedBy: IdentityRef; authorizedOn: string };
  pipelines: { id: number; authorized: boolean; authorizedBy: IdentityRef; authorizedOn: string }[];
};

/** A service connection, without its secrets. */
export type ServiceConnection = {
  id: string;
  name: string;
  type: string;
  url: string;
  description: string;
  isReady: boolean;
  isShared: boolean;
  isDisabled: boolean;
  owner: string;
  authorization: { scheme: string; parameters: Record<string, string | null> };
  data: Record<string, string>;
};

/** A file that a step attached to its plan. `file` lies in `storage/`. */
export type StoredAttachment = {
  planId: string;
  timelineId: string;
  recordId: string;
  type: string;
  name: string;
  file: string;
  createdOn: string;
  by: string;
};

/** Everything that the stand-in keeps in `state.json`. */
export type State = {
  schema: 1;
  /** The history of the sample organisation is complete. */
  historyMade: boolean;
  historyBegun: boolean;
  /** Milliseconds that the stand-in's clock is ahead of the machine's. */
  clockOffset: number;
  counters: Record<string, number>;
  /** Where the stand-in was found last: links in here begin with it. */
  origin: string;
  organisation: { id: string; name: string };
  project: { id: string; name: string };
  people: readonly Person[];
  build: BuildState;
  release: ReleaseState;
  environments: EnvironmentState;
  work: WorkState;
  groups: VariableGroup[];
  documents: StoredDocument[];
  pipelinePermissions: PipelinePermissions[];
  connections: ServiceConnection[];
  attachments: StoredAttachment[];
};
