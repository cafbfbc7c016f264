import type { Instant } from "./instant.ts";
import type { Secret } from "./secret.ts";

/** One variable of a group. Azure DevOps never gives a secret's value back: it is absent then. */
export type GroupVariable = Readonly<{ name: string; secret: boolean; value?: string }>;

/** A variable group as it is now. */
export type VariableGroup = Readonly<{
  id: number;
  name: string;
  description: string;
  /** The vault whose secrets the group names, where it is linked to one. */
  vault?: Readonly<{ name: string; serviceConnectionId: string }>;
  variables: readonly GroupVariable[];
  modifiedOn?: Instant;
  modifiedBy?: string;
}>;

/** What a contract asks of one key. `perEnvironment` keys stand once for each environment, as `<key>-<ENV>`. */
export type ContractKey = Readonly<{
  key: string;
  type: "text" | "url" | "secret" | "serviceConnection";
  perEnvironment: boolean;
  required: boolean;
  /** Not asked for where an environment has this other key instead, as a folder's environment has `TargetPath` only. */
  unless?: string;
}>;

/** The keys that every connection of a project has. The default is the one that the sample group follows. */
export type Contract = readonly ContractKey[];

/** The contract of `Connection-Parameters`, with the keys that its own release needed and its text forgot. */
export const defaultContract: Contract = [
  { key: "ClientID", type: "text", perEnvironment: false, required: true, unless: "TargetPath" },
  { key: "Secret", type: "secret", perEnvironment: false, required: true, unless: "TargetPath" },
  { key: "Certificate", type: "secret", perEnvironment: false, required: false },
  { key: "TenantID", type: "text", perEnvironment: false, required: true, unless: "TargetPath" },
  { key: "AuthorityURL", type: "url", perEnvironment: false, required: false },
  { key: "ResourceManagerURL", type: "url", perEnvironment: false, required: false },
  { key: "TargetURL", type: "url", perEnvironment: true, required: true, unless: "TargetPath" },
  { key: "TargetSPN", type: "serviceConnection", perEnvironment: true, required: false },
  { key: "TargetConnection", type: "secret", perEnvironment: true, required: false },
  { key: "TargetPath", type: "text", perEnvironment: true, required: false },
  { key: "TargetHostKey", type: "text", perEnvironment: true, required: false },
  { key: "TargetResource", type: "text", perEnvironment: true, required: false },
  { key: "SourceURL", type: "url", perEnvironment: true, required: false },
  { key: "SourceSPN", type: "serviceConnection", perEnvironment: true, required: false },
  { key: "SourceConnection", type: "secret", perEnvironment: true, required: false },
  { key: "DeploymentProfile", type: "text", perEnvironment: true, required: false },
];

/** The way by which a secret reached the task (design, section 4). */
export type SecretRoute = "linked group" | "key vault" | "stage variable" | "task input" | "none needed";

/** A value of a resolved connection: its key without environment, and the variable of the group that it came from. */
export type ConnectionValue =
  | Readonly<{ key: string; variable: string; kind: "text"; text: string }>
  | Readonly<{ key: string; variable: string; kind: "secret"; route: SecretRoute; secret: Secret }>;

/** What a group gives for one environment. Faults are collected, never the first one only. */
export type ResolvedConnection = Readonly<{
  group: Readonly<{ id: number; name: string }>;
  environment: string;
  values: readonly ConnectionValue[];
  faults: readonly ConnectionFault[];
}>;

/** One thing that keeps a connection from being used: what is wrong with which variable, and what to do. */
export type ConnectionFault = Readonly<{
  kind:
    | "missing"
    | "empty"
    | "unresolved"
    | "wrongType"
    | "secretNotArrived"
    | "vaultRefused"
    | "unknownEnvironment"
    | "sameTarget"
    | "lookAlike"
    | "notUrl"
    | "noServiceConnection";
  variable: string;
  text: string;
  fix: string;
}>;

/** What a group was, without any value: enough to say later what changed. */
export type Fingerprint = Readonly<{
  group: Readonly<{ id: number; name: string; /** The linked key vault's name. */ vault?: string }>;
  modifiedOn?: string;
  /** Sorted by name. `digest` is the first 16 hexadecimal digits of the SHA-256 of a plain value. */
  variables: readonly Readonly<{ name: string; secret: boolean; digest?: string }>[];
  /** SHA-256 over all of the above (`fingerprintText`) but `modifiedOn`. */
  digest: string;
}>;

/** One named difference between two fingerprints. */
export type Drift = Readonly<{
  kind: "otherGroup" | "renamed" | "added" | "removed" | "changed" | "typeChanged" | "savedAgain";
  /** Absent for differences of the whole group. */
  variable?: string;
  text: string;
}>;
