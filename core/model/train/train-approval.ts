import { permissionFault, type Office, type Roles } from "./role.ts";
import type { Doing, Stamp } from "./refused.ts";

/** On whose behalf an approval is given. */
export type ApprovalKind = "train" | "development" | "executive";

/** One level of a gate's approvals: any one of the approvers decides. */
export type TrainApproval = Readonly<{
  kind: ApprovalKind;
  /** Ids of people. */
  approvers: readonly string[];
  approved?: Stamp & Readonly<{ comment: string }>;
}>;

/** What somebody decides about a level; the first is 1. */
export type ApprovalDecision = Readonly<{ level: number; approve: boolean; comment: string }>;

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
  levels: readonly Omit<TrainApproval, "approved">[],
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
  { level, approve, comment }: ApprovalDecision,
  { by }: Doing,
  roles: Roles,
): string | undefined {
  const decided = levels[level - 1];
  if (decided === undefined) return `There is no level ${level}.`;
  if (decided.approved !== undefined) return `Level ${level} is approved already.`;
  const next = levels.findIndex(({ approved }) => approved === undefined) + 1;
  if (level !== next) return `Level ${level} waits for level ${next}.`;
  if (!decided.approvers.includes(by)) return `You are not among the approvers of level ${level}.`;
  if (!approve && comment.trim() === "") return "Say why you reject it.";
  const may = `decide ${decided.kind === "executive" ? "an" : "a"} ${decided.kind} approval`;
  return permissionFault({ roles: [approvalRoles[decided.kind]], may }, by, roles, []);
}

/** Whether all levels are approved. A gate without any needs none. */
export function allApproved(levels: readonly TrainApproval[]): boolean {
  return levels.every(({ approved }) => approved !== undefined);
}
