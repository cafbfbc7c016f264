import type { ActName, Role } from "../../../../core/model/train/role.ts";

/** Everybody who may be something to a train. */
export const all: readonly Role[] = ["releaseManager", "releaseEngineer", "executive", "owner"];
const M = "Only a release manager may";
const E = "Only a release engineer may";
const ME = "Only a release manager or a release engineer may";
const MO = "Only a release manager or its owner may";
const MEO = "Only a release manager, a release engineer or its owner may";
const EO = "Only a release engineer or its owner may";

/** Every act: who may do it (Manager, Engineer, eXecutive, Owner), and what all others are told. */
export const matrix: Readonly<Record<ActName, readonly [string, string]>> = {
  "template.keep": ["M", `${M} keep a template.`],
  "template.remove": ["M", `${M} remove a template.`],
  "train.create": ["M", `${M} create a train.`],
  "train.plan": ["M", `${M} plan a train.`],
  "train.moveGate": ["M", `${M} move a gate.`],
  "train.setApprovals": ["M", `${M} set the approvals of a gate.`],
  "train.addCriterion": ["M", `${M} add an exit criterion.`],
  "train.removeCriterion": ["M", `${M} remove an exit criterion.`],
  "train.tickCriterion": ["MO", `${MO} tick an exit criterion.`],
  "train.addMilestone": ["M", `${M} add a milestone.`],
  "train.moveMilestone": ["MO", `${MO} move a milestone.`],
  "train.removeMilestone": ["M", `${M} remove a milestone.`],
  "train.reachMilestone": ["MO", `${MO} say that a milestone is reached.`],
  "train.reserveEnvironment": ["ME", `${ME} reserve an environment.`],
  "train.giveUpEnvironment": ["ME", `${ME} give up an environment.`],
  "train.completeGate": ["M", `${M} complete a gate.`],
  "train.reopenGate": ["M", `${M} open a gate again.`],
  "train.ask": ["MEX", "Only a release manager, a release engineer or an executive may ask the approvers."],
  "train.askPerson": ["M", `${M} ask a person to approve.`],
  "train.decide": [
    "MEX",
    "Only a release manager, a release engineer or an executive may decide an approval.",
  ],
  "train.close": ["ME", `${ME} close a train.`],
  "train.cancel": ["M", `${M} cancel a train.`],
  "release.create": ["M", `${M} add an application release.`],
  "release.plan": ["MO", `${MO} plan an application release.`],
  "release.carry": ["MO", `${MO} choose what an application release carries.`],
  "release.associate": ["MO", `${MO} associate work items.`],
  "release.depend": ["MO", `${MO} note a dependency.`],
  "release.independ": ["MO", `${MO} remove a dependency.`],
  "release.addMilestone": ["MO", `${MO} add a milestone.`],
  "release.removeMilestone": ["MO", `${MO} remove a milestone.`],
  "release.overrideMilestone": ["MO", `${MO} override a milestone.`],
  "release.reachMilestone": ["MO", `${MO} say that a milestone is reached.`],
  "release.advance": ["MO", `${MO} advance an application release.`],
  "release.reopen": ["MO", `${MO} send an application release back.`],
  "release.cancel": ["M", `${M} take an application release off the train.`],
  "turnover.create": ["ME", `${ME} create a turnover.`],
  "turnover.promote": ["ME", `${ME} promote a turnover.`],
  "turnover.plan": ["ME", `${ME} plan a turnover.`],
  "turnover.associate": ["ME", `${ME} associate work items.`],
  "turnover.addTask": ["ME", `${ME} add a deployment task.`],
  "turnover.changeTask": ["ME", `${ME} change a deployment task.`],
  "turnover.moveTask": ["ME", `${ME} move a deployment task.`],
  "turnover.removeTask": ["ME", `${ME} remove a deployment task.`],
  "turnover.copyTasks": ["ME", `${ME} copy deployment tasks.`],
  "turnover.deliver": ["M", `${M} deliver a turnover.`],
  "turnover.recall": ["M", `${M} recall a turnover.`],
  "turnover.ask": ["ME", `${ME} ask for the acceptance of a turnover.`],
  "turnover.accept": ["E", `${E} accept a turnover.`],
  "turnover.reject": ["E", `${E} reject a turnover.`],
  "turnover.makeReady": ["E", `${E} make a turnover ready.`],
  "turnover.start": ["E", `${E} start a turnover.`],
  "turnover.askTask": ["MEO", `${MEO} ask for a deployment task.`],
  "turnover.beginTask": ["EO", `${EO} begin a deployment task.`],
  "turnover.finishTask": ["EO", `${EO} finish a deployment task.`],
  "turnover.skipTask": ["E", `${E} skip a deployment task.`],
  "turnover.retry": ["E", `${E} retry a turnover.`],
  "turnover.sendBack": ["ME", `${ME} send a turnover back.`],
  "turnover.close": ["ME", `${ME} close a turnover.`],
};

/** How the matrix writes a role. */
export const letters: Readonly<Record<Role, string>> = {
  releaseManager: "M",
  releaseEngineer: "E",
  executive: "X",
  owner: "O",
};
