import assert from "node:assert/strict";
import fc from "fast-check";
import { readTrainText } from "../../../../core/model/train/read-train.ts";
import { readApplicationRelease, readTurnover } from "../../../../core/model/train/read-turnover.ts";
import { actOnRelease } from "../../../../core/model/train/act-on-release.ts";
import { actOnTrain, type TrainAct } from "../../../../core/model/train/act-on-train.ts";
import { actOnTurnover, type TurnoverAct } from "../../../../core/model/train/act-on-turnover.ts";
import { onBoard, phases, rankOf } from "../../../../core/model/train/application-release.ts";
import type { ApplicationRelease } from "../../../../core/model/train/application-release.ts";
import { deploymentOrder } from "../../../../core/model/train/dependency.ts";
import { milestonesOf } from "../../../../core/model/train/milestone.ts";
import { isRefused } from "../../../../core/model/train/refused.ts";
import { gateNames, type StageGate } from "../../../../core/model/train/stage-gate.ts";
import { hasEnded, type Train } from "../../../../core/model/train/train.ts";
import type { Turnover } from "../../../../core/model/train/turnover.ts";
import * as every from "./every-act.ts";
import { facts, id, june, manual, people, release, roles, train, turnover } from "./builders.ts";

type World = Readonly<{
  train: Train;
  releases: readonly ApplicationRelease[];
  turnovers: readonly Turnover[];
}>;
type Step = (world: World, by: string) => World;

const begin: World = {
  train: {
    ...train,
    gates: train.gates.map((gate, at) => ({
      ...gate,
      criteria: [{ ...manual, id: id(40 + at) }],
      approvals: [
        { kind: "train", approvers: ["eve"] },
        { kind: "executive", approvers: ["max"] },
      ],
    })),
    milestones: [
      { id: id(60), name: "Freeze", date: june(4), owner: "olga", gate: "scoping", inherit: true },
    ],
  },
  releases: [release, { ...release, id: id(11), title: "Till" }],
  turnovers: [
    turnover,
    {
      ...turnover,
      id: id(21),
      kind: "production",
      environment: "PROD",
      included: [10, 11].map((one) => ({ id: id(one), releases: ["classic:57"] })),
    },
  ],
};

const now = june(12);

function onTrain(act: TrainAct): Step {
  return (world, by) => {
    const after = actOnTrain(world.train, act, { ...facts, ...world, by, now }, roles);
    return isRefused(after) ? world : { ...world, train: after };
  };
}

function onReleases(change: (one: ApplicationRelease, world: World, by: string) => object, at: number): Step {
  return (world, by) => {
    const releases = world.releases.map((one, place) => {
      const after = place === at ? change(one, world, by) : one;
      return isRefused(after) ? one : { ...one, ...after };
    });
    return { ...world, releases };
  };
}

function onTurnover(act: TurnoverAct, at: number): Step {
  return (world, by) => {
    const turnovers = world.turnovers.map((one, place) => {
      const after = place === at ? actOnTurnover(one, act, { ...facts, ...world, by, now }, roles) : one;
      return isRefused(after) ? one : after;
    });
    return { ...world, turnovers };
  };
}

const comment = "";
const reason = "why";
const trainSteps = gateNames.flatMap((gate, at): Step[] => [
  onTrain({ kind: "completeGate", gate }),
  onTrain({ kind: "tickCriterion", criterion: id(40 + at), evidence: "seen" }),
  ...[1, 2].flatMap((level) =>
    [true, true, false].map((approve) => onTrain({ kind: "decide", gate, level, approve, comment: reason })),
  ),
]);
const releaseSteps = [0, 1].flatMap((at): Step[] => [
  ...phases.map((to) =>
    onReleases(
      (one, world, by) => actOnRelease(one, { kind: "advance", to }, { ...facts, ...world, by, now }, roles),
      at,
    ),
  ),
  ...(["reopen", "reach", "depend"] as const).map((kind) =>
    onReleases((one, world, by) => {
      const given = { ...facts, ...world, by, now };
      if (kind === "reopen") return actOnRelease(one, { kind, reason }, given, roles);
      if (kind === "depend") return actOnRelease(one, { kind, on: id(11 - at) }, given, roles);
      return actOnRelease(one, { kind: "reachMilestone", milestone: id(60) }, given, roles);
    }, at),
  ),
]);
const turnoverActs: readonly TurnoverAct[] = [
  { kind: "plan", scheduled: june(12) },
  { kind: "deliver", comment },
  { kind: "recall", reason },
  { kind: "accept", comment },
  { kind: "makeReady", comment },
  { kind: "start", comment },
  { kind: "finishTask", task: id(30), succeeded: true, note: "" },
  { kind: "finishTask", task: id(30), succeeded: false, note: "" },
  { kind: "retry", again: [], reason },
  { kind: "sendBack", reason },
  { kind: "close", comment },
];
const turnoverSteps = [0, 1].flatMap((at) => turnoverActs.map((act) => onTurnover(act, at)));
const forward = [...trainSteps, ...releaseSteps, ...turnoverSteps, onTrain({ kind: "close", comment })];
/** One of every act, on everything that it may be done to. */
const others: readonly Step[] = [
  ...Object.values(every.trainActs).map(onTrain),
  ...Object.values(every.releaseActs).flatMap((act) =>
    [0, 1].map((at) =>
      onReleases((one, world, by) => actOnRelease(one, act, { ...facts, ...world, by, now }, roles), at),
    ),
  ),
  ...Object.values(every.turnoverActs).flatMap((act) => [0, 1].map((at) => onTurnover(act, at))),
];

/** Everything that must never be so. */
function check(world: World): void {
  const { train: now, releases, turnovers } = world;
  const passedFirst = now.gates
    .slice(0, Math.max(0, rankOf(now.phase)))
    .every((gate) => gate.passed !== undefined);
  assert.ok(passedFirst, `${now.phase} before its gates`);
  for (const gate of now.gates) checkGate(gate);
  const due = now.gates.filter(({ passed }) => passed !== undefined).map(({ name }) => name);
  const missed = [...onBoard(releases).flatMap((one) => milestonesOf(now, one)), ...own(now)].find(
    ({ gate, reached }) => due.includes(gate) && reached === undefined,
  );
  assert.ok(missed === undefined, "a milestone was skipped");
  assert.ok(deploymentOrder(releases), "a circle");
  for (const one of turnovers) checkTurnover(one, now);
}

function own({ milestones }: Train): Train["milestones"] {
  return milestones.filter(({ inherit }) => !inherit);
}

function checkTurnover({ moves, state, tasks, environment }: Turnover, train: Train): void {
  checkMoves(
    moves.map((move) => move.state),
    state,
    tasks.length,
  );
  const open = tasks.findIndex((one) => one.state !== "succeeded" && one.state !== "skipped");
  const later = tasks.slice(open + 1).every((one) => open < 0 || one.state !== "actionable");
  assert.ok(later, "a task out of its turn");
  const isReserved = train.environments.some(({ name }) => name === environment);
  assert.ok(state === "closed" || isReserved, "a turnover to an environment that was given up");
  const taken = moves.filter((one) => one.state === "accepted" || one.state === "ready");
  assert.ok(
    taken.every(({ by }) => by === people.releaseEngineer),
    "accepted by somebody else",
  );
}

/** What no single act may do, whoever does it. */
function checkStep(before: World, after: World, by: string): void {
  if (by === people.nobody) assert.deepEqual(after, before, "changed by a stranger");
  if (hasEnded(before.train)) assert.deepEqual(after, before, "changed after its end");
  for (const [at, gate] of before.train.gates.entries())
    if (gate.passed !== undefined) assert.deepEqual(after.train.gates[at], gate, "a passed gate was changed");
}

function checkGate({ approvals, passed, completed }: StageGate): void {
  for (const one of approvals) checkLevel(one);
  const given = approvals.map(({ approved }) => approved !== undefined);
  assert.ok(!given.includes(true, given.indexOf(false)) || !given.includes(false), "approved out of order");
  if (passed === undefined) return;
  assert.ok(!given.includes(false), "passed without its approvals");
  assert.ok(
    completed?.evidence.every(({ state }) => state === "met"),
    "passed with something open",
  );
}

function checkLevel({ approved, approvers, items = [] }: StageGate["approvals"][number]): void {
  if (approved === undefined) return;
  assert.ok(approvers.includes(approved.by), "approved by a stranger");
  assert.ok(items.length === 0 || items.some(({ item }) => item === approved.change?.item), "past its items");
}

function checkMoves(states: readonly string[], state: string, tasks: number): void {
  assert.equal(states.at(-1) ?? "draft", state);
  for (const [at, one] of states.entries()) {
    const before = states.slice(states.slice(0, at).lastIndexOf("draft") + 1, at);
    if (one === "deploying")
      assert.ok(before.includes("accepted") && before.includes("ready") && tasks > 0, "deployed unaccepted");
    if (one === "ready") assert.equal(states[at - 1], "accepted");
    if (one === "closed") assert.equal(states[at - 1], "deployed");
  }
}

function checkStored({ train: now, releases, turnovers }: World): void {
  assert.deepEqual(readTrainText(JSON.stringify(now)), now);
  for (const one of releases) assert.deepEqual(readApplicationRelease(JSON.stringify(one)), one);
  for (const one of turnovers) assert.deepEqual(readTurnover(JSON.stringify(one)), one);
}

/** The next world, unless it is a step back. */
function ahead(world: World, next: World): World {
  check(next);
  const returned = next.train.gates.some((gate) => gate.returned.length > 0);
  const behind = next.releases.some(
    (one, at) => rankOf(one.phase) < rankOf(world.releases[at]?.phase ?? "scoping"),
  );
  const undone = next.turnovers.some((one) =>
    one.moves.some(({ state }) => state === "failed" || state === "draft"),
  );
  return returned || behind || undone ? world : next;
}

const steps = [...forward, ...others];
const { releaseManager, releaseEngineer } = people;
// Those who may do most come more often, or nothing would happen.
const anybody = fc.constantFrom(...Object.values(people), releaseManager, releaseEngineer, releaseEngineer);
const anything = fc.array(fc.tuple(fc.nat(steps.length - 1), anybody), { minLength: 50, maxLength: 400 });

describe("random acts on a train", () => {
  let stations: readonly World[] = [];
  before(() => {
    stations = crew();
  });

  it("S1-07, S1-14, S1-28, S1-33: never reach a forbidden state, and what they reach is stored and read back", () => {
    fc.assert(
      fc.property(anything, (acts) => {
        checkStored(walked(begin, acts));
      }),
      { numRuns: 60 },
    );
  });

  it("S1-01 to S1-37: an eager crew comes all the way from scoping to closed, and never through a forbidden state", () => {
    assert.equal(stations.at(-1)?.train.phase, "closed");
    checkStored(stations.at(-1) ?? begin);
  });

  it("S1-38: every act by everybody, from anywhere on that way, reaches no forbidden state either", () => {
    const phases = new Set(stations.map(({ train: { phase } }) => phase));
    assert.equal(phases.size, 5);
    fc.assert(
      fc.property(fc.nat(stations.length - 1), anything, (from, acts) => {
        checkStored(walked(stations[from] ?? begin, acts));
      }),
      { numRuns: 150 },
    );
  });
});

function walked(from: World, acts: readonly (readonly [number, string])[]): World {
  let world = from;
  for (const [at, by] of acts) {
    const next = steps[at]?.(world, by) ?? world;
    checkStep(world, next, by);
    check(next);
    world = next;
  }
  return world;
}

/** Every world on the way of a crew that only goes forward, the last one closed. */
function crew(): readonly World[] {
  const everybody = Object.values(people);
  const tries = forward.flatMap((step) => everybody.map((by) => [step, by] as const));
  const stations = [begin];
  while (stations.at(-1)?.train.phase !== "closed") {
    const before = stations.length;
    for (const [step, by] of tries) {
      const world = stations.at(-1) ?? begin;
      const next = ahead(world, step(world, by));
      if (JSON.stringify(next) !== JSON.stringify(world)) stations.push(next);
    }
    assert.ok(stations.length > before, "nobody can go on");
  }
  return stations;
}
