import { bounded, quoted } from "../defuse.ts";
import type { Instant } from "../instant.ts";
import type { AskedItem } from "./asked-item.ts";
import type { TrainAct } from "./act-on-train.ts";
import type { TurnoverAct } from "./act-on-turnover.ts";
import type { SaidChange } from "./decision-meaning.ts";
import { levelAsk, taskAsk, turnoverAsk } from "./decision-words.ts";
import { gateWords, lastReturn, type GateName } from "./stage-gate.ts";
import { gateOf, gateOfPhase, hasEnded, type Train } from "./train.ts";
import { approverFault } from "./train-approval.ts";
import type { Turnover } from "./turnover.ts";
import { permissionFault, permissions, type Roles } from "./role.ts";

/** What the train waits for that people decide on work items. */
export type WaitingDecision = Readonly<{
  /** What is decided, in words: "level 1 of the scoping gate". */
  what: string;
  /** What the work items ask, as an order. */
  ask: string;
  /** Work items from before then asked something that is over. */
  after?: Instant;
  items: readonly number[];
  /** Who was asked on which work item, by its id. */
  people: Readonly<Record<number, string>>;
}> &
  (
    | Readonly<{ kind: "level"; gate: GateName; level: number }>
    | Readonly<{ kind: "turnover"; turnover: string; revision: number }>
    | Readonly<{ kind: "task"; turnover: string; revision: number; task: string; owner: string }>
  );

/** Everything that waits for a decision on work items, the train's own first. A train that has ended waits for nothing. */
export function waitingDecisions(train: Train, turnovers: readonly Turnover[]): readonly WaitingDecision[] {
  if (hasEnded(train)) return [];
  return [...waitingLevel(train), ...turnovers.flatMap(waitingIn)].filter(({ items }) => items.length > 0);
}

/** The level of the open gate that waits now, asked or not. */
export function levelThatWaits(train: Train): Readonly<{ gate: GateName; level: number }> | undefined {
  const name = gateOfPhase(train.phase);
  const gate = name && gateOf(train, name);
  if (gate?.completed === undefined || gate.passed !== undefined) return undefined;
  const at = gate.approvals.findIndex(({ approved }) => approved === undefined);
  return at < 0 ? undefined : { gate: gate.name, level: at + 1 };
}

function waitingLevel(train: Train): readonly WaitingDecision[] {
  const waits = levelThatWaits(train);
  if (waits === undefined) return [];
  const gate = gateOf(train, waits.gate);
  const items = gate?.approvals[waits.level - 1]?.items ?? [];
  const what = `level ${waits.level} of the ${gateWords(waits.gate)}`;
  const after = gate && lastReturn(gate);
  const asked = { ask: levelAsk(waits), ...(after === undefined ? {} : { after }), ...askedOf(items) };
  return [{ kind: "level", ...waits, what, ...asked }];
}

function waitingIn({ id, revision, title, state, items = [], tasks }: Turnover): readonly WaitingDecision[] {
  const of = { turnover: id, revision };
  if (state === "delivered") {
    const asked = { ask: turnoverAsk(title), ...askedOf(items) };
    return [{ kind: "turnover", ...of, what: `the acceptance of ${quoted(title)}`, ...asked }];
  }
  return tasks.flatMap((task) => {
    if (state !== "deploying" || task.state !== "actionable" || task.item === undefined) return [];
    const asked = { ask: taskAsk(task.title), ...askedOf([{ person: task.owner, item: task.item }]) };
    return [{ kind: "task", ...of, task: task.id, owner: task.owner, what: quoted(task.title), ...asked }];
  });
}

function askedOf(items: readonly AskedItem[]): Pick<WaitingDecision, "items" | "people"> {
  return {
    items: items.map(({ item }) => item),
    people: Object.fromEntries(items.map(({ item, person }) => [item, person])),
  };
}

/** The one sentence why somebody's change of a work item does not count; absent where it does. */
export function countFault(
  waiting: WaitingDecision,
  train: Train,
  by: string,
  roles: Roles,
): string | undefined {
  if (waiting.kind === "turnover") return permissionFault(permissions["turnover.accept"], by, roles, []);
  if (waiting.kind === "task")
    return permissionFault(permissions["turnover.finishTask"], by, roles, [waiting.owner]);
  const level = gateOf(train, waiting.gate)?.approvals[waiting.level - 1];
  return level && approverFault(level, waiting.level, by, roles);
}

/** What is done to the train, or to the turnover, for a change of a work item. `reasonless`: what a no without a word is kept as. */
export function actOfDecision(
  waiting: WaitingDecision,
  item: number,
  { approved, comment: said, revision }: Omit<SaidChange, "by" | "on">,
  reasonless = "Rejected without a comment",
): Readonly<{ train: TrainAct }> | Readonly<{ turnover: TurnoverAct }> {
  const change = { item, revision };
  const comment = bounded(approved || said.trim() !== "" ? said : reasonless, 2000);
  if (waiting.kind === "level") {
    const { gate, level } = waiting;
    return { train: { kind: "decide", gate, level, approve: approved, comment, change } };
  }
  if (waiting.kind === "task") {
    const { task } = waiting;
    return { turnover: { kind: "finishTask", task, succeeded: approved, note: comment, change } };
  }
  return {
    turnover: approved ? { kind: "accept", comment, change } : { kind: "reject", reason: comment, change },
  };
}
