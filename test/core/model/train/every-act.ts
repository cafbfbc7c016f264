import type { ReleaseActs } from "../../../../core/model/train/act-on-release.ts";
import type { TrainActs } from "../../../../core/model/train/act-on-train.ts";
import type { TurnoverActs } from "../../../../core/model/train/act-on-turnover.ts";
import type { ActOf } from "../../../../core/model/train/refused.ts";
import { id, june, manual, reservation } from "./builders.ts";

type Each<M> = { readonly [K in keyof M]: ActOf<M, K> };

const comment = "";
const reason = "why";
const gate = "scoping";
const change = { item: 101, revision: 2 };
const milestone = { id: id(62), name: "Texts", date: june(14), owner: "olga", gate: "development" } as const;
const added = { id: id(35), title: "Smoke", owner: "olga" };

/** One of every act upon a train. The criteria 40 and 44 and the milestones 60 and 61 are Olga's. */
export const trainActs: Each<TrainActs> = {
  plan: { kind: "plan", purpose: "More" },
  moveGate: { kind: "moveGate", gate: "development", date: june(16) },
  setApprovals: { kind: "setApprovals", gate: "qa", levels: [{ kind: "train", approvers: ["eve"] }] },
  addCriterion: { kind: "addCriterion", gate: "qa", criterion: { ...manual, id: id(48) } },
  removeCriterion: { kind: "removeCriterion", criterion: id(48) },
  tickCriterion: { kind: "tickCriterion", criterion: id(40), evidence: "seen" },
  addMilestone: { kind: "addMilestone", milestone: { ...milestone, id: id(63), inherit: true } },
  moveMilestone: { kind: "moveMilestone", milestone: id(61), date: june(3) },
  removeMilestone: { kind: "removeMilestone", milestone: id(63) },
  reachMilestone: { kind: "reachMilestone", milestone: id(61) },
  reserveEnvironment: {
    ...{ kind: "reserveEnvironment", name: "UAT2", class: "test", acknowledged: true },
    entry: reservation("UAT2", id(52)),
  },
  giveUpEnvironment: { kind: "giveUpEnvironment", name: "UAT" },
  completeGate: { kind: "completeGate", gate },
  reopenGate: { kind: "reopenGate", gate, reason },
  ask: { kind: "ask", gate, level: 1, items: [{ person: "eve", item: 101 }] },
  askPerson: { kind: "askPerson", criterion: id(44), item: 103 },
  decide: { kind: "decide", gate, level: 1, approve: true, comment: reason, change },
  close: { kind: "close", comment },
  cancel: { kind: "cancel", reason },
};

/** One of every act upon an application release of Olga's. */
export const releaseActs: Each<ReleaseActs> = {
  plan: { kind: "plan", title: "Shop 2" },
  carry: { kind: "carry", releases: ["classic:57"] },
  associate: { kind: "associate", workItems: [1] },
  depend: { kind: "depend", on: id(11) },
  independ: { kind: "independ", on: id(11) },
  addMilestone: { kind: "addMilestone", milestone },
  removeMilestone: { kind: "removeMilestone", milestone: id(62) },
  overrideMilestone: {
    ...{ kind: "overrideMilestone", milestone: id(60), reason },
    date: june(6),
    owner: "olga",
  },
  reachMilestone: { kind: "reachMilestone", milestone: id(60) },
  advance: { kind: "advance", to: "construction" },
  reopen: { kind: "reopen", reason },
  cancel: { kind: "cancel", reason },
};

/** One of every act upon a turnover whose task 30 is Olga's. */
export const turnoverActs: Each<TurnoverActs> = {
  plan: { kind: "plan", scheduled: june(11) },
  associate: { kind: "associate", workItems: [1], open: true },
  addTask: { kind: "addTask", task: added },
  changeTask: { kind: "changeTask", task: { ...added, id: id(30) } },
  moveTask: { kind: "moveTask", task: id(35), place: 0 },
  removeTask: { kind: "removeTask", task: id(35) },
  copyTasks: { kind: "copyTasks", from: id(1), tasks: [{ task: id(38), id: id(39) }] },
  deliver: { kind: "deliver", comment },
  recall: { kind: "recall", reason },
  ask: { kind: "ask", items: [{ person: "eve", item: 101 }] },
  accept: { kind: "accept", comment, change },
  reject: { kind: "reject", reason, change },
  makeReady: { kind: "makeReady", comment },
  start: { kind: "start", comment },
  askTask: { kind: "askTask", task: id(30), item: 101 },
  beginTask: { kind: "beginTask", task: id(30) },
  finishTask: { kind: "finishTask", task: id(30), succeeded: true, note: "", change },
  skipTask: { kind: "skipTask", task: id(30), reason },
  retry: { kind: "retry", again: [], reason },
  sendBack: { kind: "sendBack", reason },
  close: { kind: "close", comment },
};
