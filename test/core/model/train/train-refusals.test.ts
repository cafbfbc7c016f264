import assert from "node:assert/strict";
import { read } from "../../../../core/model/reading.ts";
import { actOnTrain, type TrainAct } from "../../../../core/model/train/act-on-train.ts";
import { withGate, type Train, type TrainFacts } from "../../../../core/model/train/train.ts";
import type { TrainApproval } from "../../../../core/model/train/train-approval.ts";
import { facts, id, june, manual, now, release, reservation, roles, sentence } from "./builders.ts";
import { train, turnover } from "./builders.ts";

const milestone = {
  id: id(60),
  name: "Freeze",
  date: june(4),
  owner: "olga",
  gate: "scoping",
  inherit: false,
} as const;
const verified = { ...release, phase: "production" as const };
const levels: readonly TrainApproval[] = [
  { kind: "train", approvers: ["eve"] },
  { kind: "executive", approvers: ["max"] },
];
const stamp = { by: "mia", on: now };
const complete = { ...stamp, evidence: [] };
const waiting = withGate(train, "scoping", { approvals: levels, completed: complete });
const withManual = withGate(train, "scoping", { criteria: [manual] });
const final = { ...turnover, kind: "production" as const, state: "closed" as const };
const inProduction: Train = { ...train, phase: "production" };
const freeze = reservation("UAT2", id(52), { for: [], title: "Others" });
const uat2 = reservation("UAT2", id(53));

type Row = readonly [string, Train, TrainAct, Partial<TrainFacts>, string];

const decide = (level: number, approve = true, comment = ""): TrainAct => ({
  kind: "decide",
  gate: "scoping",
  level,
  approve,
  comment,
});
const gate: TrainAct = { kind: "completeGate", gate: "scoping" };
const addCriterion = (changes: object): TrainAct => ({
  kind: "addCriterion",
  gate: "scoping",
  criterion: { ...manual, ...changes },
});

const refusals: readonly Row[] = [
  [
    "S1-02: a title is missing",
    train,
    { kind: "plan", title: " " },
    {},
    "Give the title, the manager and the purpose.",
  ],
  [
    "S1-02: it ends before it begins",
    train,
    { kind: "plan", to: june(1) },
    {},
    "The train ends before it begins.",
  ],
  [
    "S1-02: a gate would lie outside",
    train,
    { kind: "plan", to: june(27) },
    {},
    "The production gate lies outside the train's dates.",
  ],
  [
    "S1-06: a milestone would lie outside",
    { ...train, milestones: [milestone] },
    { kind: "plan", from: june(5) },
    {},
    'The milestone "Freeze" would lie outside the train\'s dates.',
  ],
  [
    "S1-05: gates out of order",
    train,
    { kind: "moveGate", gate: "qa", date: june(14) },
    {},
    "The QA gate comes before the gate ahead of it.",
  ],
  [
    "S1-05: a gate that has passed is moved",
    withGate(train, "scoping", { completed: complete, passed: stamp }),
    { kind: "moveGate", gate: "scoping", date: june(6) },
    {},
    "The scoping gate has passed.",
  ],
  [
    "S1-05: a criterion without an owner",
    train,
    addCriterion({ owner: "" }),
    {},
    "Give its text and its owner.",
  ],
  ["S1-05: a criterion twice", withManual, addCriterion({}), {}, "There is such a criterion already."],
  [
    "S1-05: a criterion of a complete gate",
    waiting,
    addCriterion({}),
    {},
    "The scoping gate is complete and waits for its approvals.",
  ],
  [
    "S1-05: a criterion that is not there",
    train,
    { kind: "removeCriterion", criterion: id(99) },
    {},
    "There is no such criterion.",
  ],
  [
    "N10: a tick without evidence",
    withManual,
    { kind: "tickCriterion", criterion: id(40), evidence: " " },
    {},
    "Give the evidence.",
  ],
  [
    "N10: a tick where facts decide",
    withGate(train, "scoping", {
      criteria: [{ ...manual, check: { kind: "workItems", category: "completed" } }],
    }),
    { kind: "tickCriterion", criterion: id(40), evidence: "yes" },
    {},
    "Only a manual criterion is ticked: this one checks itself.",
  ],
  [
    "S1-06: a milestone outside the train",
    train,
    { kind: "addMilestone", milestone: { ...milestone, date: june(30, 1) } },
    {},
    "The date lies outside the train's dates.",
  ],
  [
    "S1-06: a milestone twice",
    { ...train, milestones: [milestone] },
    { kind: "addMilestone", milestone },
    {},
    "There is such a milestone already.",
  ],
  [
    "S1-06: a milestone that is not there",
    train,
    { kind: "moveMilestone", milestone: id(99), date: now },
    {},
    "There is no such milestone.",
  ],
  [
    "S1-06: a milestone that is reached",
    { ...train, milestones: [{ ...milestone, reached: stamp }] },
    { kind: "removeMilestone", milestone: id(60) },
    {},
    "The milestone is reached already.",
  ],
  [
    "S1-15: an inherited milestone is reached for all",
    { ...train, milestones: [{ ...milestone, inherit: true }] },
    { kind: "reachMilestone", milestone: id(60) },
    {},
    "Each application release reaches an inherited milestone on its own.",
  ],
  [
    "S1-04: an environment twice",
    train,
    { kind: "reserveEnvironment", name: "uat", class: "test", entry: uat2, acknowledged: false },
    {},
    '"uat" is reserved already.',
  ],
  [
    "S1-04: a reservation for others",
    train,
    { kind: "reserveEnvironment", name: "UAT2", class: "test", entry: freeze, acknowledged: false },
    {},
    'The reservation does not keep "UAT2" for this train.',
  ],
  [
    "S1-04: a conflict that nobody acknowledged",
    train,
    { kind: "reserveEnvironment", name: "UAT2", class: "test", entry: uat2, acknowledged: false },
    { calendar: read([freeze]) },
    'It meets "Others": choose another time, or say that you know of it.',
  ],
  [
    "S1-04: a calendar that cannot be read",
    train,
    { kind: "reserveEnvironment", name: "UAT2", class: "test", entry: uat2, acknowledged: true },
    { calendar: { kind: "failed", why: "No right." } },
    "The calendar could not be read: No right.",
  ],
  [
    "S1-04: an environment in use is given up",
    train,
    { kind: "giveUpEnvironment", name: "UAT" },
    { turnovers: [turnover] },
    'A turnover goes to "UAT".',
  ],
  [
    "S1-04: an environment that is not reserved is given up",
    train,
    { kind: "giveUpEnvironment", name: "X" },
    {},
    '"X" is not reserved.',
  ],
  [
    "S1-07: a criterion is open",
    withManual,
    gate,
    {},
    'The scoping gate cannot pass: "Everybody agrees" is not met (Nobody has ticked it).',
  ],
  [
    "S1-07: a criterion is not known",
    withGate(train, "scoping", {
      criteria: [{ ...manual, check: { kind: "query", query: "q", atMost: 0 } }],
    }),
    gate,
    {},
    'The scoping gate cannot pass: "Everybody agrees" is not known (It was not read).',
  ],
  [
    "S1-07: another gate's turn",
    train,
    { kind: "completeGate", gate: "development" },
    {},
    "The development gate is not the one that the train stands at.",
  ],
  ["S1-08: complete already", waiting, gate, {}, "The scoping gate is complete already."],
  [
    "S1-06: a milestone is not reached",
    { ...train, milestones: [milestone] },
    gate,
    {},
    'The scoping gate cannot pass: the milestone "Freeze" is not reached.',
  ],
  [
    "S1-15: an inherited milestone is not reached",
    { ...train, milestones: [{ ...milestone, inherit: true }] },
    gate,
    { releases: [release] },
    'The scoping gate cannot pass: "Shop" has not reached the milestone "Freeze".',
  ],
  [
    "S1-24: nothing is on the train",
    { ...train, phase: "construction" },
    { kind: "completeGate", gate: "development" },
    {},
    "The development gate cannot pass: no application release is on the train.",
  ],
  [
    "S1-17, S1-24: construction goes on",
    { ...train, phase: "construction" },
    { kind: "completeGate", gate: "development" },
    { releases: [{ ...release, phase: "construction" }] },
    'The development gate cannot pass: "Shop" is still under construction.',
  ],
  [
    "S1-26, S1-27: one is not verified",
    { ...train, phase: "verification" },
    { kind: "completeGate", gate: "qa" },
    { releases: [verified, { ...release, id: id(11), title: "Till", phase: "verification" }] },
    'The QA gate cannot pass: "Till" is not verified.',
  ],
  [
    "S1-37: production is not deployed",
    inProduction,
    { kind: "completeGate", gate: "production" },
    { releases: [verified], turnovers: [{ ...final, state: "deployed" }] },
    "The production gate cannot pass: no production turnover is deployed and closed.",
  ],
  [
    "S1-37: an application release is not closed",
    inProduction,
    { kind: "completeGate", gate: "production" },
    { releases: [verified], turnovers: [final] },
    'The production gate cannot pass: "Shop" is not closed.',
  ],
  [
    "S1-09: no approval is asked for",
    train,
    decide(1),
    { by: "eve" },
    "The scoping gate does not wait for an approval.",
  ],
  [
    "S1-28: the executive before the release engineer",
    waiting,
    decide(2),
    { by: "max" },
    "Level 2 waits for level 1.",
  ],
  ["S1-03: a level that is not there", waiting, decide(3), { by: "max" }, "There is no level 3."],
  [
    "S1-03: somebody who is no approver",
    waiting,
    decide(1),
    { by: "mia" },
    "Only the approvers of level 1 may decide it.",
  ],
  [
    "S1-03: an approver who lost the role",
    withGate(waiting, "scoping", { approvals: [{ kind: "train", approvers: ["max"] }] }),
    decide(1),
    { by: "max" },
    "Only a release engineer may decide a train approval.",
  ],
  ["S1-09: a rejection without a reason", waiting, decide(1, false), { by: "eve" }, "Say why you reject it."],
  [
    "S1-03: a level twice",
    withGate(waiting, "scoping", {
      approvals: [
        { kind: "train", approvers: ["eve"], approved: { by: "eve", on: now, comment: "" } },
        { kind: "executive", approvers: ["max"] },
      ],
    }),
    decide(1),
    { by: "eve" },
    "Level 1 is approved already.",
  ],
  [
    "S1-03: five levels",
    train,
    {
      kind: "setApprovals",
      gate: "qa",
      levels: Array.from({ length: 5 }, () => ({ kind: "train" as const, approvers: ["eve"] })),
    },
    {},
    "A gate has at most 4 levels of approval.",
  ],
  [
    "S1-28: the executive level first",
    train,
    { kind: "setApprovals", gate: "qa", levels: [...levels].reverse() },
    {},
    "Approvals come in the order development, train, executive.",
  ],
  [
    "S1-28: the executive level alone",
    train,
    { kind: "setApprovals", gate: "qa", levels: levels.slice(1) },
    {},
    "An executive approval comes after a train approval by a release engineer.",
  ],
  [
    "S1-03: an approver without the role",
    train,
    { kind: "setApprovals", gate: "qa", levels: [{ kind: "train", approvers: ["mia"] }] },
    {},
    "Level 1 needs approvers, and every one must hold its role.",
  ],
  [
    "S1-37: closed before production",
    train,
    { kind: "close", comment: "" },
    {},
    "Only a train in production can be closed.",
  ],
  [
    "S1-37: closed without the production gate",
    inProduction,
    { kind: "close", comment: "" },
    {},
    "The production gate has not passed: production is not verified.",
  ],
  [
    "S1-37: an act on a closed train",
    { ...train, phase: "closed" },
    { kind: "plan", title: "x" },
    {},
    "The train is closed: nothing is changed any more.",
  ],
  [
    "S1-37: cancelled while it is deployed",
    train,
    { kind: "cancel", reason: "late" },
    { turnovers: [{ ...turnover, state: "deploying" }] },
    "A turnover is being deployed.",
  ],
  ["S1-37: cancelled without a reason", train, { kind: "cancel", reason: "" }, {}, "Give the reason."],
];

const act = (on: Train, what: TrainAct, changes: Partial<TrainFacts> = {}) =>
  actOnTrain(on, what, { ...facts, ...changes }, roles);

describe("an act on a train that is refused", () => {
  for (const [title, on, what, changes, expected] of refusals) {
    it(`${title}: refused`, () => assert.equal(sentence(act(on, what, changes)), expected));
  }
});
