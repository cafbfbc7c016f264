import { itemFault, type AskedItem } from "./asked-item.ts";
import { permissionFault, type Office, type Roles } from "./role.ts";
import type { Doing, ItemChange, Stamp } from "./refused.ts";

/** On whose behalf an approval is given. */
export type ApprovalKind = "train" | "development" | "executive";

/** One level of a gate's approvals: any one of the approvers decides. */
export type TrainApproval = Readonly<{
  kind: ApprovalKind;
  /** Ids of people. */
  approvers: readonly string[];
  /** The work items on which they decide, once they were asked. */
  items?: readonly AskedItem[];
  approved?: Stamp & Readonly<{ comment: string }>;
}>;

/** What somebody decides about a level; the first is 1. `change`: where they decided, for a level that has work items. */
export type ApprovalDecision = Readonly<{
  level: number;
  approve: boolean;
  comment: string;
  change?: ItemChange;
}>;

/** The role that decides an approval. */
export const approvalRoles: Readonly<Record<ApprovalKind, Office>> = {
  development: "releaseManager",
  train: "releaseEngineer",
  executive: "executive",
};

const rank: Readonly<Record<ApprovalKind, number>> = { development: 0, train: 1, executive: 2 };

/** No gate has more levels. */
export const mostLevels = 4;

/** The one sentence why a gate cannot have these approvals; absent where it can. */
export function levelsFault(
  levels: readonly Pick<TrainApproval, "kind" | "approvers">[],
  roles: Roles,
): string | undefined {
  if (levels.length > mostLevels) return `A gate has at most ${mostLevels} levels of approval.`;
  const kinds = levels.map(({ kind }) => kind);
  if (kinds.some((kind, at) => at > 0 && rank[kind] < rank[kinds[at - 1] ?? kind])) {
    return "Approvals come in the order development, train, executive.";
  }
  if (kinds.includes("executive") && !kinds.includes("train")) {
    return "An executive approval comes after a train approval by a release engineer.";
  }
  const twice = levels.findIndex(({ approvers }) => new Set(approvers).size < approvers.length);
  if (twice >= 0) return `Level ${twice + 1} names somebody twice.`;
  const lame = levels.findIndex(
    ({ approvers, kind }) => approvers.length === 0 || !allHold(approvers, kind, roles),
  );
  return lame < 0 ? undefined : `Level ${lame + 1} needs approvers, and every one must hold its role.`;
}

function allHold(approvers: readonly string[], kind: ApprovalKind, roles: Roles): boolean {
  const { people, unread } = roles[approvalRoles[kind]];
  // Whether a member of an unread group holds the role shows when they decide.
  return unread.length > 0 || approvers.every((id) => people.includes(id));
}

/** The one sentence why somebody may not decide a level now; absent where they may. */
export function decisionFault(
  levels: readonly TrainApproval[],
  decision: ApprovalDecision,
  { by }: Doing,
  roles: Roles,
): string | undefined {
  const { level, approve, comment, change } = decision;
  const decided = levels[level - 1];
  const waiting = waitingFault(levels, level);
  if (waiting !== undefined || decided === undefined) return waiting;
  const fault = approverFault(decided, level, by, roles);
  if (fault !== undefined) return fault;
  if (!approve && comment.trim() === "") return "Say why you reject it.";
  return itemFault(decided.items?.map(({ item }) => item) ?? [], change, `Level ${level}`);
}

/** The one sentence why somebody's decision about a level does not count; absent where it does. */
export function approverFault(
  { approvers, kind }: TrainApproval,
  level: number,
  by: string,
  roles: Roles,
): string | undefined {
  if (!approvers.includes(by)) return `Only the approvers of level ${level} may decide it.`;
  const may = `decide ${kind === "executive" ? "an" : "a"} ${kind} approval`;
  return permissionFault({ roles: [approvalRoles[kind]], may }, by, roles, []);
}

/** The one sentence why a level is not the one that waits now; absent where it is. */
export function waitingFault(levels: readonly TrainApproval[], level: number): string | undefined {
  const decided = levels[level - 1];
  if (decided === undefined) return `There is no level ${level}.`;
  if (decided.approved !== undefined) return `Level ${level} is approved already.`;
  const next = levels.findIndex(({ approved }) => approved === undefined) + 1;
  return level === next ? undefined : `Level ${level} waits for level ${next}.`;
}

/** Whether all levels are approved. A gate without any needs none. */
export function allApproved(levels: readonly TrainApproval[]): boolean {
  return levels.every(({ approved }) => approved !== undefined);
}
