import type { CheckerThreshold } from "../../../adapters/targets/dataverse/dataverse-settings.ts";
import { textOf } from "../../../core/acts/choose-connection.ts";
import type { DeployOrder, Proved } from "../../../core/acts/deployment.ts";
import { refusal } from "../../../core/failure.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Stage } from "../../../core/model/stage.ts";
import type { ArtefactFolder } from "../../../core/ports-of-targets.ts";
import type { Agent } from "../agent-task.ts";
import type { JobContext } from "../agent-context.ts";

/** The kinds of target that a step may name. */
export const targetKinds = ["dataverse", "folder", "blob", "ssh", "appservice", "external"] as const;

/** One of them. */
export type TargetKind = (typeof targetKinds)[number];

/** What a step was told about its target. */
export type TargetInputs = Readonly<{
  target: TargetKind;
  /** Id of the service connection that signs in. Empty: the group's own application does. */
  serviceConnection: string;
  /** Empty: none. */
  settings: string;
  waitMinutes: number;
  checkerThreshold: CheckerThreshold;
  keep: number;
  /** Of a web app: the slot that is swapped, and what counts as a healthy answer. Empty: none, and the usual ones. */
  slot: string;
  healthPath: string;
  healthStatuses: string;
}>;

/** What a target needs of a connection. */
export type TargetNeeds = Pick<DeployOrder["connection"], "needs" | "requireSecrets" | "signsIn">;

/** What opening a target needs. */
export type Opening = Readonly<{
  inputs: TargetInputs;
  context: JobContext;
  agent: Agent;
  artefacts: ArtefactFolder;
}>;

/** What is known of the connection: nothing else of a proved deployment says where the target is. */
export type Connected = Pick<Proved, "connection">;

/** The place that is opened, and for what. A deployment knows more, a preflight no more than this. */
export type Place = Connected &
  Readonly<{
    start: Readonly<{
      release: Pick<Release, "id" | "name" | "project" | "createdOn">;
      stage: Pick<Stage, "name" | "class">;
      environment: string;
    }>;
    seal: Readonly<{ root: string }>;
  }>;

/** The value of a key that the target cannot do without. */
export function must(proved: Connected, key: string): string {
  const text = textOf(proved.connection.resolved, key);
  if (text === undefined) throw lacking(proved, key);
  return text;
}

/** A key that the connection does not give. */
export function lacking({ connection }: Connected, key: string): Error {
  const { group, resolved } = connection;
  return refusal({
    code: "RM010",
    what: `The connection cannot be used for ${resolved.environment}`,
    where: `variable group ${group.name} (id ${group.id})`,
    cause: `it gives no ${key} for ${resolved.environment}`,
    next: `Add ${key}-${resolved.environment} to the group`,
  });
}
