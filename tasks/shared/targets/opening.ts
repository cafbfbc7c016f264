import { textOf } from "../../../core/acts/choose-connection.ts";
import type { DeployOrder, Proved } from "../../../core/acts/deployment.ts";
import { refusal } from "../../../core/failure.ts";
import type { ArtefactFolder } from "../../../core/ports-of-targets.ts";
import type { Agent } from "../agent-task.ts";
import type { JobContext } from "../agent-context.ts";

/** The kinds of target that a step may name. */
export const targetKinds = ["dataverse", "folder", "external"] as const;

/** One of them. */
export type TargetKind = (typeof targetKinds)[number];

/** What a step was told about its target. */
export type TargetInputs = Readonly<{
  target: TargetKind;
  /** Empty: none. */
  settings: string;
  waitMinutes: number;
  keep: number;
}>;

/** What a kind of target needs of a connection. */
export type TargetNeeds = Pick<DeployOrder["connection"], "needs" | "requireSecrets">;

/** What opening a target needs. */
export type Opening = Readonly<{
  inputs: TargetInputs;
  context: JobContext;
  agent: Agent;
  artefacts: ArtefactFolder;
}>;

/** The value of a key that the target cannot do without. */
export function must(proved: Proved, key: string): string {
  const text = textOf(proved.connection.resolved, key);
  if (text === undefined) throw lacking(proved, key);
  return text;
}

/** A key that the connection does not give. */
export function lacking({ connection }: Proved, key: string): Error {
  const { group, resolved } = connection;
  return refusal({
    code: "RM010",
    what: `The connection cannot be used for ${resolved.environment}`,
    where: `variable group ${group.name} (id ${group.id})`,
    cause: `it gives no ${key} for ${resolved.environment}`,
    next: `Add ${key}-${resolved.environment} to the group`,
  });
}
