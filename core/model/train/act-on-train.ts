import { conflictsOf, type CalendarEntry } from "../calendar.ts";
import { quoted } from "../defuse.ts";
import type { Instant } from "../instant.ts";
import { sameName } from "../ordinal.ts";
import type { StageClass } from "../stage.ts";
import { listed } from "../words.ts";
import type { AskedItem } from "./asked-item.ts";
import type { ExitCriterion } from "./exit-criterion.ts";
import { milestonesFault, type TrainMilestone } from "./milestone.ts";
import { askLevel, closeFault, completeGate, decideGate, reopenGate } from "./pass-gate.ts";
import { isRefused, refused, stampOf, unless, type ActOf, type Handlers, type Refused } from "./refused.ts";
import { permissionFault, permissions, type Roles } from "./role.ts";
import { datesFault, gateWords, insideFault, type GateName } from "./stage-gate.ts";
import { gateOf, hasEnded, withGate, type Train, type TrainFacts } from "./train.ts";
import { levelsFault, type ApprovalDecision, type TrainApproval } from "./train-approval.ts";

/** What can be done to a train, and what each act carries. New ids come in with the act. */
export type TrainActs = {
  plan: Partial<Pick<Train, "title" | "type" | "manager" | "purpose" | "from" | "to">>;
  moveGate: { gate: GateName; date: Instant };
  setApprovals: { gate: GateName; levels: readonly Pick<TrainApproval, "kind" | "approvers">[] };
  addCriterion: { gate: GateName; criterion: Omit<ExitCriterion, "tick" | "item"> };
  removeCriterion: { criterion: string };
  tickCriterion: { criterion: string; evidence: string };
  addMilestone: { milestone: Omit<TrainMilestone, "reached"> };
  moveMilestone: { milestone: string; date: Instant };
  removeMilestone: { milestone: string };
  reachMilestone: { milestone: string };
  reserveEnvironment: { name: string; class: StageClass; entry: CalendarEntry; acknowledged: boolean };
  giveUpEnvironment: { name: string };
  completeGate: { gate: GateName };
  /** Where its approvals can no longer be given: an approver has left, a work item is gone, a criterion is not met any more. */
  reopenGate: { gate: GateName; reason: string };
  /** The work items on which the approvers of a level decide. */
  ask: { gate: GateName; level: number; items: readonly AskedItem[] };
  /** The work item on which the person approves whom a criterion names. */
  askPerson: { criterion: string; item: number };
  decide: ApprovalDecision & { gate: GateName };
  close: { comment: string };
  cancel: { reason: string };
};

/** One act upon a train. */
export type TrainAct = ActOf<TrainActs>;

type Facts = TrainFacts & Readonly<{ roles: Roles }>;

/** The train after an act, or why the act is refused. */
export function actOnTrain<K extends keyof TrainActs>(
  train: Train,
  act: ActOf<TrainActs, K>,
  facts: TrainFacts,
  roles: Roles,
): Train | Refused {
  const kind: K = act.kind;
  const fault = permissionFault(permissions[`train.${kind}`], facts.by, roles, ownersOf(train, act));
  if (fault !== undefined) return refused(fault);
  if (hasEnded(train)) return refused(`The train is ${train.phase}: nothing is changed any more.`);
  const after = handlers[kind](train, act, { ...facts, roles });
  return isRefused(after) ? after : { ...after, revision: train.revision + 1 };
}

function ownersOf(train: Train, act: Readonly<{ kind: string }>): readonly string[] {
  const of = "criterion" in act ? act.criterion : "milestone" in act ? act.milestone : undefined;
  return [...train.gates.flatMap(({ criteria }) => criteria), ...train.milestones]
    .filter(({ id }) => id === of)
    .map(({ owner }) => owner);
}

const handlers: Handlers<TrainActs, Train, Facts> = {
  plan: (train, { kind: _, ...changes }) => {
    const next = { ...train, ...changes };
    return unless(headFault(next) ?? datesFault(next, next.gates) ?? milestonesFault(next), () => next);
  },
  moveGate: (train, { gate, date }) => {
    const next = withGate(train, gate, { date });
    return unless(settledFault(train, gate) ?? datesFault(next, next.gates), () => next);
  },
  setApprovals: (train, { gate, levels }, { roles }) =>
    unless(settledFault(train, gate) ?? levelsFault(levels, roles), () =>
      withGate(train, gate, { approvals: levels.map(({ kind, approvers }) => ({ kind, approvers })) }),
    ),
  addCriterion: (train, { gate, criterion }) => {
    const { id, text, owner, daysBefore, check } = criterion;
    const added = { id, text, owner, daysBefore, check };
    const known = train.gates.some(({ criteria }) => criteria.some((one) => one.id === id));
    const fault = known
      ? "There is such a criterion already."
      : blankFault([text, owner], "its text and its owner");
    return unless(settledFault(train, gate) ?? fault, () =>
      withGate(train, gate, { criteria: [...(gateOf(train, gate)?.criteria ?? []), added] }),
    );
  },
  removeCriterion: (train, { criterion }) => onCriterion(train, criterion, () => []),
  tickCriterion: (train, { criterion, evidence }, facts) =>
    onCriterion(train, criterion, (one) => {
      if (one.check.kind !== "manual")
        return refused("Only a manual criterion is ticked: this one checks itself.");
      if (evidence.trim() === "") return refused("Give the evidence.");
      return [{ ...one, tick: { ...stampOf(facts), evidence } }];
    }),
  addMilestone: (train, { milestone }) => {
    const { id, name, date, owner, gate, inherit } = milestone;
    const known = train.milestones.some((one) => one.id === id)
      ? "There is such a milestone already."
      : undefined;
    const fault = known ?? blankFault([name, owner], "its name and its owner") ?? insideFault(train, date);
    return unless(settledFault(train, gate) ?? fault, () => ({
      ...train,
      milestones: [...train.milestones, { id, name, date, owner, gate, inherit }],
    }));
  },
  moveMilestone: (train, { milestone, date }) =>
    onMilestone(train, milestone, (one) => unless(insideFault(train, date), () => [{ ...one, date }])),
  removeMilestone: (train, { milestone }) => onMilestone(train, milestone, () => []),
  reachMilestone: (train, { milestone }, facts) =>
    onMilestone(train, milestone, (one) =>
      one.inherit
        ? refused("Each application release reaches an inherited milestone on its own.")
        : [{ ...one, reached: stampOf(facts) }],
    ),
  reserveEnvironment: reserve,
  giveUpEnvironment: (train, { name }, { turnovers }) => {
    const used = turnovers.some((one) => sameName(one.environment, name) && one.state !== "closed");
    const there = train.environments.some((one) => sameName(one.name, name));
    const fault = there ? undefined : `${quoted(name)} is not reserved.`;
    return unless(fault ?? (used ? `A turnover goes to ${quoted(name)}.` : undefined), () => ({
      ...train,
      environments: train.environments.filter((one) => !sameName(one.name, name)),
    }));
  },
  completeGate: (train, { gate }, facts) => completeGate(train, gate, facts),
  reopenGate: (train, { gate, reason }, facts) =>
    unless(blankFault([reason], "the reason"), () => reopenGate(train, gate, reason, facts)),
  ask: (train, act) => askLevel(train, act),
  askPerson: (train, { criterion, item }) =>
    onCriterion(train, criterion, (one) => {
      if (one.check.kind !== "approved") return refused("The criterion asks nobody.");
      return one.item === undefined ? [{ ...one, item }] : refused("They were asked already.");
    }),
  decide: (train, act, facts) => decideGate(train, act, facts, facts.roles),
  close: (train, { comment }, facts) =>
    unless(closeFault(train, facts), () => ({
      ...train,
      phase: "closed",
      ended: { ...stampOf(facts), reason: comment },
    })),
  cancel: (train, { reason }, facts) => {
    const busy = facts.turnovers.some(({ state }) => state === "deploying");
    const fault = busy ? "A turnover is being deployed." : undefined;
    return unless(fault ?? blankFault([reason], "the reason"), () => ({
      ...train,
      phase: "cancelled",
      ended: { ...stampOf(facts), reason },
    }));
  },
};

function reserve(train: Train, act: ActOf<TrainActs, "reserveEnvironment">, facts: Facts): Train | Refused {
  const { calendar, now } = facts;
  const { name, entry } = act;
  if (train.environments.some((one) => sameName(one.name, name))) {
    return refused(`${quoted(name)} is reserved already.`);
  }
  const held =
    entry.kind === "reservation" && entry.for.some(({ kind, id }) => kind === "train" && id === train.id);
  const there = entry.environments.some((one) => sameName(one, name));
  if (!held || !there) return refused(`The reservation does not keep ${quoted(name)} for this train.`);
  if (calendar.kind === "failed") return refused(`The calendar could not be read: ${calendar.why}`);
  const conflicts = conflictsOf(entry, calendar.value, now);
  if (conflicts.length > 0 && !act.acknowledged) {
    return refused(
      `It meets ${listed(conflicts.slice(0, 5).map(({ title }) => quoted(title)))}: choose another time, or say that you know of it.`,
    );
  }
  return { ...train, environments: [...train.environments, { name, class: act.class, entry: entry.id }] };
}

/** A gate that is complete, or that the train has passed, stays as it is. */
function settledFault(train: Train, name: GateName): string | undefined {
  const gate = gateOf(train, name);
  if (gate?.passed !== undefined) return `The ${gateWords(name)} has passed.`;
  return gate?.completed === undefined
    ? undefined
    : `The ${gateWords(name)} is complete and waits for its approvals.`;
}

/** The one sentence why a train cannot be called so; absent where it can. */
export function headFault({
  title,
  manager,
  purpose,
}: Pick<Train, "title" | "manager" | "purpose">): string | undefined {
  return blankFault([title, manager, purpose], "the title, the manager and the purpose");
}

/** The sentence for texts of which one is missing. */
export function blankFault(texts: readonly string[], names: string): string | undefined {
  return texts.some((text) => text.trim() === "") ? `Give ${names}.` : undefined;
}

function onCriterion(
  train: Train,
  id: string,
  change: (criterion: ExitCriterion) => readonly ExitCriterion[] | Refused,
): Train | Refused {
  const gate = train.gates.find(({ criteria }) => criteria.some((one) => one.id === id));
  const criterion = gate?.criteria.find((one) => one.id === id);
  if (gate === undefined || criterion === undefined) return refused("There is no such criterion.");
  const fault = settledFault(train, gate.name);
  const changed = fault === undefined ? change(criterion) : refused(fault);
  if (isRefused(changed)) return changed;
  return withGate(train, gate.name, {
    criteria: gate.criteria.flatMap((one) => (one.id === id ? changed : [one])),
  });
}

function onMilestone(
  train: Train,
  id: string,
  change: (milestone: TrainMilestone) => readonly TrainMilestone[] | Refused,
): Train | Refused {
  const milestone = train.milestones.find((one) => one.id === id);
  if (milestone === undefined) return refused("There is no such milestone.");
  if (milestone.reached !== undefined) return refused("The milestone is reached already.");
  const fault = settledFault(train, milestone.gate);
  const changed = fault === undefined ? change(milestone) : refused(fault);
  if (isRefused(changed)) return changed;
  return { ...train, milestones: train.milestones.flatMap((one) => (one.id === id ? changed : [one])) };
}
