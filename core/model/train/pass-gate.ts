import { quoted } from "../defuse.ts";
import { askFault, type AskedItem } from "./asked-item.ts";
import { onBoard, rankOf, type ApplicationRelease } from "./application-release.ts";
import { evaluateCriterion, type CriterionResult } from "./evaluate-criterion.ts";
import { milestonesOf } from "./milestone.ts";
import { refused, stampOf, unless, type Doing, type Refused } from "./refused.ts";
import type { Roles } from "./role.ts";
import { gateWords, type GateName, type StageGate } from "./stage-gate.ts";
import { gateOf, gateOfPhase, withGate, type Train, type TrainFacts } from "./train.ts";
import { allApproved, decisionFault, waitingFault, type ApprovalDecision } from "./train-approval.ts";

/** What every criterion of a gate gives now. */
export function evaluateGate(
  { criteria }: StageGate,
  { criteria: facts, now }: TrainFacts,
): readonly CriterionResult[] {
  return criteria.map((criterion) => evaluateCriterion(criterion, facts, now));
}

/** The one sentence why a gate cannot pass now, the first that applies; absent where everything is met. */
export function gateFault(train: Train, gate: StageGate, facts: TrainFacts): string | undefined {
  const fault =
    criteriaFault(gate, facts) ?? milestoneFault(train, gate.name, facts) ?? freightFault(gate.name, facts);
  return fault && `The ${gateWords(gate.name)} cannot pass: ${fault}`;
}

function criteriaFault(gate: StageGate, facts: TrainFacts): string | undefined {
  const open = evaluateGate(gate, facts).find(({ state }) => state !== "met");
  if (open === undefined) return undefined;
  const text = quoted(gate.criteria.find(({ id }) => id === open.criterion)?.text ?? open.criterion);
  return `${text} is ${open.state === "notMet" ? "not met" : "not known"} (${open.evidence}).`;
}

function milestoneFault(train: Train, gate: GateName, { releases }: TrainFacts): string | undefined {
  const own = train.milestones.find((one) => one.gate === gate && !one.inherit && !one.reached);
  if (own !== undefined) return `the milestone ${quoted(own.name)} is not reached.`;
  const theirs = onBoard(releases).flatMap((release) =>
    milestonesOf(train, release)
      .filter((one) => one.gate === gate && one.reached === undefined)
      .map(({ name }) => `${quoted(release.title)} has not reached the milestone ${quoted(name)}.`),
  );
  return theirs[0];
}

function freightFault(gate: GateName, { releases, turnovers }: TrainFacts): string | undefined {
  if (gate === "scoping") return undefined;
  const live = onBoard(releases);
  if (live.length === 0) return "no application release is on the train.";
  if (gate === "development") return behindFault(live, "verification", "is still under construction.");
  if (gate === "qa") return behindFault(live, "production", "is not verified.");
  const final = turnovers.find(({ kind, state }) => kind === "production" && state === "closed");
  if (final === undefined) return "no production turnover is deployed and closed.";
  const expected = live.filter(({ id }) => !final.leftOut.some((left) => left.id === id));
  return behindFault(expected, "closed", "is not closed.");
}

function behindFault(
  live: readonly ApplicationRelease[],
  least: "verification" | "production" | "closed",
  how: string,
): string | undefined {
  const behind = live.find(({ phase }) => rankOf(phase) < rankOf(least));
  return behind && `${quoted(behind.title)} ${how}`;
}

/** Finds everything met. Where no approval is asked for, the gate passes and the train goes on. */
export function completeGate(train: Train, name: GateName, facts: TrainFacts): Train | Refused {
  const gate = gateOf(train, name);
  if (gate === undefined || gateOfPhase(train.phase) !== name) {
    return refused(`The ${gateWords(name)} is not the one that the train stands at.`);
  }
  if (gate.completed !== undefined) return refused(`The ${gateWords(name)} is complete already.`);
  return unless(gateFault(train, gate, facts), () => {
    const completed = { ...stampOf(facts), evidence: evaluateGate(gate, facts) };
    const done = withGate(train, name, { completed });
    return allApproved(gate.approvals) ? passed(done, name, facts) : done;
  });
}

/** A gate that waits for its approvals is open again, without anybody's rejection. */
export function reopenGate(train: Train, name: GateName, comment: string, doing: Doing): Train | Refused {
  const gate = gateOf(train, name);
  if (gate?.completed === undefined || gate.passed !== undefined) return refused(idle(name));
  const returned = [...gate.returned, { ...stampOf(doing), level: 0, comment }];
  return withGate(reopened(train, gate), name, { returned });
}

function idle(name: GateName): string {
  return `The ${gateWords(name)} does not wait for an approval.`;
}

/** Keeps the work items on which the approvers of the level that waits decide. */
export function askLevel(
  train: Train,
  { gate: name, level, items }: Readonly<{ gate: GateName; level: number; items: readonly AskedItem[] }>,
): Train | Refused {
  const gate = gateOf(train, name);
  const asked = gate?.approvals[level - 1];
  if (gate?.completed === undefined || gate.passed !== undefined || asked === undefined) {
    return refused(idle(name));
  }
  const { items: already = [], approvers } = asked;
  const fault = waitingFault(gate.approvals, level) ?? askFault(already, items, approvers);
  return unless(fault, () => {
    const now = { ...asked, items: [...already, ...items] };
    return withGate(train, name, { approvals: gate.approvals.map((one) => (one === asked ? now : one)) });
  });
}

/** A level of a gate's approvals is decided. The last yes lets the train go on; a no opens the gate again. */
export function decideGate(
  train: Train,
  decision: ApprovalDecision & Readonly<{ gate: GateName }>,
  facts: TrainFacts,
  roles: Roles,
): Train | Refused {
  const gate = gateOf(train, decision.gate);
  if (gate?.completed === undefined || gate.passed !== undefined) {
    return refused(idle(decision.gate));
  }
  return unless(decisionFault(gate.approvals, decision, facts, roles), () =>
    decision.approve ? approved(train, gate, decision, facts) : rejected(train, gate, decision, facts),
  );
}

function approved(
  train: Train,
  gate: StageGate,
  { level, comment, change }: ApprovalDecision,
  facts: TrainFacts,
): Train | Refused {
  const approvals = gate.approvals.map((one, at) =>
    at === level - 1 ? { ...one, approved: { ...stampOf(facts, change), comment } } : one,
  );
  const done = withGate(train, gate.name, { approvals });
  if (!allApproved(approvals)) return done;
  // What was met when the gate was completed may not be so any more.
  return unless(gateFault(train, gate, facts), () => passed(done, gate.name, facts));
}

function rejected(
  train: Train,
  gate: StageGate,
  { level, comment, change }: ApprovalDecision,
  facts: TrainFacts,
): Train {
  return withGate(reopened(train, gate), gate.name, {
    returned: [...gate.returned, { ...stampOf(facts, change), level, comment }],
  });
}

/** With a gate open again and all its approvals to be given anew. */
function reopened(train: Train, gate: StageGate): Train {
  const { name, date, criteria, returned } = gate;
  const approvals = gate.approvals.map(({ kind, approvers }) => ({ kind, approvers }));
  const open: StageGate = { name, date, criteria, approvals, returned };
  return { ...train, gates: train.gates.map((one) => (one.name === name ? open : one)) };
}

function passed(train: Train, name: GateName, facts: TrainFacts): Train {
  const next = { scoping: "construction", development: "verification", qa: "production" } as const;
  const done = withGate(train, name, { passed: stampOf(facts) });
  // The last gate lets the train be closed, which somebody does.
  return name === "production" ? done : { ...done, phase: next[name] };
}

/** The one sentence why a train cannot be closed; absent where it can. */
export function closeFault(train: Train, facts: TrainFacts): string | undefined {
  if (train.phase !== "production") return "Only a train in production can be closed.";
  const gate = gateOf(train, "production");
  if (gate?.passed === undefined) return "The production gate has not passed: production is not verified.";
  const busy = facts.turnovers.find(({ state }) => state === "deploying");
  return busy ? `The turnover ${quoted(busy.title)} is being deployed.` : gateFault(train, gate, facts);
}
