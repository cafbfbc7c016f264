import assert from "node:assert/strict";
import { read } from "../../../../core/model/reading.ts";
import { actOnTrain, type TrainAct } from "../../../../core/model/train/act-on-train.ts";
import { bareGates, withGate, type Train, type TrainFacts } from "../../../../core/model/train/train.ts";
import { newTrain, templateOf, trainFromTemplate } from "../../../../core/model/train/template.ts";
import type { TrainApproval } from "../../../../core/model/train/train-approval.ts";
import {
  done,
  facts,
  id,
  june,
  manual,
  now,
  people,
  release,
  reservation,
  roles,
  sentence,
} from "./builders.ts";
import { train, turnover } from "./builders.ts";

const milestone = {
  id: id(60),
  name: "Freeze",
  date: june(4),
  owner: "olga",
  gate: "scoping",
  inherit: false,
} as const;
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

const decide = (level: number, approve = true, comment = ""): TrainAct => ({
  kind: "decide",
  gate: "scoping",
  level,
  approve,
  comment,
});
const gate: TrainAct = { kind: "completeGate", gate: "scoping" };
const act = (on: Train, what: TrainAct, changes: Partial<TrainFacts> = {}) =>
  actOnTrain(on, what, { ...facts, ...changes }, roles);

describe("an act on a train", () => {
  it("S1-07, S1-08: a met gate lets the train go on, with who, when and the evidence", () => {
    const ticked = done(
      act(withManual, { kind: "tickCriterion", criterion: id(40), evidence: "Minutes" }, { by: "olga" }),
    );
    const after = done(act(ticked, gate));
    assert.equal(after.phase, "construction");
    const evidence = [{ criterion: id(40), state: "met", evidence: "Minutes", on: now }];
    assert.deepEqual(after.gates[0]?.completed, { ...stamp, evidence });
    assert.deepEqual(after.gates[0].passed, stamp);
    assert.equal(after.revision, 3);
  });

  it("S1-09, S1-25, S1-28: a gate with approvals waits for all of them, in their order", () => {
    const open = withGate(train, "scoping", { approvals: levels });
    const completed = done(act(open, gate));
    assert.equal(completed.phase, "scoping");
    const once = done(act(completed, decide(1), { by: "eve" }));
    assert.equal(once.phase, "scoping");
    assert.equal(done(act(once, decide(2), { by: "max" })).phase, "construction");
  });

  it("S1-09: a rejection opens the gate again, and everything is approved anew", () => {
    const once = done(act(waiting, decide(1), { by: "eve" }));
    const back = done(act(once, decide(2, false, "Too early"), { by: "max" }));
    const [scoping] = back.gates;
    assert.equal(scoping?.completed, undefined);
    assert.deepEqual(scoping?.approvals, levels);
    assert.deepEqual(scoping.returned, [{ by: "max", on: now, level: 2, comment: "Too early" }]);
  });
});

describe("the end of a gate and of a train", () => {
  it("N10: the last approval looks at the criteria once more", () => {
    const check = { kind: "query", query: "q", atMost: 0 } as const;
    const on = withGate(waiting, "scoping", {
      criteria: [{ ...manual, check }],
      approvals: levels.slice(0, 1),
    });
    const counted = (count: number) => ({
      by: "eve",
      criteria: { [id(40)]: { on: now, fact: read({ kind: "query" as const, count }) } },
    });
    assert.equal(
      sentence(act(on, decide(1), counted(1))),
      'The scoping gate cannot pass: "Everybody agrees" is not met (1 work item found, at most 0 allowed).',
    );
    assert.equal(done(act(on, decide(1), counted(0))).phase, "construction");
  });

  it("S1-37: is closed by a release manager or a release engineer, once production is verified", () => {
    const world = { releases: [{ ...release, phase: "closed" as const }], turnovers: [final] };
    const passed = done(act(inProduction, { kind: "completeGate", gate: "production" }, world));
    assert.equal(passed.phase, "production");
    for (const by of ["mia", "eve"]) {
      const closed = done(act(passed, { kind: "close", comment: "Good" }, { ...world, by }));
      assert.deepEqual([closed.phase, closed.ended], ["closed", { by, on: now, reason: "Good" }]);
    }
    assert.match(
      sentence(act(passed, { kind: "close", comment: "" }, { ...world, by: people.executive })),
      /^Only a release manager or/,
    );
  });

  it("S1-04: an acknowledged conflict and a free place are reserved", () => {
    const wanted = { kind: "reserveEnvironment", name: "UAT2", class: "test", entry: uat2 } as const;
    const acknowledged = done(act(train, { ...wanted, acknowledged: true }, { calendar: read([freeze]) }));
    assert.deepEqual(acknowledged.environments.at(-1), { name: "UAT2", class: "test", entry: id(53) });
    assert.equal(
      done(act(train, { ...wanted, acknowledged: false }, { calendar: read([]) })).environments.length,
      3,
    );
  });
});

describe("a template", () => {
  const planned: Train = {
    ...withGate(train, "scoping", {
      criteria: [{ ...manual, tick: { by: "olga", on: now, evidence: "x" } }],
      approvals: levels,
    }),
    milestones: [{ ...milestone, reached: stamp }],
    tasks: [{ id: id(30), title: "Deploy", owner: "olga" }],
  };

  it("S1-10: makes a train with its gates, criteria, milestones, approvals and tasks, and nothing that was done", () => {
    const template = done(templateOf(planned, { id: id(70), name: "Monthly" }, facts, roles));
    const draft = { id: id(2), number: 8, title: "July", manager: "mia", from: june(11) };
    const made = done(trainFromTemplate(template, draft, facts, roles));
    assert.deepEqual(made.gates[0], {
      name: "scoping",
      date: june(15),
      criteria: [manual],
      approvals: levels,
      returned: [],
    });
    assert.deepEqual(made.milestones, [{ ...milestone, date: june(14) }]);
    assert.deepEqual(made.tasks, planned.tasks);
    assert.deepEqual([made.phase, made.number, made.revision], ["scoping", 8, 1]);
    const before = structuredClone(template);
    done(act(made, { kind: "removeCriterion", criterion: id(40) }));
    assert.deepEqual(template, before);
  });

  it("S1-10: without a name is refused", () => {
    assert.equal(
      sentence(templateOf(train, { id: id(70), name: " " }, facts, roles)),
      "Give the template a name.",
    );
  });

  it("S1-01: a new train is in scoping; dates out of order and lame approvals are refused", () => {
    assert.deepEqual(newTrain(train, facts, roles), { ...train, environments: [] });
    const late = bareGates({ scoping: june(9), development: june(8), qa: june(20), production: june(28) });
    assert.match(
      sentence(newTrain({ ...train, gates: late }, facts, roles)),
      /^The development gate comes before/,
    );
    const lame = withGate(train, "qa", { approvals: [{ kind: "train", approvers: [] }] });
    assert.match(sentence(newTrain(lame, facts, roles)), /^Level 1 needs approvers/);
    const twice = withGate(train, "qa", { approvals: [{ kind: "train", approvers: ["eve", "eve"] }] });
    assert.equal(sentence(newTrain(twice, facts, roles)), "Level 1 names somebody twice.");
    assert.equal(
      sentence(newTrain({ ...train, milestones: [{ ...milestone, date: june(30, 1) }] }, facts, roles)),
      'The milestone "Freeze" would lie outside the train\'s dates.',
    );
  });
});
