import { quoted } from "../defuse.ts";
import { listed } from "../words.ts";

/** What somebody is to a train. An owner is one of the single thing: a criterion, a milestone, a task, an application release. */
export type Role = "releaseManager" | "releaseEngineer" | "executive" | "owner";

/** The roles that settings give. */
export type Office = Exclude<Role, "owner">;

/** Who holds the roles: ids of people, and the names of the groups whose members could not be read. */
export type Roles = Readonly<
  Record<Office, Readonly<{ people: readonly string[]; unread: readonly string[] }>>
>;

/** Who may do an act, and the act's name in a sentence. */
export type Permission = Readonly<{ roles: readonly Role[]; may: string }>;

const words: Readonly<Record<Role, string>> = {
  releaseManager: "a release manager",
  releaseEngineer: "a release engineer",
  executive: "an executive",
  owner: "its owner",
};

const manager: readonly Role[] = ["releaseManager"];
const engineer: readonly Role[] = ["releaseEngineer"];
const both: readonly Role[] = ["releaseManager", "releaseEngineer"];
const managerOrOwner: readonly Role[] = ["releaseManager", "owner"];
const bothOrOwner: readonly Role[] = ["releaseManager", "releaseEngineer", "owner"];
const engineerOrOwner: readonly Role[] = ["releaseEngineer", "owner"];

function row(roles: readonly Role[], may: string): Permission {
  return { roles, may };
}

/** Who may do what. Which levels of an approval somebody may decide is said by `approvalRoles`, level by level. */
export const permissions = {
  "template.keep": row(manager, "keep a template"),
  "template.remove": row(manager, "remove a template"),
  "train.create": row(manager, "create a train"),
  "train.plan": row(manager, "plan a train"),
  "train.moveGate": row(manager, "move a gate"),
  "train.setApprovals": row(manager, "set the approvals of a gate"),
  "train.addCriterion": row(manager, "add an exit criterion"),
  "train.removeCriterion": row(manager, "remove an exit criterion"),
  "train.tickCriterion": row(managerOrOwner, "tick an exit criterion"),
  "train.addMilestone": row(manager, "add a milestone"),
  "train.moveMilestone": row(managerOrOwner, "move a milestone"),
  "train.removeMilestone": row(manager, "remove a milestone"),
  "train.reachMilestone": row(managerOrOwner, "say that a milestone is reached"),
  "train.reserveEnvironment": row(both, "reserve an environment"),
  "train.giveUpEnvironment": row(both, "give up an environment"),
  "train.completeGate": row(manager, "complete a gate"),
  "train.reopenGate": row(manager, "open a gate again"),
  "train.ask": row(["releaseManager", "releaseEngineer", "executive"], "ask the approvers"),
  "train.askPerson": row(manager, "ask a person to approve"),
  "train.decide": row(["releaseManager", "releaseEngineer", "executive"], "decide an approval"),
  "train.close": row(both, "close a train"),
  "train.cancel": row(manager, "cancel a train"),
  "release.create": row(manager, "add an application release"),
  "release.plan": row(managerOrOwner, "plan an application release"),
  "release.carry": row(managerOrOwner, "choose what an application release carries"),
  "release.associate": row(managerOrOwner, "associate work items"),
  "release.depend": row(managerOrOwner, "note a dependency"),
  "release.independ": row(managerOrOwner, "remove a dependency"),
  "release.addMilestone": row(managerOrOwner, "add a milestone"),
  "release.removeMilestone": row(managerOrOwner, "remove a milestone"),
  "release.overrideMilestone": row(managerOrOwner, "override a milestone"),
  "release.reachMilestone": row(managerOrOwner, "say that a milestone is reached"),
  "release.advance": row(managerOrOwner, "advance an application release"),
  "release.reopen": row(managerOrOwner, "send an application release back"),
  "release.cancel": row(manager, "take an application release off the train"),
  "turnover.create": row(both, "create a turnover"),
  "turnover.promote": row(both, "promote a turnover"),
  "turnover.plan": row(both, "plan a turnover"),
  "turnover.associate": row(both, "associate work items"),
  "turnover.addTask": row(both, "add a deployment task"),
  "turnover.changeTask": row(both, "change a deployment task"),
  "turnover.moveTask": row(both, "move a deployment task"),
  "turnover.removeTask": row(both, "remove a deployment task"),
  "turnover.copyTasks": row(both, "copy deployment tasks"),
  "turnover.deliver": row(manager, "deliver a turnover"),
  "turnover.recall": row(manager, "recall a turnover"),
  "turnover.ask": row(both, "ask for the acceptance of a turnover"),
  "turnover.accept": row(engineer, "accept a turnover"),
  "turnover.reject": row(engineer, "reject a turnover"),
  "turnover.makeReady": row(engineer, "make a turnover ready"),
  "turnover.start": row(engineer, "start a turnover"),
  "turnover.askTask": row(bothOrOwner, "ask for a deployment task"),
  "turnover.beginTask": row(engineerOrOwner, "begin a deployment task"),
  "turnover.finishTask": row(engineerOrOwner, "finish a deployment task"),
  "turnover.skipTask": row(engineer, "skip a deployment task"),
  "turnover.retry": row(engineer, "retry a turnover"),
  "turnover.sendBack": row(both, "send a turnover back"),
  "turnover.close": row(both, "close a turnover"),
} as const satisfies Readonly<Record<string, Permission>>;

/** The name of everything that somebody can do to a train. */
export type ActName = keyof typeof permissions;

/** The one sentence why somebody may not do something; absent where they may. `owners`: ids of those who own the thing. */
export function permissionFault(
  { roles, may }: Permission,
  by: string,
  held: Roles,
  owners: readonly string[],
): string | undefined {
  if (roles.some((role) => (role === "owner" ? owners.includes(by) : held[role].people.includes(by)))) {
    return undefined;
  }
  const unread = roles.flatMap((role) => (role === "owner" ? [] : held[role].unread));
  const names = listed(roles.map((role) => words[role])).replace(" and ", " or ");
  const only = `Only ${names} may ${may}.`;
  return unread.length === 0
    ? only
    : `${only} It could not be told whether you are one: ${listed(unread.slice(0, 5).map((name) => quoted(name)))} could not be read.`;
}
